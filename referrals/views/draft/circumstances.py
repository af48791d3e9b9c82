"""Special circumstances, and the duty page each of them opens (pages.md 5G; decision 16)."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property

from govuk.words import day_words, london
from referrals.forms.draft import circumstances as forms
from referrals.models import ChosenCircumstance, Referral, ReferredChild
from referrals.operations import drafts
from referrals.presenters import office_at
from referrals.presenters.facts import could_be_of
from referrals.rules import UNBORN, YOUNG_CARER, Answer, ChildKind
from referrals.views.draft.base import NotAsked, Question
from thresholds.models import Circumstance


class Circumstances(Question):
    """Which circumstances may apply."""

    form_class = forms.CircumstancesForm
    place = "circumstances"

    @cached_property
    def offered(self) -> list[Circumstance]:
        """The edition's circumstances, in their order."""
        return list(self.referral.edition.circumstances.all())

    def get_form_options(self) -> dict[str, Any]:
        """Offer the edition's circumstances."""
        return super().get_form_options() | {
            "offered": [(circumstance.key, circumstance.label) for circumstance in self.offered]
        }

    def get_initial(self) -> dict[str, Any]:
        """Show what was chosen; at first, what the children's answers say already (R-099)."""
        initial = super().get_initial()
        chosen = list(self.situation.circumstances)
        if not self.referral.circumstances_asked:
            # Offered ticked until the question is answered: other answers tell of them already.
            told = {
                YOUNG_CARER: any(child.young_carer == Answer.YES for child in self.children),
                UNBORN: any(child.kind == ChildKind.UNBORN for child in self.children),
            }
            chosen += [key for key, applies in told.items() if applies]
        elif not chosen:
            chosen = [forms.NONE]
        return {"circumstances": chosen} | initial

    def save_changes(self, changes: Any, version: int | None) -> Referral:
        """Keep what was chosen."""
        return drafts.choose_circumstances(
            by=self.request.membership,
            referral=self.referral,
            keys=[key for key in changes["circumstances"] if key != forms.NONE],
        )


class Duty(Question):
    """What a circumstance asks of the practitioner, and whether it is done."""

    form_class = forms.DutyForm
    template_name = "referrals/draft/duty.html"

    @cached_property
    def chosen(self) -> ChosenCircumstance:
        """The chosen circumstance, by key."""
        found = (
            self.referral.chosen_circumstances.select_related("circumstance")
            .prefetch_related(
                Prefetch("children", ReferredChild.objects.only("number", "referral_id"))
            )
            .filter(circumstance__key=self.kwargs["key"])
            .first()
        )
        if found is None:
            raise NotAsked
        return found

    def get_record(self) -> ChosenCircumstance:
        """The chosen circumstance."""
        return self.chosen

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return f"duty/{self.kwargs['key']}"

    def get_form_options(self) -> dict[str, Any]:
        """Head the page with the duty, and name the children where there are several."""
        return super().get_form_options() | {
            "duty_title": self.chosen.circumstance.duty_title,
            "circumstance": self.chosen.circumstance.label,
            "names": [
                (str(child.number), self.called[child.number])
                for child in could_be_of(self.kwargs["key"], self.children)
            ],
        }

    def get_initial(self) -> dict[str, Any]:
        """Show to whom it applies and what was done."""
        applies = [str(child.number) for child in self.chosen.children.all()]
        return {"applies_to": applies} | super().get_initial()

    def save_changes(self, changes: Any, version: int | None) -> Referral:
        """Keep what was done, and for whom."""
        numbers = changes.get("applies_to")
        drafts.record_duty(
            by=self.request.membership,
            referral=self.referral,
            key=self.kwargs["key"],
            done=changes["duty_done"],
            who=changes["duty_who"],
            when=changes["duty_when"],
            children=None if numbers is None else [int(number) for number in numbers],
        )
        return self.referral

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say why in words, and whom to ring now."""
        now = timezone.now()
        office = office_at(self.referral.partnership, now)
        today = london(now).date()
        next_day = day_words(office.calendar.add_working_days(today, 1), today)
        return super().get_context_data(**context) | {
            "duty": self.chosen.circumstance.duty_words(next_day),
            "circumstance": self.chosen.circumstance.label,
            "office": office,
        }
