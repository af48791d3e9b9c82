"""What every question page of a draft shares: its place, autosave, two windows, the next page."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.request import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.errors import AlreadyDone, NotAllowed, OperationError
from govuk.conflict import Clash, ConflictForm, Keep
from govuk.words import and_words, london, time_words, years_between
from referrals.errors import DraftChanged
from referrals.forms.draft import flow
from referrals.forms.draft.base import DraftForm, names_of_choices, said_in_words
from referrals.models import Referral, ReferredChild
from referrals.operations import drafts
from referrals.presenters.facts import told_apart
from referrals.rules import ChildKind, Ground
from referrals.views.scope import DraftQuestion, draft_address

CHECK = "check"
NAMED_AT_MOST = 3


def situation_of(referral: Referral) -> flow.Situation:
    """Gather what decides which questions this draft asks, in a fixed number of queries."""
    children = list(referral.children.prefetch_related("consents"))
    policy = getattr(referral.partnership, "consent_policy", None)
    return flow.Situation(
        ground=Ground(referral.ground) if referral.ground else None,
        danger=referral.danger_now,
        children=tuple(
            flow.Child(
                number=child.number,
                unborn=child.kind == ChildKind.UNBORN,
                age=age_of(child),
                level=child.confirmed_level,
                suggested=child.suggested_level,
            )
            for child in children
        ),
        people=tuple(
            flow.Person(number, under_18, lives_with == "yes")
            for number, under_18, lives_with in referral.family_members.values_list(
                "number", "under_18", "lives_with"
            )
        ),
        professionals=tuple(referral.professionals.values_list("number", flat=True)),
        circumstances=tuple(
            referral.chosen_circumstances.values_list("circumstance__key", flat=True)
        ),
        domains=tuple(referral.edition.domains.values_list("slug", flat=True)),
        signs_chosen=referral.chosen_indicators.exists(),
        agreements=tuple(
            sorted({row.number for child in children for row in child.consents.all()} - {0})
        ),
        prompt_age=policy.prompt_age if policy else None,
    )


def age_of(child: ReferredChild) -> int | None:
    """Return a child's age in whole years, as far as it is known."""
    if child.date_of_birth:
        return years_between(child.date_of_birth, timezone.localdate())
    return child.about_age


def asked_about(children: list[ReferredChild]) -> list[ReferredChild]:
    """Return the children a question names: those who are born, where anybody is."""
    return [child for child in children if child.kind != ChildKind.UNBORN] or children


def children_called(children: list[ReferredChild]) -> str:
    """Return the children in a question: "Amira and Yusuf", or "the children" of a large family."""
    named = asked_about(children)
    if not named:
        return "the child"
    if len(named) > NAMED_AT_MOST:
        return "the children"
    return and_words([child.short_name for child in named])


