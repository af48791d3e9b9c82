"""The worry, each question its own page (pages.md 5F).

The seven Signs of Safety questions (R-007), what a child in need's referral holds (R-133), what
one about significant harm holds (R-134), and what has happened before (R-150).
"""

from typing import Any

from django.utils import timezone

from govuk import fields
from referrals.forms.draft.base import DraftForm, choices, long_text, name_field
from referrals.forms.draft.flow import Asked
from referrals.names import COMPLICATING_NAMES, HOW_KNOWN_NAMES
from referrals.rules import Section


class WorryQuestion(DraftForm):
    """A question of this task."""

    section = Section.WORRY


class SeriousHarmQuestion(WorryQuestion):
    """R-134: asked when harm may be serious, never needed."""

    asked = Asked.SERIOUS_HARM
    skippable = True


class WorryForm(WorryQuestion):
    """R-007 (1): the harm, past and present."""

    title = "What are you worried about?"
    asked = Asked.ALWAYS

    worry = long_text(
        "Worry",
        rows=12,
        help_text=(
            "The harm now and in the past. What you saw and heard, with dates. Use names, and "
            "'says' for what you were told."
        ),
        error="Enter what you are worried about",
    )


class IfNothingChangesForm(WorryQuestion):
    """R-007 (2): what is going to happen if nothing changes."""

    title = "What do you think will happen if nothing changes?"

    if_nothing_changes = long_text("Answer", help_text="In the next weeks and months.")


class ComplicatingForm(WorryQuestion):
    """R-007 (3) and R-133 (6): the complicating factors."""

    title = "What makes things harder for this family?"

    complicating = fields.CheckboxesField(
        label="Tick all that apply",
        choices=choices(COMPLICATING_NAMES),
        exclusive="none",
        exclusive_error="Select what makes things harder, or 'None of these'",
    )
    complicating_words = long_text("In your words (optional)", rows=5)


class MoreForm(WorryQuestion):
    """R-133 (3): development needs, parenting, social and environmental factors."""

    title = "What else should we know?"

    development = long_text("The child's development", rows=3)
    parenting = long_text("The parenting", rows=3)
    environment = long_text("Home, money, neighbourhood", rows=3)


class StrengthsForm(WorryQuestion):
    """R-007 (4): strengths and positive attributes."""

    title = "What is going well?"

    strengths = long_text("Answer", help_text="Strengths, people who help, good times.")


class ExistingSafetyForm(WorryQuestion):
    """R-007 (5): existing safety or protection."""

    title = "What already keeps {child} safe?"

    existing_safety = long_text("Answer", help_text="Who, and what do they do?")


class NeededNowForm(WorryQuestion):
    """R-007 (6): what needs to happen to keep the child safe now."""

    title = "What needs to happen now to keep {child} safe?"

    needed_now = long_text("Answer")


class FamilyWantsForm(WorryQuestion):
    """R-007 (7): what the family wants."""

    title = "What does the family want to happen?"

    family_wants = long_text("Answer")


class SaidForm(WorryQuestion):
    """The child's own words, one page each."""

    title = "What has {child} said?"
    hint = "Their own words. For a baby or a child who does not speak: what you saw."

    # Django keeps fields apart from the form's own methods, so the names may meet.
    said = long_text("What they said, or what you saw")  # type: ignore[assignment]
    not_asked_because = long_text("If they were not asked, why? (optional)", rows=2)


class HowKnownForm(WorryQuestion):
    """R-133 (8): what is reported directly and what came from a third party."""

    title = "How do you know this?"

    how_known = fields.CheckboxesField(
        choices=choices(HOW_KNOWN_NAMES),
        help_text="Tick all that apply.",
        reveals={"someone_told": ["how_known_who"]},
    )
    how_known_who = name_field("Who told you?", max_length=500)


class LastSeenForm(WorryQuestion):
    """R-133 (11), R-134 (9): when the child was last seen."""

    title = "When did you last see {child}?"

    last_seen_on = fields.DateField(
        label="Date",
        thing="Date",
        not_future=True,
        help_text="For example, 20 11 2026",
    )
    last_seen_time = fields.TimeField(
        label="Time, if it was today (optional)", help_text="For example, 2:30pm"
    )
    not_seen = fields.TickField(label="I have not seen them")

    def clean(self) -> dict[str, Any]:
        """Refuse a date together with "I have not seen them"."""
        cleaned = super().clean()
        if cleaned.get("not_seen") and cleaned.get("last_seen_on"):
            self.add_error(
                "last_seen_on", "Enter a date, or select 'I have not seen them', not both"
            )
        moment, today = cleaned.get("last_seen_time"), timezone.localtime()
        if moment and cleaned.get("last_seen_on") == today.date() and moment > today.time():
            self.add_error("last_seen_time", "Time must be in the past")
        return cleaned


class BeforeForm(WorryQuestion):
    """R-150 and R-133 (7): significant events, recent or long ago."""

    title = "What has happened before?"

    before = long_text(
        "Answer",
        rows=10,
        help_text=(
            "One thing a line: when (a year is enough), what happened, who knows. Small things "
            "that add up can be serious harm."
        ),
    )


class RiskPersonForm(WorryQuestion):
    """R-133 (9) and R-134 (3): anyone who may be a risk."""

    title = "Is there anyone who may be a risk to {child}?"

    risk_person = long_text(
        "Answer",
        help_text="Name, link to the child, where they are, when they see the child.",
    )


class HarmSaidForm(SeriousHarmQuestion):
    """R-134 (1): allegations, sources, timing and location."""

    title = "What exactly was said or seen, by whom, when and where?"

    harm_said = long_text("Answer")


class HarmParentsSayForm(SeriousHarmQuestion):
    """R-134 (2): the parents' response."""

    title = "What do the parents or carers say?"

    harm_parents_say = long_text("Answer")


class HarmConditionForm(SeriousHarmQuestion):
    """R-134 (4) and (10): condition, marks and injuries."""

    title = "How {is} {child} now, in body and mind? Any marks or injuries?"

    harm_condition = long_text(
        "Answer",
        help_text=(
            "Use words, and say where on the body. Do not take or add photographs of the body."
        ),
    )


class HarmDeadlineForm(SeriousHarmQuestion):
    """R-134 (5): safe now, or approaching deadlines."""

    title = "{Is} {child} safe until tomorrow?"

    harm_deadline = long_text(
        "Answer", help_text="Is there a deadline, for example home time?", rows=5
    )


class HarmParentsWhereForm(SeriousHarmQuestion):
    """R-134 (6): where the parents are."""

    title = "Where are the parents or carers now?"

    harm_parents_where = long_text("Answer", rows=5)


class HarmContextsForm(SeriousHarmQuestion):
    """R-134 (12): contexts and locations with other risks."""

    title = "Are there places, people or times that make it more dangerous?"

    harm_contexts = long_text("Answer", rows=5)
