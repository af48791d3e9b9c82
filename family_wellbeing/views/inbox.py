"""The manager's inbox: read what the MASH passed on, accept and allocate, or pass it on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from accounts.access import HatRequest, HatRequired, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.models import Membership
from accounts.operations import audit
from accounts.rules import Permission
from directory.presenters import calendar_for, front_door_for
from family_wellbeing.forms import AcceptForm, AgreementForm, RedirectForm
from family_wellbeing.models import Episode, Redirection
from family_wellbeing.notices import redirected_text
from family_wellbeing.operations import allocating
from family_wellbeing.presenters import (
    WaitingFamily,
    caseloads,
    do_not_mention,
    open_families,
    ordered,
    places_now,
    reasons_of,
    references_of,
    safe_people,
    street_of,
    waiting_children,
    waiting_families,
)
from family_wellbeing.rules import ELIGIBILITY
from govuk.words import when
from referrals.clocks import ClockState
from referrals.models import Clock
from referrals.presenters import child_words
from referrals.presenters.office import door_of

KINDS: dict[str, tuple[Redirection.Kind, str, str]] = {
    "signpost": (Redirection.Kind.SIGNPOSTED, "Signpost this family?", "Signpost"),
    "send-back": (Redirection.Kind.SENT_BACK, "Send back to the MASH?", "Send back to the MASH"),
    "social-care": (
        Redirection.Kind.SOCIAL_CARE,
        "Redirect to social care now?",
        "Redirect to social care now",
    ),
}


@hat_required(Permission.ALLOCATE)
def inbox(request: HatRequest) -> HttpResponse:
    """The families who wait, and which keyworkers are late or nearly (pages.md 3, 7)."""
    now = timezone.now()
    calendar = calendar_for(front_door_for(request.membership.partnership))
    waiting = waiting_families(waiting_children(request.membership), now=now, calendar=calendar)
    pressing = [
        family
        for family in open_families(
            Episode.objects.visible_to(request.membership), now=now, calendar=calendar
        )
        if family.clock and family.clock.state in {ClockState.LATE, ClockState.SOON}
    ]
    audit.record(
        by=request.membership,
        action="family_wellbeing.inbox_viewed",
        subjects=[
            *(child.reference for family in waiting for child in family.children),
            *(reference for family in pressing for reference in references_of(family.episode)),
        ],
    )
    return render(
        request,
        "family_wellbeing/inbox.html",
        {"waiting": waiting, "pressing": pressing, "page_title": "Inbox"},
    )


def _family(membership: Membership, reference: str, number: int) -> WaitingFamily:
    """Return the family a child in the inbox belongs to; 404 for anything else."""
    children = list(waiting_children(membership).filter(referral__reference=reference))
    if number not in {child.number for child in children}:
        raise Http404
    calendar = calendar_for(front_door_for(membership.partnership))
    return waiting_families(children, now=timezone.now(), calendar=calendar)[0]


def _has_a_keyworker(
    request: HatRequest, reference: str, number: int
) -> HttpResponseRedirect | None:
    """Lead from an old page of the inbox to the family, where a colleague was quicker."""
    episode = (
        Episode.objects.visible_to(request.membership)
        .filter(children__referral__reference=reference, children__number=number)
        .select_related("keyworker__person", "accepted_by__person")
        .first()
    )
    if episode is None:
        return None
    said = (
        f"{episode.accepted_by.person.full_name} gave this family to "
        f"{episode.keyworker.person.full_name} {when(episode.accepted_at, timezone.now())}."
    )
    kept = " What you sent was not saved." if request.method == "POST" else ""
    messages.warning(request, f"{said}{kept}")
    return HttpResponseRedirect(reverse("family_wellbeing:episode", args=[episode.reference]))


def _note_view(request: HatRequest, family: WaitingFamily, *, page: str) -> None:
    audit.record(
        by=request.membership,
        action="family_wellbeing.family_viewed",
        subjects=[child.reference for child in family.children],
        detail={"page": page},
    )


@hat_required(Permission.ALLOCATE)
def waiting_family(request: HatRequest, reference: str, number: int) -> HttpResponse:
    """What the MASH passed on about one family, as Family Wellbeing may see it."""
    try:
        family = _family(request.membership, reference, number)
    except Http404:
        if gone := _has_a_keyworker(request, reference, number):
            return gone
        raise
    now = timezone.now()
    referral = family.referral
    children = ordered(family.children, now=now)
    clocks = Clock.objects.filter(child__in=children, key="fws_allocation").running()
    _note_view(request, family, page="waiting")
    return render(
        request,
        "family_wellbeing/waiting.html",
        {
            "family": family,
            "number": number,
            "children": [{"child": child, "words": child_words(child)} for child in children],
            "reasons": reasons_of(children),
            "street": street_of(referral, children),
            "places": places_now(referral, children),
            "warning": do_not_mention(referral),
            "people": safe_people([*referral.family_members.all(), *children]),
            "eligibility": ELIGIBILITY,
            "why_due": clocks.order_by("due_at").values_list("why", flat=True).first(),
            "page_title": "Family waiting",
            "reference": referral.reference,
        },
    )


class _FamilyForm(HatRequired, FormView):
    """A form about a family in the inbox."""

    permissions = (Permission.ALLOCATE,)
    request: HatRequest

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Find the family the form is about."""
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A form of a family that has left the inbox leads to where the family is, with a word."""
        if not request.membership.may(Permission.ALLOCATE):
            raise Http404
        try:
            self.family = _family(request.membership, kwargs["reference"], kwargs["number"])
        except Http404:
            done = self._written(request) or _has_a_keyworker(
                request, kwargs["reference"], kwargs["number"]
            )
            if done is not None:
                return done
            raise
        return super().dispatch(request, *args, **kwargs)

    def _written(self, request: Any) -> HttpResponse | None:
        """A second press finds what the first one wrote."""
        from_post = request.method == "POST" and request.POST.get("form_key")
        if from_post and allocating.was_written(key=from_post, by=request.membership):
            return HttpResponseRedirect(reverse("family_wellbeing:inbox"))
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, and note that the family was seen."""
        _note_view(self.request, self.family, page=self.get_form_class().__name__)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the children who wait."""
        siblings = [(child.number, child_words(child)) for child in self.family.children]
        return super().get_form_kwargs() | {"siblings": siblings}

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again; 422 says nothing was saved."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: Any) -> HttpResponse:
        """Write with one operation; a named error stands beside the form."""
        try:
            return self.write(form)
        except AlreadyDone:
            return HttpResponseRedirect(reverse("family_wellbeing:inbox"))
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.form_invalid(form)

    def write(self, form: Any) -> HttpResponse:
        """Call the operation and say what happened."""
        raise NotImplementedError

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the form's page shows."""
        referral = self.family.referral
        return super().get_context_data(**context) | {
            "family": self.family,
            "back_url": reverse(
                "family_wellbeing:waiting", args=[referral.reference, self.kwargs["number"]]
            ),
            "reference": referral.reference,
        }


