"""Removing something from a draft: a page of its own for every destructive act (pages.md 10)."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.generic import TemplateView

from accounts.access import HatRequest
from accounts.errors import NotAllowed
from referrals.views.scope import DraftPage, draft_address


class Removal(DraftPage, TemplateView):
    """Ask before something is deleted; say what is kept."""

    template_name = "govuk/removal.html"
    home: ClassVar[str]
    request: HatRequest

    @property
    def name(self) -> str:
        """Whom or what it is about."""
        raise NotImplementedError

    def remove(self) -> None:
        """Call one operation."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Remove, then show the list."""
        try:
            self.remove()
        except NotAllowed as refused:
            raise Http404 from refused
        return HttpResponseRedirect(draft_address(self.referral, self.home))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is deleted and what is kept; no name in the title."""
        return super().get_context_data(**context) | {
            "page_title": "Remove from this draft?",
            "reference": self.referral.reference,
            "question": f"Remove {self.name} from this draft?",
            "kept": [
                f"What you wrote about {self.name} is deleted. The rest of the draft is kept."
            ],
            "button": f"Yes, remove {self.name}",
            "back_url": draft_address(self.referral, self.home),
        }
