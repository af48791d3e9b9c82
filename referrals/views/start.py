"""Before you start: from the start page to the first answers (pages.md 5A)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView

from accounts.access import HatRequest, HatRequired
from accounts.errors import AlreadyDone, OperationError
from accounts.models import Membership
from accounts.operations.form_keys import result_of
from accounts.rules import Permission
from directory.models import ContactPoint, FrontDoor
from directory.presenters import doors_for, name_of, numbers_of
from referrals.forms import start as forms
from referrals.models import Referral
from referrals.operations import drafts, sending
from referrals.presenters import hub_at, insets_for, office_at
from referrals.presenters.office import hubs_of
from referrals.rules import (
    GROUND_WORDS,
    SENDS_WITHOUT_AGREEMENT,
    Agreement,
    Answer,
    Ground,
)
from referrals.views.scope import AREA, DraftPage, DraftQuestion, draft_address


class Start(HatRequired, FormView):
    """What referring is, and the button that starts a draft."""

    permissions = (Permission.REFER,)
    template_name = "referrals/start.html"
    form_class = forms.StartForm

    def form_valid(self, form: forms.StartForm) -> HttpResponse:
        """Start a draft; a second press leads to the first one's."""
        by = self.request.membership
        key = form.cleaned_data["form_key"]
        try:
            reference = drafts.start_draft(by=by, form_key=key).reference
        except AlreadyDone:
            reference = result_of(key=key, by=by) or ""
        except OperationError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        first = "area" if hubs_of(by.partnership) else "danger"
        return redirect(f"referrals:{first}", reference)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say by the hour who reads it and whom to ring."""
        partnership = self.request.membership.partnership
        now = timezone.now()
        return super().get_context_data(**context) | {
            "partnership": partnership,
            "office": office_at(partnership, now),
            "insets": insets_for(partnership, now),
        }


class BeforeQuestion(DraftQuestion):
    """One of the first questions: it writes the draft's answers and the ground they lead to."""

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answers by the field they are kept in."""
        raise NotImplementedError

    def write(self, form: Any) -> Referral:
        """Write them."""
        return sending.answer_before(
            by=self.request.membership,
            referral=self.referral,
            version=form.cleaned_data["version"],
            changes=self.changes(form),
            question=self.place,
            form_key=form.cleaned_data["form_key"],
        )

    def to(self, name: str) -> str:
        """Return another page's address."""
        return reverse(f"referrals:{name}", args=[self.referral.reference])


class Area(BeforeQuestion):
    """Whose front door: asked first, so that a child in danger finds the right number."""

    form_class = forms.AreaForm
    place = AREA

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go on where there is nothing to ask: one front door serves the whole partnership."""
        if not self.hubs:
            return redirect("referrals:danger", self.referral.reference)
        return super().get(request, *args, **kwargs)

    @cached_property
    def hubs(self) -> list[FrontDoor]:
        """The hubs there are, where there are several."""
        return hubs_of(self.referral.partnership)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer each council."""
        return super().get_form_kwargs() | {
            "hubs": [(str(hub.pk), hub.area) for hub in self.hubs],
        }

    def get_back_url(self) -> str:
        """Return the page it was reached from."""
        return self.back_to() or reverse("referrals:home")

    def back_to(self) -> str:
        """Return the list or the check page that asked to change the answer, if one did."""
        came_from = self.request.GET.get("next")
        if came_from == "check":
            return self.to("check")
        return draft_address(self.referral) if came_from == "draft" else ""

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        if not self.referral.area_asked:
            return {}
        return {"area": str(self.referral.front_door_id or forms.UNKNOWN)}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"area_asked": True, "front_door_id": form.door_id}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.back_to() or self.to("danger")


class Danger(BeforeQuestion):
    """Decision 6: immediate danger never waits for a form."""

    form_class = forms.DangerForm
    place = "before/danger"

    def get_back_url(self) -> str:
        """Return the page before this one."""
        asked = self.referral.area_asked
        return self.to("area") if asked else reverse("referrals:home")

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        if not self.referral.danger_asked:
            return {}
        return {"danger": Answer.YES if self.referral.danger_now else Answer.NO}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"danger_asked": True, "danger_now": forms.yes(form.cleaned_data["danger"])}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("call" if self.referral.danger_now else "works")