class Accept(_FamilyForm):
    """Accept and allocate (R-070b, R-071, R-072)."""

    template_name = "family_wellbeing/accept.html"
    form_class = AcceptForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show each keyworker's caseload beside their name."""
        calendar = calendar_for(front_door_for(self.request.membership.partnership))
        loads = caseloads(
            self.request.membership,
            now=self.now,
            calendar=calendar,
            referral=self.family.referral,
        )
        return super().get_form_kwargs() | {"caseloads": loads}

    def write(self, form: Any) -> HttpResponse:
        """Allocate; say who has the family and by when they visit."""
        chosen = form.cleaned_data
        keyworker = Membership.objects.with_names().get(pk=chosen["keyworker"])
        episode = allocating.accept_and_allocate(
            by=self.request.membership,
            referral=self.family.referral,
            children=chosen["children"],
            keyworker=keyworker,
            eligibility=chosen["eligibility"],
            eligibility_words=chosen["eligibility_words"],
            higher_than_level_3=chosen["higher"] == "yes",
            form_key=chosen["form_key"],
        )
        visit = (
            Clock.objects.filter(child__episodes=episode, key="fws_first_visit")
            .running()
            .order_by("due_at")
            .first()
        )
        by = f" First visit due by {when(visit.due_at, self.now)}." if visit else ""
        messages.success(self.request, f"{keyworker.person.full_name} has the family.{by}")
        return HttpResponseRedirect(reverse("family_wellbeing:episode", args=[episode.reference]))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the page's title."""
        return super().get_context_data(**context) | {"page_title": "Accept and allocate"}


class Redirect(_FamilyForm):
    """Signpost, send back or redirect to social care (R-070a, R-070c, R-088)."""

    template_name = "family_wellbeing/redirect.html"
    form_class = RedirectForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only the three ways there are."""
        if kwargs["kind"] not in KINDS:
            raise Http404
        self.kind, self.title, self.button = KINDS[kwargs["kind"]]
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Offer the text the referrer will read."""
        door = door_of(self.family.referral)
        return {"told_referrer": redirected_text(self.kind, front_door=door)}

    def write(self, form: Any) -> HttpResponse:
        """Redirect the chosen children."""
        chosen = form.cleaned_data
        allocating.redirect(
            by=self.request.membership,
            referral=self.family.referral,
            children=chosen["children"],
            kind=self.kind,
            why=chosen["why"],
            told_referrer=chosen["told_referrer"],
            form_key=chosen["form_key"],
        )
        messages.success(self.request, f"{self.button}: recorded. The referrer has been told.")
        return HttpResponseRedirect(reverse("family_wellbeing:inbox"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the question, the button and who reads the text."""
        return super().get_context_data(**context) | {
            "title": self.title,
            "button": self.button,
            "page_title": self.title,
        }


class RecordAgreement(_FamilyForm):
    """Record a parent's or carer's agreement; without one nothing starts (R-025, R-026)."""

    template_name = "family_wellbeing/agreement.html"
    form_class = AgreementForm

    def write(self, form: Any) -> HttpResponse:
        """Record who agreed and how."""
        chosen = form.cleaned_data
        allocating.record_agreement(
            by=self.request.membership,
            referral=self.family.referral,
            children=chosen["children"],
            giver=chosen["giver"],
            capacity=chosen["capacity"],
            capacity_words=chosen["capacity_words"] or "",
            how=chosen["how"],
            witness=chosen["witness"] or "",
            given_on=chosen["given_on"],
            form_key=chosen["form_key"],
        )
        messages.success(self.request, "Agreement recorded.")
        return HttpResponseRedirect(
            reverse(
                "family_wellbeing:waiting",
                args=[self.family.referral.reference, self.kwargs["number"]],
            )
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the page's title."""
        return super().get_context_data(**context) | {"page_title": "Record agreement"}
