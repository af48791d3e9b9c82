"""A child another authority is asked to take on: who makes sure, by when, and what they said."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from accounts.rules import Permission
from govuk.words import count_words, when
from mash import access
from mash.forms import transfer as forms
from mash.forms.moments import now_initial
from mash.forms.screening import KeyForm
from mash.models import TransferAttempt
from mash.operations import transferring
from mash.presenters.contact import transfer_words
from mash.presenters.decide import decided_line
from mash.presenters.people import staff
from mash.rules import HowTold
from mash.views.pages import clock_now
from mash.views.waiting import OwedPage, WaitingPage, tried
from referrals.models import ReferredChild


class TransferPage(WaitingPage):
    """A page about one transfer."""

    permissions = (Permission.CHASE_TRANSFER,)
    page = "mash:transfer"

    def may(self, membership: Membership, child: ReferredChild) -> bool:
        """Say whether another authority has still to confirm, and this hat records it."""
        return access.may_chase_transfer(membership, child)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the authority in the question."""
        authority = transferring.authority_of(self.child)
        return super().get_form_kwargs() | {"words": {"authority": authority}}


class Transfer(TransferPage, OwedPage):
    """Ours until they confirm: which authority, who makes sure of it by when, the attempts."""

    http_method_names = ["get", "head", "options"]
    form_class = KeyForm
    template_name = "mash/transfer.html"
    clock_key = transferring.CONFIRMATION_CLOCK

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the decision, the clock and the attempts since."""
        found, now = super().get_context_data(**context), timezone.now()
        decision = found["decision"]
        attempts = list(
            self.child.transfer_attempts.filter(
                recorded_at__gte=decision.decided_at
            ).select_related("recorded_by__person")
        )
        return found | {
            "authority": decision.team,
            "told_how": decision.get_told_how_display(),
            "decided": decided_line(decision, now),
            "must_act_here": access.must_act_here(self.child),
            "tries_words": f"{count_words(len(attempts), 'attempt')} recorded."
            if attempts
            else "Nobody has asked again.",
            "tries": [
                tried(
                    title=attempt.get_result_display(),
                    at=attempt.happened_at,
                    now=now,
                    by=staff(attempt.recorded_by),
                    text=transfer_words(attempt),
                )
                for attempt in attempts
            ],
        }


class Confirmed(TransferPage):
    """Record that the other authority has taken the child on."""

    form_class = forms.ConfirmedForm

    def get_initial(self) -> dict[str, Any]:
        """Start from now."""
        return now_initial()

    def write(self, form: Any) -> str:
        """Keep it; the child is theirs."""
        given = form.cleaned_data
        attempt = transferring.record_confirmed(
            who=given["who"],
            how=HowTold(given["how"]),
            at=given["moment"],
            words=given["said_words"],
            **self.given(form),
        )
        told = when(attempt.happened_at, timezone.now())
        return f"Confirmed by {transferring.authority_of(self.child)} at {told}."


class Attempt(TransferPage):
    """Record that the other authority has not answered, or said no."""

    form_class = forms.AttemptForm

    def get_initial(self) -> dict[str, Any]:
        """Start from now."""
        return now_initial()

    def write(self, form: Any) -> str:
        """Keep it; the child stays ours."""
        given = form.cleaned_data
        transferring.record_attempt(
            result=TransferAttempt.Result(given["result"]),
            how=HowTold(given["how"]),
            at=given["moment"],
            who=given["who"] or "",
            words=given["said_words"] or "",
            **self.given(form),
        )
        return f"Attempt saved {clock_now()}. The child is still ours."

    def done_url(self) -> str:
        """Go back to the attempts."""
        return self.address()


class TakeBack(TransferPage):
    """Take the child back to be decided anew."""

    form_class = forms.TakeBackForm

    def write(self, form: Any) -> str:
        """Give the child back to be decided."""
        transferring.take_back(because=form.cleaned_data["because"], **self.given(form))
        return f"Taken back {clock_now()}. A manager decides again."
