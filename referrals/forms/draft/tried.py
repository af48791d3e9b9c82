"""What has been tried, and about you (pages.md 5L)."""

from typing import Any

from govuk import fields
from referrals.forms.draft.base import DraftForm, choices, long_text
from referrals.forms.draft.flow import Asked
from referrals.names import STAYING_INVOLVED_NAMES
from referrals.rules import Section


class TriedForm(DraftForm):
    """R-133 (1), R-001: everything possible at the present level first."""

    title = "What help has the family already had, and did it work?"
    section = Section.TRIED
    asked = Asked.WITH_CONSENT_AT_LEVEL_3

    tried = long_text("What has been tried, and how it went", required=False)
    nothing_tried_because = long_text("Nothing yet, because…", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and not for both."""
        cleaned = super().clean()
        if cleaned.get("tried") and cleaned.get("nothing_tried_because"):
            self.add_error(
                "nothing_tried_because",
                "Enter what has been tried, or why nothing has, not both. Empty one of the two",
            )
        elif not cleaned.get("tried") and not cleaned.get("nothing_tried_because"):
            self.missing_together("tried", "Enter what has been tried, or why nothing has")
        return cleaned


class WhyNowForm(DraftForm):
    """R-133 (2): why the time is right."""

    title = "Why is now the right time?"
    section = Section.TRIED

    why_now = long_text("Answer")


class WhatNextForm(DraftForm):
    """R-133 (10): what the practitioner thinks should happen."""

    title = "What do you think should happen next?"
    section = Section.TRIED

    what_next = long_text("Answer")


class RelationshipForm(DraftForm):
    """R-132 (1), R-134 (7): the referrer's relationship to the child."""

    title = "How do you know {child}, and for how long?"
    section = Section.ABOUT_YOU

    relationship_to_child = long_text("Answer", rows=4)


class StayingInvolvedForm(DraftForm):
    """R-133 (4), R-152: how the referrer stays involved."""

    title = "How will you stay involved?"
    section = Section.ABOUT_YOU

    staying_involved = fields.RadiosField(
        choices=choices(STAYING_INVOLVED_NAMES),
        reveals={"not_involved": ["not_involved_because"]},
    )
    not_involved_because = long_text(
        "Reason",
        label="Why will you not be involved?",
        rows=3,
        needed_when_shown="Say why you will not be involved",
    )


class CallbackForm(DraftForm):
    """Decision 20: a number to call back, one of the four answers always needed."""

    title = "What number can we call you on, and when?"
    section = Section.ABOUT_YOU
    asked = Asked.ALWAYS

    callback_number = fields.PhoneField(
        label="Phone number",
        max_length=30,
        error="Enter a phone number we can call you on",
    )
    callback_times = fields.PlainTextField(
        label="When is best? (optional)",
        thing="When is best",
        help_text="Tell us about school holidays or shifts.",
        max_length=200,
        required=False,
    )
