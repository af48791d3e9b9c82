"""What a Family Wellbeing manager fills in."""

from collections.abc import Sequence
from typing import Any

from family_wellbeing.presenters import Caseload
from family_wellbeing.rules import ELIGIBILITY
from govuk import fields
from govuk.forms import FormKeyMixin, KitForm, QuestionForm
from referrals.forms.agreed import AgreedFields


class SiblingsMixin(FormKeyMixin, KitForm):
    """A form about one family: which of the children who wait it is about."""

    children = fields.CheckboxesField(
        label="Which children?", choices=(), error="Select which children this is for"
    )

    def __init__(self, *arguments: Any, siblings: Sequence[tuple[int, str]], **options: Any):
        super().__init__(*arguments, **options)
        self.fields["children"].choices = [(str(n), words) for n, words in siblings]  # type: ignore[attr-defined]
        self.fields["children"].initial = [str(n) for n, _ in siblings]

    def clean_children(self) -> list[int]:
        """Return the numbers of the chosen children."""
        return [int(number) for number in self.cleaned_data["children"]]


class AcceptForm(SiblingsMixin):
    """Accept a family and choose its keyworker; nobody is chosen beforehand (pages.md 7)."""

    eligibility = fields.CheckboxesField(
        label="Which of these applies?",
        choices=[(row.criterion.value, row.words) for row in ELIGIBILITY],
        hints={row.criterion.value: row.source for row in ELIGIBILITY},
        error="Select which of these applies",
    )
    eligibility_words = fields.PlainTextField(
        label="Anything else about why this help fits (optional)",
        thing="Why this help fits",
        rows=3,
        max_length=2000,
        required=False,
    )
    higher = fields.YesNoField(
        label="Is the need higher than level 3?",
        help_text=(
            "A child in need, or at risk of significant harm, goes to children's social care."
        ),
        error="Select yes if the need is higher than level 3",
    )
    keyworker = fields.RadiosField(
        label="Who will be the keyworker?",
        choices=(),
        error="Select a keyworker who can take this family",
    )

    def __init__(self, *arguments: Any, caseloads: Sequence[Caseload], **options: Any):
        super().__init__(*arguments, **options)
        free = [load for load in caseloads if not load.conflict]
        field = self.fields["keyworker"]
        field.choices = [(str(load.keyworker.pk), load.keyworker.person.full_name) for load in free]  # type: ignore[attr-defined]
        field.hints = {str(load.keyworker.pk): load.words for load in free}  # type: ignore[attr-defined]
        self.declared = [load.keyworker.person.full_name for load in caseloads if load.conflict]


class RedirectForm(SiblingsMixin):
    """Pass a family where it belongs, saying why, with the text the referrer reads."""

    why = fields.PlainTextField(
        label="Why?",
        help_text="Kept with the family. The referrer does not see this.",
        thing="Why",
        rows=4,
        max_length=5000,
        error="Say why",
    )
    told_referrer = fields.PlainTextField(
        label="What does the referrer hear?",
        help_text="They read this as soon as you save.",
        thing="What the referrer hears",
        rows=4,
        max_length=2000,
        error="Enter what the referrer hears",
    )


class AgreementForm(AgreedFields, SiblingsMixin, QuestionForm):
    """Who agreed to help from Family Wellbeing, and how (decision 22)."""

    title = "Who agreed to help from Family Wellbeing?"
    hint = "A parent or carer. A young person's agreement is added; it does not replace theirs."
    button = "Record agreement"
