"""The second decision maker reads the worry, then the rationale, then agrees or not."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import HatRequest, hat_required
from accounts.rules import Permission
from govuk.words import when
from mash import access
from mash.forms import decide as forms
from mash.models import Decision
from mash.operations import deciding
from mash.presenters import decide as presenter
from mash.views.decide import ChildPage, decided_words
from mash.views.pages import find_contact
from referrals.workflow import ChildStatus


@require_GET
@hat_required(Permission.DECIDE)
def first_waiting(request: HatRequest, reference: str) -> HttpResponse:
    """Go to the first child of a contact who waits for a second decision."""
    contact = find_contact(request.membership, reference)
    for child in contact.children.all():
        if child.status == ChildStatus.SECOND_DECISION:
            return HttpResponseRedirect(reverse("mash:second", args=[reference, child.number]))
    return HttpResponseRedirect(reverse("mash:decide", args=[reference]))


class SecondDecision(ChildPage):
    """Agree to a colleague's decision, or say why not; the first person only reads it."""

    form_class = forms.SecondDecisionForm
    template_name = "mash/second.html"

    def is_open(self) -> bool:
        """Only a proposed decision has a page here."""
        return self.decision is not None

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that waits for a second person."""
        return (
            self.child.decisions.filter(state=Decision.State.PROPOSED)
            .select_related("decided_by__person", "second_asked__person", "service")
            .last()
        )

    def write(self, form: Any) -> str:
        """Agree, or do not."""
        given = {
            "by": self.request.membership,
            "referral": self.contact,
            "child_number": self.child.number,
            "form_key": form.cleaned_data["form_key"],
        }
        if form.cleaned_data["agree"] == "yes":
            return decided_words(deciding.agree(**given))
        declined = deciding.do_not_agree(because=form.cleaned_data["because"], **given)
        name = declined.decided_by.person.full_name
        return f"Given back to {name} with your reason. Nothing has been decided yet."

    def done_url(self) -> str:
        """Go back to the contact."""
        return reverse("mash:contact", args=[self.contact.reference])

    def get_back_url(self) -> str:
        """Return the contact's address."""
        return self.done_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the worry first, then what is proposed and why."""
        if self.decision is None:
            raise Http404
        answers = deciding.answers_in(self.decision)
        rows = presenter.answer_rows(answers, self.facts)
        return super().get_context_data(**context) | {
            "decision": self.decision,
            "proposed_at": when(self.decision.decided_at, timezone.now()),
            "rationale": self.decision.rationale,
            "rows": [
                {"key": question, "value": value}
                for _, question, value in rows
                if question not in {"Why this is right", "Second decision maker"}
            ],
            "levels_line": presenter.levels_line(self.facts),
            "may_answer": access.may_give_second(self.request.membership, self.decision),
        }
