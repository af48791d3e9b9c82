"""What else is known about one child, or of a child who was left out."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property

from govuk.forms import fill
from referrals.forms import adding as forms
from referrals.forms.draft import flow
from referrals.forms.draft.base import DraftForm
from referrals.forms.draft.children import CHILD_FORMS, UNBORN_FORMS, ChildNameForm, UnbornNameForm
from referrals.models import ReferredChild
from referrals.presenters.additions import about_words
from referrals.rules import ChildKind, Section
from referrals.views.adding.base import AddAnswers, section_slug
from referrals.views.draft.base import age_of
from referrals.views.draft.children import schools_of


@dataclass(frozen=True)
class Asked:
    """One question about one child: its form, and the words in its braces."""

    question: str
    form_class: type[DraftForm]
    words: dict[str, str]
    whom: str

    @property
    def about(self) -> str:
        """What an addition that answers it is about."""
        heading = fill(self.form_class.title, self.words).removesuffix(forms.OPTIONAL)
        whose = f"{self.whom}: {heading}" if self.whom else heading
        return about_words(Section.CHILDREN, whose)


def asked_of(child: ReferredChild, called: str) -> list[Asked]:
    """Return what the form asks about one child; the name also where it was not known.

    Args:
        called: what the child is called in a question.
    """
    unborn = child.kind == ChildKind.UNBORN
    found = []
    for question in flow.child_questions(flow.Child(child.number, unborn=unborn)):
        own: type[DraftForm] | None = UNBORN_FORMS.get(question) if unborn else None
        own = own or CHILD_FORMS.get(question)
        words = {"child": called}
        if question == "name":
            own = UnbornNameForm if unborn else ChildNameForm
        elif question == "address":
            own = forms.AddressToAdd
            words = {"child": "the baby's mother"} if unborn else words
        if own:
            named = "{child}" in own.title and words["child"] == called
            found.append(Asked(question, own, words, "" if named else called))
    return found


class AddAboutChild(AddAnswers):
    """What else is known about one child."""

    section = Section.CHILDREN

    @cached_property
    def child(self) -> ReferredChild:
        """The child, by number."""
        number = self.kwargs["number"]
        found = next((child for child in self.children if child.number == number), None)
        if found is None:
            raise Http404
        return found

    def get_place(self) -> str:
        """Return the child's place, which is a number."""
        return f"children/{self.child.number}"

    def get_parts(self) -> list[forms.Part]:
        """Return what the form asks about a child."""
        more: dict[str, dict[str, Any]] = {
            "may-know": {"age": age_of(self.child)},
            "school": {"schools": schools_of(self.referral)},
            "date-of-birth": {"initial": {"known": "date"}},
        }
        return [
            forms.Part(
                self.asked(
                    one.form_class,
                    f"child-{one.question}",
                    words=one.words,
                    **more.get(one.question, {}),
                ),
                whom=one.whom,
            )
            for one in asked_of(self.child, self.called[self.child.number])
        ]

    def get_back_url(self) -> str:
        """Return the list of children."""
        return self.at("add_section", section_slug(self.section))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose page it is."""
        return super().get_context_data(**context) | {"about": self.child.full_name}
