"""What the pages about a decided child share while a family or an authority has not answered."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from directory.presenters import calendar_for
from govuk.words import london, when
from mash.operations.waiting import latest_decision
from mash.presenters.clocks import ClockShown, shown
from mash.presenters.people import staff
from mash.views.decide import child_frame, child_of
from mash.views.pages import ContactQuestion
from referrals.models import Clock, ReferredChild
from referrals.presenters.office import door_of


def tried(*, title: str, at: datetime, now: datetime, by: str, text: str) -> dict[str, str]:
    """Return one attempt as an entry of a timeline."""
    return {
        "title": title,
        "when": when(at, now),
        "iso": london(at).isoformat(),
        "by": by,
        "text": text,
    }


class WaitingPage(ContactQuestion):
    """A page about one child whom the hub keeps until somebody outside answers.

    A subclass names the page that shows what is owed, `page`, and says in `may` who records the
    answer.
    """

    page = ""

    def may(self, membership: Membership, child: ReferredChild) -> bool:
        """Say whether the child still waits, and this hat may say what came."""
        raise NotImplementedError

    @cached_property
    def child(self) -> ReferredChild:
        """The child of the address."""
        return child_of(self.contact, self.kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a page that no longer asks anything back to the contact."""
        if not self.may(self.request.membership, self.child):
            return HttpResponseRedirect(reverse("mash:contact", args=[self.contact.reference]))
        return super().get(request, *args, **kwargs)

    def address(self) -> str:
        """Return the address of the page that shows who owes what."""
        return reverse(self.page, args=[self.contact.reference, self.child.number])

    def get_back_url(self) -> str:
        """Return that page."""
        return self.address()

    def given(self, form: Any) -> dict[str, Any]:
        """Return what every operation takes."""
        return {
            "by": self.request.membership,
            "referral": self.contact,
            "child_number": self.child.number,
            "form_key": form.cleaned_data["form_key"],
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add who the page is about."""
        return super().get_context_data(**context) | child_frame(self.request, self.child)


class OwedPage(WaitingPage):
    """The page that shows who owes what by when, and what has been tried."""

    clock_key = ""

    def get_back_url(self) -> str:
        """Return the contact's address."""
        return reverse("mash:contact", args=[self.contact.reference])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the decision in force, who follows it up, and the clock."""
        decision = latest_decision(self.child)
        clocks = self.child.clocks.filter(key=self.clock_key)
        clock = clocks.select_related("owed_by_membership__person").last()
        # Whoever was asked may have left, or a colleague has taken the contact over.
        owner = clock.owed_by_membership if clock else None
        chosen = decision.follow_up_by if decision else None
        return super().get_context_data(**context) | {
            "decision": decision,
            "follower": staff(owner or chosen) if owner or chosen else "Nobody",
            "clock": self._shown(clock) if clock else None,
        }

    def _shown(self, clock: Clock) -> ClockShown:
        calendar = calendar_for(door_of(self.contact))
        return shown(clock, now=timezone.now(), calendar=calendar)
