"""The children of a draft: the list, adding, each question, removing (pages.md 5E)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.errors import AlreadyDone
from accounts.models import Site
from accounts.operations import form_keys
from accounts.rules import AgencyKind
from govuk.words import age_beside
from referrals.forms.draft import children as forms
from referrals.forms.draft import flow, worry
from referrals.forms.draft.base import DraftForm
from referrals.models import Referral, ReferredChild
from referrals.operations import drafts
from referrals.presenters import child_age
from referrals.rules import ChildKind
from referrals.views.draft.base import NotAsked, Question, age_of
from referrals.views.draft.removal import Removal
from referrals.views.scope import draft_address


class Children(Question):
    """The list of children, and whether there is another."""

    form_class = forms.AnotherChildForm
    template_name = "referrals/draft/children.html"
    place = "children"
    autosaves = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without any child, ask at once whom to add."""
        if not self.children:
            return HttpResponseRedirect(draft_address(self.referral, "children/add"))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Nothing is chosen beforehand."""
        return {}

    def write(self, form: Any) -> Referral:
        """Nothing to keep: the answer leads on."""
        return self.referral

    def next_address(self, form: Any) -> str:
        """Lead to another child, or on."""
        if form.cleaned_data["another"] == "yes":
            return draft_address(self.referral, "children/add")
        return super().next_address(form)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """List the children with their ages."""
        return super().get_context_data(**context) | {
            "rows": [
                {
                    "number": child.number,
                    "name": self.called[child.number],
                    "second": _age(child),
                    "change": draft_address(self.referral, f"children/{child.number}/name"),
                    "remove": draft_address(self.referral, f"children/{child.number}/remove"),
                }
                for child in self.children
            ]
        }


def _age(child: ReferredChild) -> str:
    """Return the age in words; of an unborn baby only when it is due."""
    unknown = child.kind == ChildKind.UNBORN and child.due_on is None
    return "" if unknown else age_beside(child.full_name, child_age(child))


class AddChild(Question):
    """Who is added: a child, an unborn baby, or a child without a known name."""

    form_class = forms.WhoAreYouAddingForm
    place = "children/add"
    autosaves = False

    def get_initial(self) -> dict[str, Any]:
        """Nothing is chosen beforehand."""
        return {}

    def write(self, form: Any) -> Referral:
        """Nothing to keep: the answer leads on."""
        return self.referral

    def next_address(self, form: Any) -> str:
        """Lead to the name of whom is added."""
        return draft_address(self.referral, f"children/add/{form.cleaned_data['kind']}")

    def get_back_url(self) -> str:
        """Return the list, or the task list before the first child."""
        return draft_address(self.referral, "children" if self.children else "")


class NewChild(Question):
    """The name of a child who is added now."""

    autosaves = False

    @property
    def kind(self) -> ChildKind:
        """Whom the practitioner is adding."""
        if self.kwargs["kind"] not in list(ChildKind):
            raise Http404
        return ChildKind(self.kwargs["kind"])

    def get_place(self) -> str:
        """The page's address inside the draft."""
        return f"children/add/{self.kind}"

    def get_form_class(self) -> type[DraftForm]:
        """The name's form of the kind."""
        return forms.NAME_FORMS[self.kind]

    def get_initial(self) -> dict[str, Any]:
        """Nobody has been added yet; what was left unfinished is shown."""
        typed = self.typed
        return {name: typed.get(name, "") for name in typed} if typed is not None else {}

    @cached_property
    def alike(self) -> dict[str, ReferredChild]:
        """The children of this kind added before, by what makes two of them look like one."""
        return {
            forms.identity_of(child.first_name, child.last_name, child.description): child
            for child in reversed(self.children)
            if child.kind == self.kind
        }

    def get_form_options(self) -> dict[str, Any]:
        """Name the children added before; not where this very form added one (pressed twice)."""
        written = self.request.method == "POST" and self.first_pressed is not None
        already = {} if written else {same: one.full_name for same, one in self.alike.items()}
        return super().get_form_options() | {"already": already}

    @property
    def first_pressed(self) -> str | None:
        """The number of the child this form added before; None where it added nobody."""
        try:
            key = UUID(self.request.POST.get("form_key", ""))
        except ValueError:
            return None
        return form_keys.result_of(key=key, by=self.request.membership)

    def answer(self, form: Any) -> str:
        """Add the child; pressing twice adds one, and the same child is added once."""
        if form.is_the_same:
            answers = form.changes()
            same = forms.identity_of(
                answers.get("first_name", ""),
                answers.get("last_name", ""),
                answers.get("description", ""),
            )
            return draft_address(self.referral, f"children/{self.alike[same].number}/name")
        try:
            child = drafts.add_child(
                by=self.request.membership,
                referral=self.referral,
                kind=self.kind,
                answers=form.changes(),
                form_key=form.cleaned_data["form_key"],
            )
            number = str(child.number)
        except AlreadyDone:
            number = (
                form_keys.result_of(key=form.cleaned_data["form_key"], by=self.request.membership)
                or ""
            )
        first = flow.child_questions(flow.Child(0, unborn=self.kind == ChildKind.UNBORN))[1]
        return draft_address(self.referral, f"children/{number}/{first}")

    def get_back_url(self) -> str:
        """Return the page before."""
        return draft_address(self.referral, "children/add")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Offer a way on for somebody who does not know the name."""
        context = super().get_context_data(**context)
        if self.kind == ChildKind.CHILD:
            context["unnamed_url"] = draft_address(
                self.referral, f"children/add/{ChildKind.UNNAMED}"
            )
        return context


class OfOneChild(Question):
    """A page about one child of the draft."""

    @cached_property
    def child(self) -> ReferredChild:
        """The child, by number."""
        child = get_object_or_404(self.referral.children, number=self.kwargs["number"])
        child.referral = self.referral
        return child

    def get_record(self) -> ReferredChild:
        """The child."""
        return self.child

    def get_words(self) -> dict[str, str]:
        """Call the child by the first name; two of one name are told apart."""
        return {"child": self.called_short[self.child.number], "is": "is"}


def schools_of(referral: Referral) -> tuple[str, ...]:
    """Return the names of the partnership's schools and nurseries."""
    return tuple(
        Site.objects.filter(
            agency__partnership=referral.partnership,
            agency__kind__in=(AgencyKind.SCHOOL, AgencyKind.EARLY_YEARS),
            ended_at=None,
        ).values_list("name", flat=True)
    )


