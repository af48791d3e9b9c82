"""Special circumstances, and the duty page each of them opens (pages.md 5G; decision 16)."""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import cached_property

from directory.models import Service
from govuk.fields import Need
from referrals import duties
from referrals.forms.draft import circumstances as forms
from referrals.models import ChosenCircumstance, Referral, ReferredChild
from referrals.operations import drafts
from referrals.presenters import Office, office_at
from referrals.presenters.duties import around, meaning
from referrals.presenters.facts import could_be_of
from referrals.rules import UNBORN, YOUNG_CARER, Answer, ChildKind
from referrals.views.draft.base import NotAsked, Question
from thresholds.models import Circumstance

# In an address: the page has said what the answers mean.
SAID = "said"
# So many services that help with a circumstance are named beside its duty.
HELPING = 2


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
        """The chosen circumstance, by what stands for it in the address."""
        rows = self.referral.chosen_circumstances.select_related("circumstance").prefetch_related(
            Prefetch("children", ReferredChild.objects.only("number", "referral_id"))
        )
        for row in rows:
            if duties.code_of(row.circumstance.key) == self.kwargs["code"]:
                return row
        raise NotAsked

    @property
    def key(self) -> str:
        """The key of the circumstance."""
        return self.chosen.circumstance.key

    def get_record(self) -> ChosenCircumstance:
        """The chosen circumstance."""
        return self.chosen

    def get_saved(self, name: str) -> Any:
        """Return one answer as it is recorded now."""
        return self.chosen.recorded.get(name, "")

    @cached_property
    def office(self) -> Office:
        """Whom to ring at this hour."""
        referral = self.referral
        return office_at(referral.partnership, timezone.now(), door_id=referral.front_door_id)

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return duties.place_of(self.key)

    def get_words(self) -> dict[str, str]:
        """Name the front door as the partnership does."""
        return super().get_words() | {"office": self.office.name}

    def get_form_options(self) -> dict[str, Any]:
        """Head the page with the duty, and name the children where there are several."""
        return super().get_form_options() | {
            "key": self.key,
            "duty_title": self.chosen.circumstance.duty_title,
            "circumstance": self.chosen.circumstance.label,
            "names": [
                (str(child.number), self.called[child.number])
                for child in could_be_of(self.key, self.children)
            ],
        }

    def get_initial(self) -> dict[str, Any]:
        """Show to whom it applies and what was recorded."""
        applies = [str(child.number) for child in self.chosen.children.all()]
        return {"applies_to": applies} | self.chosen.recorded | super().get_initial()

    def save_changes(self, changes: Any, version: int | None) -> Referral:
        """Keep what was done, and for whom."""
        numbers = changes.get("applies_to")
        asked = {ask.name for ask in duties.duty_of(self.key).asks}
        drafts.record_duty(
            by=self.request.membership,
            referral=self.referral,
            key=self.key,
            done=changes[duties.DONE],
            who=changes[duties.WHO],
            when=changes[duties.WHEN],
            answers={name: said for name, said in changes.items() if name in asked},
            children=None if numbers is None else [int(number) for number in numbers],
            version=version,
        )
        return self.referral

    def next_address(self, form: Any) -> str:
        """Go on; where the answers mean something the page has not said yet, say it first."""
        self.chosen.refresh_from_db()
        if self.meaning and self.request.GET.get(SAID) != "1":
            query = self.request.GET.copy()
            query[SAID] = "1"
            return f"{self.request.path}?{query.urlencode()}"
        return super().next_address(form)

    @property
    def meaning(self) -> list[str]:
        """What the answers mean, in sentences."""
        about = around(self.referral, key=self.key, office=self.office, now=timezone.now())
        return meaning(self.chosen, about)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say why in words, what the answers mean, and whom to ring now."""
        now, key = timezone.now(), self.key
        about = around(self.referral, key=key, office=self.office, now=now)
        duty = duties.duty_of(key)
        helping = Service.objects.filter(partnership=self.referral.partnership)
        context = super().get_context_data(**context)
        return context | {
            "applies_is_needed": context["form"].need is Need.SEND,
            "duty": self.chosen.circumstance.duty_words(about.next_day),
            "circumstance": self.chosen.circumstance.label,
            "meaning": meaning(self.chosen, about),
            "office": self.office,
            "police": duty.police,
            "helping": helping.matching(duty.helped_by)[:HELPING] if duty.helped_by else (),
        }