class Call(BeforeQuestion):
    """Whom to call now, and who has been spoken to."""

    form_class = forms.CallForm
    place = "before/call"
    template_name = "referrals/before_call.html"
    back_name = "danger"

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"danger_call": self.referral.danger_call}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"danger_call": form.cleaned_data["danger_call"]}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("urgent")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add whom to ring, by the hour."""
        return super().get_context_data(**context) | {
            "office": hub_at(self.referral, timezone.now())
        }


class Works(BeforeQuestion):
    """Decision 27: a worry about someone who works with children is seen by fewer."""

    form_class = forms.WorksForm
    place = "before/works"
    back_name = "danger"

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"works": self.referral.works_with_children}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        works = form.cleaned_data["works"]
        kept = self.referral.risk_at_home if works == Answer.YES else ""
        return {"works_with_children": works, "risk_at_home": kept}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("lado" if self.referral.about_worker else "worker")


class Lado(BeforeQuestion):
    """Whom to speak to today, and whether a child at home is at risk too."""

    form_class = forms.LadoForm
    place = "before/lado"
    template_name = "referrals/before_lado.html"
    back_name = "works"

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"risk_at_home": self.referral.risk_at_home}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"risk_at_home": form.cleaned_data["risk_at_home"]}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("allegation" if self.referral.risk_at_home == Answer.NO else "worker")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add whom to ring, by the hour."""
        referral = self.referral
        doors = doors_for(referral.partnership, door_id=referral.front_door_id)
        return super().get_context_data(**context) | {
            "lados": [
                {"point": point, "area": door.area if len(doors) > 1 else ""}
                for door in doors
                for point in door.contact_points.all()
                if point.kind == ContactPoint.Kind.LADO
            ],
            "hub": numbers_of(doors, ContactPoint.Kind.HUB),
            "front_door": name_of(doors),
        }


class Allegation(DraftQuestion):
    """The short record: person, role, worry."""

    form_class = forms.AllegationForm
    place = "before/allegation"
    back_name = "lado"

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        draft = self.referral
        described = draft.children.order_by("number").first()
        which = described.description if described else ""
        return {
            "worker_name": draft.worker_name,
            "worker_role": draft.worker_role,
            "worry": draft.worry,
            "which": "" if which == sending.CHILDREN_OF_A_WORKER else which,
            "callback_number": draft.callback_number or callback_of(self.request.membership),
        }

    def write(self, form: Any) -> Referral:
        """Write the answer with one operation."""
        given = form.cleaned_data
        return sending.answer_allegation(
            by=self.request.membership,
            referral=self.referral,
            version=given["version"],
            answers=sending.AllegationAnswers(
                worker_name=given["worker_name"],
                worker_role=given["worker_role"],
                worry=given["worry"],
                callback_number=given["callback_number"],
                which=given["which"],
            ),
            question=self.place,
            form_key=given["form_key"],
        )

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return reverse("referrals:check", args=[self.referral.reference])


class Worker(BeforeQuestion):
    """R-040: what belongs to an open case goes to its worker today."""

    form_class = forms.WorkerForm
    place = "before/worker"

    def get_back_url(self) -> str:
        """Return the page before this one."""
        return self.to("lado" if self.referral.about_worker else "works")

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"has_worker": self.referral.has_worker}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        has_worker = form.cleaned_data["has_worker"]
        told = self.referral.told_worker and has_worker == Answer.YES
        return {"has_worker": has_worker, "told_worker": told}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("tell_worker" if self.referral.has_worker == Answer.YES else "agreed")


class TellWorker(BeforeQuestion):
    """Ring the child's worker; it can be sent here too."""

    form_class = forms.TellWorkerForm
    template_name = "referrals/before_tell_worker.html"
    back_name = "worker"

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"told_worker": "told" in self.request.POST}

    def write(self, form: Any) -> Referral:
        """Write the answer with one operation."""
        return sending.answer_before(
            by=self.request.membership,
            referral=self.referral,
            version=None,
            changes=self.changes(form),
            question=self.place,
            form_key=form.cleaned_data["form_key"],
        )

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("agreed")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add whom to ring, by the hour."""
        return super().get_context_data(**context) | {
            "office": hub_at(self.referral, timezone.now())
        }


class Agreed(BeforeQuestion):
    """Decision 20: the family's answer decides the ground."""

    form_class = forms.AgreedForm
    place = "before/agreed"

    def get_back_url(self) -> str:
        """Return the page before this one."""
        return self.to("tell_worker" if self.referral.has_worker == Answer.YES else "worker")

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"agreed": self.referral.agreement}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"agreement": form.cleaned_data["agreed"]}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        if self.referral.ground == Ground.COULD_NOT_ASK:
            return self.to("shutter")
        if self.referral.ground in SENDS_WITHOUT_AGREEMENT:
            return self.to("send_now")
        return draft_address(self.referral)