class ChildQuestion(OfOneChild):
    """One question about one child."""

    def get_place(self) -> str:
        """The question's address inside the draft."""
        return f"children/{self.child.number}/{self.kwargs['question']}"

    def get_form_class(self) -> type[DraftForm]:
        """The question's form; an unborn baby is asked less."""
        question = self.kwargs["question"]
        if question == "said":
            if self.child.kind == ChildKind.UNBORN:
                raise NotAsked
            return worry.SaidForm
        found: type[DraftForm] | None = None
        if question == "name":
            found = forms.NAME_FORMS[self.child.kind]
        if found is None and self.child.kind == ChildKind.UNBORN:
            found = forms.UNBORN_FORMS.get(question)
        found = found or forms.CHILD_FORMS.get(question)
        if found is None:
            raise Http404
        if flow.chain_of(self.get_place(), self.situation) is None:
            raise NotAsked
        return found

    def get_words(self) -> dict[str, str]:
        """Ask where the mother of an unborn baby lives."""
        words = super().get_words()
        if self.kwargs["question"] == "address" and self.child.kind == ChildKind.UNBORN:
            words["child"] = "the baby's mother"
        return words

    def get_form_options(self) -> dict[str, Any]:
        """Give the form what its question needs beside the draft."""
        options = super().get_form_options()
        if self.kwargs["question"] == "may-know":
            options["age"] = age_of(self.child)
        if self.kwargs["question"] == "school":
            options["schools"] = schools_of(self.referral)
        return options

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Save the answer about the child."""
        return drafts.change_child(
            by=self.request.membership,
            child=self.child,
            version=version,
            changes=changes,
            question=self.get_place(),
        ).referral

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose page it is, where there are several children."""
        context = super().get_context_data(**context)
        if len(self.children) > 1:
            context["about"] = self.called[self.child.number]
        return context


class RemoveChild(Removal):
    """Remove a child from the draft, on a page of its own (pages.md 10)."""

    home = "children"

    @cached_property
    def child(self) -> ReferredChild:
        """The child, by number."""
        return get_object_or_404(self.referral.children, number=self.kwargs["number"])

    @property
    def name(self) -> str:
        """Who is removed."""
        return self.child.short_name

    def remove(self) -> None:
        """Remove the child and what was written about them."""
        drafts.remove_child(by=self.request.membership, child=self.child)
