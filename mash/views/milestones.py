"""Writing down that a child was seen, or that a strategy discussion was held."""

from collections.abc import Collection
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from mash import rules
from mash.forms import milestones as forms
from mash.forms.moments import now_initial
from mash.operations import milestones
from mash.views.decide import child_frame, child_of
from mash.views.pages import ContactQuestion, clock_now
from referrals.models import ReferredChild


class Milestone(ContactQuestion):
    """A page that meets clocks about one child; without one running it leads to the contact."""

    keys: ClassVar[Collection[str]] = ()

    @cached_property
    def child(self) -> ReferredChild:
        """The child of the address."""
        return child_of(self.contact, self.kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a page that meets nothing any more back to the contact."""
        if not self.child.clocks.running().filter(key__in=self.keys).exists():
            return HttpResponseRedirect(self.done_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Start from now."""
        return now_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the child in the question."""
        return super().get_form_kwargs() | {"words": {"child": self.child.short_name}}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add who the page is about."""
        return super().get_context_data(**context) | child_frame(self.request, self.child)

    def given(self, form: Any) -> dict[str, Any]:
        """Return what both operations take."""
        return {
            "by": self.request.membership,
            "referral": self.contact,
            "child_number": self.child.number,
            "at": form.cleaned_data["moment"],
            "form_key": form.cleaned_data["form_key"],
        }


class ChildSeen(Milestone):
    """Record who saw the child and when (R-049, R-055)."""

    keys = rules.SEEN_CLOCKS
    form_class = forms.ChildSeenForm

    def write(self, form: Any) -> str:
        """Keep it."""
        milestones.record_child_seen(
            seen_by=form.cleaned_data["seen_by"],
            service=form.cleaned_data["service"],
            **self.given(form),
        )
        return f"Child seen: saved {clock_now()}."


class StrategyDiscussion(Milestone):
    """Record when the strategy discussion was held and what was agreed (R-060)."""

    keys = rules.STRATEGY_CLOCKS
    form_class = forms.StrategyDiscussionForm

    def write(self, form: Any) -> str:
        """Keep it."""
        milestones.record_strategy_discussion(
            outcome=form.cleaned_data["outcome"], **self.given(form)
        )
        return f"Strategy discussion: saved {clock_now()}."
