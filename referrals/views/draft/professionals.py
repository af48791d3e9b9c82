"""Who else is helping the family: the list, one row each, removing."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from referrals.forms.draft import professionals as forms
from referrals.models import Professional, Referral
from referrals.operations import drafts
from referrals.rules import Answer
from referrals.views.draft.base import Question
from referrals.views.draft.removal import Removal
from referrals.views.scope import draft_address


class Professionals(Question):
    """The list of professionals, and whether there is anyone else."""

    form_class = forms.AnyoneHelpingForm
    template_name = "referrals/draft/professionals.html"
    place = "professionals"
    autosaves = False

    def get_initial(self) -> dict[str, Any]:
        """Show "Nobody" or "I do not know" where it was said."""
        said = self.referral.nobody_helping
        return {"another": said if said in {Answer.YES, Answer.UNKNOWN} else ""}

    def write(self, form: Any) -> Referral:
        """Keep that nobody helps, or that nobody knows."""
        said = form.cleaned_data["another"]
        if said == "add" or not said or self.situation.professionals:
            return self.referral
        return drafts.save(
            by=self.request.membership,
            referral=self.referral,
            version=None,
            changes={"nobody_helping": said},
            question=self.get_place(),
        )

    def next_address(self, form: Any) -> str:
        """Lead to somebody else, or on."""
        if form.cleaned_data["another"] == "add":
            return draft_address(self.referral, "professionals/add")
        return super().next_address(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """List them with job and agency."""
        return super().get_context_data(**context) | {
            "rows": [
                {
                    "name": row.name,
                    "second": ", ".join(part for part in (row.job, row.agency) if part),
                    "change": draft_address(self.referral, f"professionals/{row.number}"),
                    "remove": draft_address(self.referral, f"professionals/{row.number}/remove"),
                }
                for row in self.referral.professionals.all()
            ]
        }


class AddProfessional(Question):
    """Somebody else who is helping is added now."""

    form_class = forms.ProfessionalForm
    place = "professionals/add"
    autosaves = False

    def write(self, form: Any) -> Referral:
        """Add them; pressing twice adds one."""
        drafts.add_professional(
            by=self.request.membership,
            referral=self.referral,
            answers=form.changes(),
            form_key=form.cleaned_data["form_key"],
        )
        return self.referral

    def next_address(self, form: Any) -> str:
        """Show the list."""
        return draft_address(self.referral, "professionals")

    def get_back_url(self) -> str:
        """Return the list."""
        return draft_address(self.referral, "professionals")


class ChangeProfessional(Question):
    """One professional's row."""

    form_class = forms.ProfessionalForm

    @cached_property
    def professional(self) -> Professional:
        """The professional, by number."""
        found = get_object_or_404(self.referral.professionals, number=self.kwargs["number"])
        found.referral = self.referral
        return found

    def get_record(self) -> Professional:
        """The professional."""
        return self.professional

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return f"professionals/{self.professional.number}"

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Save the row."""
        drafts.change_professional(
            by=self.request.membership, professional=self.professional, changes=changes
        )
        return self.referral


class RemoveProfessional(Removal):
    """Remove a professional from the draft."""

    home = "professionals"

    @cached_property
    def professional(self) -> Professional:
        """The professional, by number."""
        return get_object_or_404(self.referral.professionals, number=self.kwargs["number"])

    @property
    def name(self) -> str:
        """Who is removed."""
        return self.professional.name

    def remove(self) -> None:
        """Remove the row."""
        drafts.remove_professional(by=self.request.membership, professional=self.professional)
