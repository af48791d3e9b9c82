"""What each person is told of the decisions about a contact (R-053, decision 13)."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import HatRequest, hat_required
from accounts.operations import audit
from accounts.rules import Permission
from govuk.words import when
from mash.forms.feedback import HOW_WORDS, NOT_POSSIBLE, ToldForm
from mash.forms.moments import now_initial
from mash.operations import feedback
from mash.presenters.contact import referrer_rows
from mash.presenters.people import KIND_WORDS, referrer_name
from mash.views.pages import ContactQuestion, clock_now, find_contact, frame
from referrals.models import Outcome, Referral
from referrals.rules import ReferrerKind, ToldHow


@require_GET
@hat_required(Permission.RATE)
def cards(request: HatRequest, reference: str) -> HttpResponse:
    """Show one card per outcome: what they read or will hear, and whether they have been told."""
    contact = find_contact(request.membership, reference)
    audit.record(
        by=request.membership,
        action="referral.viewed",
        subjects=[reference],
        detail={"page": "feedback"},
    )
    now = timezone.now()
    outcomes = Outcome.objects.filter(child__referral=contact).select_related(
        "child", "sent_by__person"
    )
    context = frame(request, contact) | {
        "told": referrer_name(contact),
        "kind": KIND_WORDS.get(contact.referrer_kind, ""),
        "referrer": referrer_rows(contact),
        "cards": [
            {
                "heading": outcome.child.short_name,
                "words": outcome.outcome_words,
                "text": outcome.text,
                "state": state_words(outcome, now),
                "is_owed": is_owed(outcome),
                "href": reverse("mash:told", args=[reference, outcome.child.number]),
            }
            for outcome in outcomes.order_by("child__number", "decided_at", "pk")
        ],
    }
    return render(request, "mash/feedback.html", context)


def is_owed(outcome: Outcome) -> bool:
    """Say whether somebody is still to be told this outcome."""
    return (
        outcome.sent_at is None
        and not outcome.not_possible_because
        and outcome.audience != ReferrerKind.ANONYMOUS
    )


def state_words(outcome: Outcome, now: Any) -> str:
    """Return whether and how somebody was told: "Sent 2:10pm today. Not read yet."."""
    if outcome.not_possible_because:
        return f"Not possible, because: {outcome.not_possible_because}"
    if outcome.sent_at is None:
        return "Not told yet."
    at = when(outcome.sent_at, now)
    if outcome.told_how in {"", ToldHow.PORTAL}:
        read = f"Read {when(outcome.read_at, now)}." if outcome.read_at else "Not read yet."
        return f"Sent at {at}. {read}"
    by = f" by {outcome.sent_by.person.full_name}" if outcome.sent_by else ""
    return f"Told {HOW_WORDS[ToldHow(outcome.told_how)].lower()} at {at}{by}."


class Told(ContactQuestion):
    """Record how somebody who does not read the portal was told, or why it is not possible."""

    permissions = (Permission.RATE,)
    form_class = ToldForm
    template_name = "mash/feedback_told.html"

    @cached_property
    def outcome(self) -> Outcome | None:
        """The outcome of this child that is still owed."""
        owed = self.contact.outcomes_owed().filter(child__number=self.kwargs["number"])
        return owed.select_related("child").order_by("decided_at", "pk").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question while it is owed."""
        if self.outcome is None:
            return HttpResponseRedirect(self.done_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name who is told."""
        return super().get_form_kwargs() | {"words": {"name": _who(self.contact)}}

    def get_initial(self) -> dict[str, Any]:
        """Start from now."""
        return now_initial()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show what they are to hear, and the number to ring."""
        return super().get_context_data(**context) | {
            "outcome": self.outcome,
            "referrer": referrer_rows(self.contact),
        }

    def write(self, form: Any) -> str:
        """Keep how they were told."""
        if self.outcome is None:
            raise Http404
        given, who = form.cleaned_data, self.request.membership
        if given["how"] == NOT_POSSIBLE:
            feedback.record_not_possible(
                by=who,
                referral=self.contact,
                outcome=self.outcome,
                because=given["because"],
                form_key=given["form_key"],
            )
            return f"Reason saved {clock_now()}."
        feedback.record_told(
            by=who,
            referral=self.contact,
            outcome=self.outcome,
            how=ToldHow(given["how"]),
            told_at=given["moment"],
            form_key=given["form_key"],
        )
        return f"Saved {clock_now()}. They have been told."

    def done_url(self) -> str:
        """Go back to the cards."""
        return reverse("mash:feedback", args=[self.contact.reference])


def _who(contact: Referral) -> str:
    return referrer_name(contact) if contact.referrer_name else "the person who told us"
