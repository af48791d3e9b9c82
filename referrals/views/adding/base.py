"""What every page shares on which something is added after sending (pages.md 5B).

Each asks the draft's own questions under the draft's own words; what is answered becomes an
addition each, and nothing that was sent changes.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.operations import audit
from referrals import duties
from referrals.forms import adding as forms
from referrals.forms.draft import flow
from referrals.forms.draft.base import DraftForm
from referrals.models import Addition, ReferredChild
from referrals.names import SECTION_NAMES
from referrals.operations import record as operations
from referrals.presenters.additions import added_words
from referrals.presenters.facts import told_apart
from referrals.rules import Ground, Section
from referrals.views.draft.base import asked_about, children_called, situation_of
from referrals.views.record import SentQuestion

F = TypeVar("F", bound=DraftForm)
ADD_CAPTION = "Add what else you know"
# In an address, among the keys of circumstances: something at the highest level was added.
HIGHEST = "level-4"


def section_slug(section: Section) -> str:
    """Return the part of an address that stands for a task."""
    return section.value.replace("_", "-")


class AboutSent(SentQuestion):
    """A page of what can be added to one referral."""

    place: str = ""
    done = "Added"

    def note_view(self) -> None:
        """Write the page's one line in the audit trail."""
        audit.record(
            by=self.request.membership,
            action="referral.viewed",
            subjects=[self.referral.reference],
            detail={"page": f"add/{self.get_place()}"},
        )

    def get_place(self) -> str:
        """Return the page's address inside the list, without anything about a child."""
        return self.place

    def at(self, name: str, *arguments: Any) -> str:
        """Return the address of another page of the list."""
        return reverse(f"referrals:{name}", args=[self.referral.reference, *arguments])

    def next_address(self) -> str:
        """Return the task list."""
        return self.at("add")

    def get_back_url(self) -> str:
        """Return the task list."""
        return self.at("add")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say beside the questions what they belong to."""
        return super().get_context_data(**context) | {"closed": self.referral.closed_at is not None}

    # What the pages read of the referral ------------------------------------------------

    @cached_property
    def children(self) -> list[ReferredChild]:
        """The children, in order."""
        found = list(self.referral.children.all())
        for child in found:
            child.referral = self.referral
        return found

    @cached_property
    def called(self) -> dict[int, str]:
        """What each child is called in a question, by number."""
        return told_apart(self.children, by="short_name")

    @cached_property
    def situation(self) -> flow.Situation:
        """What decides which questions the form asked."""
        return situation_of(self.referral)

    @cached_property
    def additions(self) -> list[Addition]:
        """What was added so far, the oldest first."""
        return list(self.referral.additions.all())

    def told(self, abouts: Iterable[str], otherwise: str) -> str:
        """Return when one of these was last added, or the words for none."""
        wanted = set(abouts)
        times = [one.added_at for one in self.additions if one.about in wanted]
        return added_words(max(times), timezone.now()) if times else otherwise


class AddAnswers(AboutSent):
    """A page of the draft's questions about a referral that was sent."""

    form_class = forms.AddToSection
    template_name = "referrals/adding/section.html"
    section: Section

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask the page's questions, bound to what was posted."""
        options = super().get_form_kwargs()
        self.data = options.get("data")
        return options | {"parts": self.get_parts()}

    def get_parts(self) -> list[forms.Part]:
        """Return the page's questions."""
        raise NotImplementedError

    @property
    def without_needs(self) -> flow.Situation:
        """The situation in which the form needs nothing more."""
        return replace(self.situation, ground=Ground.SIGNIFICANT_HARM)

    @property
    def words(self) -> dict[str, str]:
        """The words of a question about all the children."""
        several = len(asked_about(self.children)) > 1
        return {"child": children_called(self.children), "is": "are" if several else "is"}

    def asked(
        self, form_class: type[F], prefix: str, *, words: dict[str, str] | None = None, **more: Any
    ) -> F:
        """Return a form of the draft, bound where the page was posted."""
        return form_class(
            data=self.data,
            prefix=prefix,
            words=self.words | (words or {}),
            situation=self.without_needs,
            **more,
        )

    def write(self, form: Any) -> None:
        """Write each answer as an addition of its own, with one operation."""
        operations.add_answers(
            by=self.request.membership,
            referral=self.referral,
            answers=form.added,
            form_key=form.cleaned_data["form_key"],
            **self.duties_in(form),
        )

    def duties_in(self, form: Any) -> dict[str, list[str]]:
        """Return the circumstances that the answers tell of, and those whose act is done."""
        return {}

    def answer(self, form: Any) -> str:
        """Write; then what was added may ask something of the practitioner at once."""
        address = super().answer(form)
        asked = self.asks_at_once(form) if address else []
        codes = ",".join(duties.code_of(key) for key in asked)
        return self.at("add_duties", codes) if asked else address

    def asks_at_once(self, form: Any) -> list[str]:
        """Return the keys of the duties that the page for them shows now."""
        return []

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Head the page with its task."""
        heading = SECTION_NAMES[self.section]
        return super().get_context_data(**context) | {
            "caption": ADD_CAPTION,
            "heading": heading,
            "page_title": heading,
        }