class Question(DraftQuestion):
    """A question page. A subclass says its `place`, its record and how it is written.

    What is typed is saved while typing; what is no answer yet is kept and shown again. An answer
    that somebody else changed meanwhile is settled side by side (pages.md 10).
    """

    template_name = "referrals/draft/question.html"
    form_class: type[DraftForm]
    place: ClassVar[str] = ""
    # List pages and acts have nothing to save while typing.
    autosaves: ClassVar[bool] = True

    # What a subclass says ---------------------------------------------------------------

    def get_record(self) -> models.Model:
        """Return the row the answers are kept in."""
        return self.referral

    def get_saved(self, name: str) -> Any:
        """Return one answer as it is saved now."""
        return getattr(self.get_record(), name)

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Write the answers with one operation."""
        raise NotImplementedError

    # The page ---------------------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave a place that is not asked (any more) for the task list."""
        try:
            return super().dispatch(self.request, *args, **kwargs)
        except NotAsked:
            return redirect("referrals:draft", kwargs["reference"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, keep what is typed, or settle what two people wrote."""
        if "autosave" in self.request.GET and self.autosaves:
            return self.autosave()
        if "settle" in self.request.GET:
            return self.settle()
        return super().post(request, *args, **kwargs)

    @cached_property
    def situation(self) -> flow.Situation:
        """What decides which questions this draft asks."""
        return situation_of(self.referral)

    @cached_property
    def children(self) -> list[ReferredChild]:
        """The draft's children, in order."""
        found = list(self.referral.children.all())
        for child in found:
            child.referral = self.referral
        return found

    @cached_property
    def called(self) -> dict[int, str]:
        """What each child is called where a page names all of them, by number."""
        return told_apart(self.children)

    @cached_property
    def called_short(self) -> dict[int, str]:
        """What each child is called in a question, by number."""
        return told_apart(self.children, by="short_name")

    def get_words(self) -> dict[str, str]:
        """Return the words that fill the question's braces."""
        return {
            "child": children_called(self.children),
            "is": "are" if len(asked_about(self.children)) > 1 else "is",
        }

    def get_form_options(self) -> dict[str, Any]:
        """Return what the form is made with, beside what was posted and what is shown at first."""
        return {"words": self.get_words(), "situation": self.situation}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its words and the draft it is asked in."""
        return super().get_form_kwargs() | self.get_form_options()

    def get_initial(self) -> dict[str, Any]:
        """Show the answer as kept, under what was typed and is no answer yet."""
        initial = self.get_form_class().initial_of(self.get_record())
        typed = self.typed
        if typed is None:
            return initial
        blank = self.get_form_class()(**self.get_form_options())
        return initial | {
            name: field.widget.value_from_datadict(typed, {}, name)
            for name, field in blank.fields.items()
            if name not in {"form_key", "version"}
        }

    @property
    def typed(self) -> QueryDict | None:
        """What this person typed on this page and is no answer yet."""
        return typed_before(self.referral, self.request.membership.person_id, self.get_place())

    # Writing ----------------------------------------------------------------------------

    def write(self, form: Any) -> Referral:
        """Write the whole answer."""
        return self.save_changes(form.changes(), form.cleaned_data.get("version"))

    def answer(self, form: Any) -> str:
        """Write; what an operation refuses is said on the page, with everything still typed."""
        try:
            self.referral = self.write(form)
        except AlreadyDone:
            self.referral.refresh_from_db()
        except NotAllowed as refused:
            raise Http404 from refused
        except DraftChanged:
            raise
        except OperationError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return ""
        return self.next_address(form)

    def form_valid(self, form: Any) -> HttpResponse:
        """Write and go on, or show both texts."""
        try:
            return super().form_valid(form)
        except DraftChanged as changed:
            self.keep_unfinished(form)
            return self.show_conflict(form, changed)

    def keep_unfinished(self, form: Any) -> None:
        """Keep what was typed although it is no answer yet."""
        typed = {
            name: self.request.POST.getlist(name)
            for name in self.request.POST
            if name not in {"csrfmiddlewaretoken", "form_key", "version", "later"}
        }
        drafts.keep_typed(
            by=self.request.membership,
            referral=self.referral,
            question=self.get_place(),
            typed=typed,
        )

    def autosave(self) -> HttpResponse:
        """Save a whole answer, keep an unfinished one; say when (pages.md 11)."""
        form = self.get_form()
        try:
            if form.is_valid():
                self.save_changes(form.changes(), form.cleaned_data.get("version"))
            else:
                self.keep_unfinished(form)
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError:
            # Settled when the page is sent; until then nothing typed is lost.
            self.keep_unfinished(form)
            return JsonResponse({"saved": None}, status=409)
        record = self.get_record()
        record.refresh_from_db()
        answer = JsonResponse({"saved": time_words(timezone.localtime().time())})
        answer["X-Record-Version"] = str(getattr(record, "version", ""))
        return answer

    # Two people wrote at once -----------------------------------------------------------

    def show_conflict(
        self, form: DraftForm, changed: DraftChanged, bound: ConflictForm | None = None
    ) -> HttpResponse:
        """Show both texts; nothing is chosen beforehand."""
        shown = bound or ConflictForm(
            clashes=clashes_of(form, changed.theirs),
            same_person=changed.same_person,
            initial={"version": changed.version},
        )
        return self.response_class(
            request=self.request,
            template=["govuk/conflict.html"],
            context={
                "form": shown,
                "who": "" if changed.same_person else changed.by_name,
                "when": time_words(london(changed.at).time()),
                "address": f"{self.request.path}?settle={','.join(changed.theirs)}",
                "reference": self.referral.reference,
            },
            status=409,
        )

    def settle(self) -> HttpResponse:
        """Save what was kept of both texts, field by field."""
        typed = self.typed
        if typed is None:
            return HttpResponseRedirect(self.request.path)
        form = self.get_form_class()(data=typed, **self.get_form_options())
        if not form.is_valid():
            return self.form_invalid(form)
        changes = form.changes()
        asked = set(self.request.GET["settle"].split(","))
        theirs = {
            name: self.get_saved(name)
            for name in changes
            if name in asked and self.get_saved(name) != changes[name]
        }
        saved_by = self.referral.saved_by or self.referral.author
        same_person = saved_by.person_id == self.request.membership.person_id
        bound = ConflictForm(
            self.request.POST, clashes=clashes_of(form, theirs), same_person=same_person
        )
        now = DraftChanged(
            theirs=theirs,
            version=bound.data.get("version") or 0,
            by_name=saved_by.person.full_name,
            at=self.referral.saved_at,
            same_person=same_person,
        )
        if not bound.is_valid():
            return self.show_conflict(form, now, bound)
        for name, their in theirs.items():
            kept = bound.cleaned_data[name]
            if kept == Keep.THEIRS:
                changes[name] = their
            elif kept == Keep.BOTH:
                changes[name] = f"{their}\n\n{changes[name]}"
        try:
            self.referral = self.save_changes(changes, bound.cleaned_data.get("version"))
        except DraftChanged as changed:
            return self.show_conflict(form, changed)
        except NotAllowed as refused:
            raise Http404 from refused
        return HttpResponseRedirect(self.next_address(form))

    # Where to ---------------------------------------------------------------------------

    def next_address(self, form: Any) -> str:
        """Return the next question, the task list, or the check page one came from."""
        if self.request.GET.get("next") == CHECK:
            return reverse("referrals:check", args=[self.referral.reference])
        return draft_address(
            self.referral, flow.place_after(self.get_place(), situation_of(self.referral))
        )

    def get_back_url(self) -> str:
        """Return the question before, the list, the task list, or the check page."""
        if self.request.GET.get("next") == CHECK:
            return reverse("referrals:check", args=[self.referral.reference])
        return draft_address(self.referral, flow.place_before(self.get_place(), self.situation))

    def get_later_url(self) -> str:
        """Return the task list."""
        return draft_address(self.referral)

    def get_autosave_url(self) -> str:
        """Return where the page is posted while somebody types."""
        return f"{self.request.path}?autosave=1" if self.autosaves else ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Offer to skip what exists to be skipped."""
        context = super().get_context_data(**context)
        if self.get_form_class().skippable:
            context["skip_url"] = draft_address(
                self.referral, flow.place_after(self.get_place(), self.situation)
            )
        return context


class NotAsked(Exception):
    """The place is not one of this draft's questions (any more)."""


def typed_before(referral: Referral, person_id: int, place: str) -> QueryDict | None:
    """Return what a person typed on a page and left unfinished, as it was posted."""
    kept = referral.unfinished.get(f"{person_id}:{place}")
    if kept is None:
        return None
    typed = QueryDict(mutable=True)
    for name, texts in kept.items():
        typed.setlist(name, texts)
    return typed


def clashes_of(form: DraftForm, theirs: Mapping[str, Any]) -> list[Clash]:
    """Return each answer that two people wrote, in words."""
    mine = form.changes()
    return [
        Clash(
            name=name,
            label=_label(form, name),
            theirs=said_in_words(form, name, value),
            mine=said_in_words(form, name, mine[name]),
            long=isinstance(value, str)
            and name in form.fields
            and not names_of_choices(form, name),
        )
        for name, value in theirs.items()
    ]


def _label(form: DraftForm, name: str) -> str:
    field = form.fields.get(name)
    if field is None:
        return form.heading
    return form.heading if form.heading_field == name else str(field.label)