class Shutter(BeforeQuestion):
    """Not as a request for help; what was asked and said is kept (R-121)."""

    form_class = forms.ShutterForm
    place = "before/shutter"
    template_name = "referrals/before_shutter.html"
    back_name = "agreed"

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        draft = self.referral
        return {
            "happened": draft.agreement,
            "refusal_words": draft.refusal_words,
            "not_asked_because": draft.not_asked_because,
        }

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        given = form.cleaned_data
        return {
            "agreement": given["happened"],
            "refusal_words": given["refusal_words"] or "",
            "not_asked_because": given["not_asked_because"] or "",
        }

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        if self.referral.ground in SENDS_WITHOUT_AGREEMENT:
            return self.to("send_now")
        return self.to("kept")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add whom to ring, by the hour."""
        return super().get_context_data(**context) | {
            "office": hub_at(self.referral, timezone.now())
        }


class Kept(DraftPage, FormView):
    """The refusal is noted; the draft stays until its writer closes it or changes the answer."""

    request: HatRequest
    template_name = "referrals/before_kept.html"
    form_class = forms.StartForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what can be done now."""
        if self.referral.ground != Ground.COULD_NOT_ASK:
            return HttpResponseRedirect(draft_address(self.referral))
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: forms.StartForm) -> HttpResponse:
        """Close the draft and keep the note."""
        try:
            sending.keep_refusal(
                by=self.request.membership,
                referral=self.referral,
                form_key=form.cleaned_data["form_key"],
            )
        except AlreadyDone:
            pass
        except OperationError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        return redirect("referrals:record", self.referral.reference)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Whom to ring for a consultation, by the hour."""
        return super().get_context_data(**context) | {
            "referral": self.referral,
            "reference": self.referral.reference,
            "refused": self.referral.agreement == Agreement.REFUSED,
            "office": hub_at(self.referral, timezone.now()),
        }


class SendNow(DraftPage, TemplateView):
    """ "You can send this now": four questions, or the full form."""

    request: HatRequest
    template_name = "referrals/before_send_now.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the ground first where there is none that sends."""
        if self.referral.ground not in SENDS_WITHOUT_AGREEMENT:
            return redirect("referrals:ground", self.referral.reference)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say the ground in words."""
        return super().get_context_data(**context) | {
            "referral": self.referral,
            "reference": self.referral.reference,
            "ground": GROUND_WORDS[Ground(self.referral.ground)],
            "full_form": draft_address(self.referral),
            "insets": insets_for(
                self.referral.partnership, timezone.now(), door_id=self.referral.front_door_id
            ),
        }


class ChooseGround(BeforeQuestion):
    """On which ground this is sent without agreement; also where "Change" leads."""

    form_class = forms.GroundForm
    place = "before/ground"

    def get_back_url(self) -> str:
        """Return the page before this one."""
        return draft_address(self.referral)

    def answered(self) -> dict[str, Any]:
        """Return the form's answer as the draft has it."""
        return {"agreement": AGREEMENT_OF_GROUND.get(self.referral.ground, "")}

    def changes(self, form: Any) -> dict[str, object]:
        """Return the answer by the field it is kept in."""
        return {"agreement": form.cleaned_data["agreement"]}

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return self.to("urgent")


AGREEMENT_OF_GROUND = {
    Ground.UNSAFE_TO_ASK.value: Agreement.UNSAFE,
    Ground.SIGNIFICANT_HARM.value: Agreement.HARM,
    Ground.DUTY.value: Agreement.DUTY,
}


class NotNeeded(DraftQuestion):
    """Close a draft, saying why."""

    form_class = forms.NotNeededForm
    template_name = "referrals/not_needed.html"

    def get_insets(self) -> tuple[str, ...]:
        """Say nothing of the hour: nothing is sent from here."""
        return ()

    def get_back_url(self) -> str:
        """Return the page before this one."""
        return draft_address(self.referral)

    def write(self, form: Any) -> Referral:
        """Write the answer with one operation."""
        return sending.discard(
            by=self.request.membership,
            referral=self.referral,
            because=form.because(),
            form_key=form.cleaned_data["form_key"],
        )

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return reverse("referrals:home")


class Give(DraftQuestion):
    """Give a draft to a colleague of the same site."""

    form_class = forms.GiveForm
    template_name = "referrals/give.html"

    def get_insets(self) -> tuple[str, ...]:
        """Say nothing of the hour: nothing is sent from here."""
        return ()

    def get_back_url(self) -> str:
        """Return the page before this one."""
        return draft_address(self.referral)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the colleagues of the same site."""
        return super().get_form_kwargs() | {
            "colleagues": [
                (str(colleague.pk), f"{colleague.person.full_name}, {colleague.job_title}")
                if colleague.job_title
                else (str(colleague.pk), colleague.person.full_name)
                for colleague in colleagues_of(self.request.membership)
            ]
        }

    def write(self, form: Any) -> Referral:
        """Write the answer with one operation."""
        to = next(
            colleague
            for colleague in colleagues_of(self.request.membership)
            if str(colleague.pk) == form.cleaned_data["to"]
        )
        return sending.give_to_colleague(
            by=self.request.membership,
            referral=self.referral,
            to=to,
            form_key=form.cleaned_data["form_key"],
        )

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        return reverse("referrals:home")


def colleagues_of(membership: Membership) -> list[Membership]:
    """Return who else refers from the same site, by name."""
    return [
        colleague
        for colleague in Membership.objects.current()
        .with_names()
        .filter(site_id=membership.site_id)
        .exclude(person_id=membership.person_id)
        .order_by("person__last_name", "person__first_name")
        if colleague.may(Permission.REFER)
    ]


def callback_of(membership: Membership) -> str:
    """Return the number the form starts with: the person's own, else their site's."""
    return (membership.person.phone or membership.site.phone)[:30]
