"""Editions as administrators keep them: opening a draft, its history, publishing it."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError, StaleRecord
from accounts.navigation import page_actions
from accounts.operations import form_keys
from accounts.rules import Permission
from directory.views.steps import Asks, done
from govuk.forms import KitForm
from govuk.words import date_words, london
from thresholds import operations
from thresholds.access import asked_for
from thresholds.forms_manage import AskForm, CommentForm, PressForm, ReasonForm
from thresholds.models import Edition, Framework
from thresholds.presenters_manage import (
    comment_rows,
    differences_of,
    discarded_draft,
    edition_rows,
    goes_on_in,
    history_rows,
    not_ready_because,
    other_administrators,
    published_before,
    state_of,
)

EVENTS_ON_A_PAGE = 50
PAGE = "thresholds:edition"
WAYS = ("up", "down")


def kept_edition(request: HatRequest, number: int) -> Edition:
    """Return an edition of the administrator's partnership; 404 for another partnership's."""
    mine = Edition.objects.of(request.membership.partnership)
    return get_object_or_404(
        mine.select_related(
            "framework__partnership",
            "based_on",
            "opened_by__person",
            "asked_by__person",
            "published_by__person",
        ),
        pk=number,
    )


def typed_in(request: HttpRequest, form_class: Any) -> list[tuple[str, str]]:
    """Return what somebody typed into a form that cannot be saved, each with its label."""
    found = []
    for name, field in form_class.base_fields.items():
        if field.widget.is_hidden:
            continue
        words = "\n".join(request.POST.getlist(name)).strip()
        shown = dict(getattr(field, "choices", ()) or ()).get(words, words)
        if words:
            found.append((str(field.label or name).removesuffix(" (optional)"), str(shown)))
    return found


def rests(
    request: HttpRequest, about: Edition, why: str, *, form_class: Any = KitForm
) -> HttpResponse:
    """Say why a text cannot be changed now, with what somebody typed, so that it is not lost."""
    return render(
        request,
        "thresholds/manage/rests.html",
        {
            "edition": about,
            "why": why,
            "page_title": "This text cannot be changed",
            "typed": typed_in(request, form_class),
            "goes_on": None if about.is_draft else goes_on_in(about.framework),
        },
        status=409,
    )


def discarded(request: HatRequest, number: int, *, form_class: Any = KitForm) -> HttpResponse:
    """Say who discarded a draft, with what somebody typed into a page of it; else 404.

    A draft that a colleague threw away is gone with its pages: what was typed is copied from here.
    """
    gone = discarded_draft(request.membership, number, timezone.now())
    if gone is None:
        raise Http404
    framework = Framework.objects.filter(partnership=request.membership.partnership).first()
    return render(
        request,
        "thresholds/manage/discarded.html",
        {
            "page_title": "This draft was discarded",
            "gone": gone,
            "typed": typed_in(request, form_class),
            "goes_on": goes_on_in(framework) if framework else None,
        },
        status=409 if request.method == "POST" else 404,
    )


def says_when_discarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a page of a draft: where a colleague discarded the draft, that is said instead of 404.

    It stands inside `hat_required`, so that only administrators are told.
    """

    @wraps(view)
    def guarded(request: HatRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, number, *args, **kwargs)
        except Http404:
            if Edition.objects.filter(pk=number).exists():
                raise
            form_class = CommentForm if "comment" in request.POST else KitForm
            return discarded(request, number, form_class=form_class)

    return guarded


class AboutEdition(Asks):
    """A question about an edition of the administrator's partnership."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show what was typed where a colleague discarded the draft meanwhile."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            there = Edition.objects.filter(pk=self.kwargs["number"]).exists()
            if there or not self.request.membership.may(Permission.ADMINISTER):
                raise
            return discarded(self.request, self.kwargs["number"], form_class=self.form_class)

    @cached_property
    def edition(self) -> Edition:
        """The edition in the address; 404 for another partnership's."""
        return kept_edition(self.request, self.kwargs["number"])

    def get_caption(self, form: Any) -> str:
        """Say which edition it is about."""
        return self.edition.name

    def get_back_url(self) -> str:
        """Go back to the edition."""
        return reverse(PAGE, args=[self.edition.pk])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the edition."""
        return super().get_context_data(**context) | {"edition": self.edition}


class AboutDraft(AboutEdition):
    """A question that only a draft answers; a published edition leads to its own page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Say at once why a text that is published, or waits to be, cannot be changed."""
        mine = Edition.objects.of(self.request.membership.partnership)
        if (
            self.request.membership.may(Permission.ADMINISTER)
            and mine.filter(pk=self.kwargs["number"]).exists()
            and (why := state_of(self.edition).rests_because)
        ):
            return rests(self.request, self.edition, why, form_class=self.form_class)
        return super().dispatch(request, *args, **kwargs)


@hat_required(Permission.ADMINISTER)
@require_safe
def editions(request: HatRequest) -> HttpResponse:
    """List the draft, the edition in force, those to come and those before."""
    rows = edition_rows(request.membership, timezone.now())
    return render(request, "thresholds/manage/editions.html", {"rows": rows})


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def edition(request: HatRequest, number: int) -> HttpResponse:
    """Show one edition: its state, what differs, what people say about it, its history."""
    return _overview(request, kept_edition(request, number), CommentForm())


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def comment(request: HatRequest, number: int) -> HttpResponse:
    """Say something about a draft."""
    about = kept_edition(request, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            operations.comment(
                by=request.membership,
                edition=about,
                words=form.cleaned_data["comment"],
                form_key=form.cleaned_data["form_key"],
            )
        except AlreadyDone:
            return redirect(PAGE, about.pk)
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as refused:
            form.add_error("comment", refused.message)
        else:
            done(request, "Comment added")
            return redirect(PAGE, about.pk)
    return _overview(request, about, form, status=422)


def _overview(
    request: HatRequest, shown: Edition, form: CommentForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    events = Paginator(
        shown.events.filter(is_comment=False).select_related("by__person"), EVENTS_ON_A_PAGE
    ).get_page(request.GET.get("page"))
    return render(
        request,
        "thresholds/manage/edition.html",
        {
            "page_title": shown.name,
            "edition": shown,
            "state": state_of(shown),
            "asked_by_me": asked_for(request.membership, shown),
            "differences": differences_of(shown),
            "comments": comment_rows(shown, now),
            "page": events,
            "history": history_rows(events, now),
            "actions": page_actions(PAGE, request.membership, shown),
            "form": form,
        },
        status=status,
    )


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def changes(request: HatRequest, number: int) -> HttpResponse:
    """Show everything in which an edition differs from the one published before it."""
    shown = kept_edition(request, number)
    return render(
        request,
        "thresholds/manage/changes.html",
        {
            "page_title": "What changed",
            "edition": shown,
            "state": state_of(shown),
            "differences": differences_of(shown),
        },
    )


class OpenDraft(AboutEdition):
    """Open a draft with the text of a published edition; an older one is the way back."""

    form_class = PressForm
    template_name = "thresholds/manage/open.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whether this is the way back to an older text."""
        newest = published_before(Edition(framework=self.edition.framework))
        if self.edition.is_draft:
            raise Http404
        older = newest is not None and newest.pk != self.edition.pk
        title = "Go back to this older text?" if older else "Open a draft?"
        return super().get_context_data(**context) | {
            "page_title": title,
            "older": older,
            "newest": newest,
        }

    def get_back_url(self) -> str:
        """Go back to the list of editions."""
        return reverse("thresholds:editions")

    def answer(self, form: Any) -> str:
        """Open it and lead to it; a second press finds the draft of the first."""
        key = form.cleaned_data["form_key"]
        try:
            draft = operations.open_draft(
                by=self.request.membership, based_on=self.edition, form_key=key
            )
        except AlreadyDone:
            opened = form_keys.result_of(key=key, by=self.request.membership)
            return reverse(PAGE, args=[opened]) if opened else self.get_back_url()
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as refused:
            form.add_error(None, refused.message)
            return ""
        done(self.request, "Draft opened")
        return reverse(PAGE, args=[draft.pk])


class DiscardDraft(AboutDraft):
    """Ask before a draft is deleted."""

    form_class = PressForm
    template_name = "thresholds/manage/discard.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how much is deleted."""
        return super().get_context_data(**context) | {
            "page_title": f"Discard “{self.edition.name}”?",
            "lines": self.edition.events.count(),
        }

    def answer(self, form: Any) -> str:
        """Delete it."""
        if super().answer(form):
            return reverse("thresholds:editions")
        return ""

    def write(self, form: Any) -> None:
        """Delete it."""
        operations.discard_draft(
            by=self.request.membership,
            edition=self.edition,
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Draft discarded")


class AskToPublish(AboutDraft):
    """Ask a second administrator to publish a draft on a day."""

    form_class = AskForm
    template_name = "thresholds/manage/ask.html"

    def get_initial(self) -> dict[str, Any]:
        """Remember which draft is on the page."""
        return {"version": self.edition.version}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what stands in the way, and who could publish it."""
        return super().get_context_data(**context) | {
            "reasons": not_ready_because(self.edition),
            "others": [
                other.person.full_name for other in other_administrators(self.request.membership)
            ],
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Show what stands in the way as the page's own errors."""
        try:
            return super().form_valid(form)
        except StaleRecord:
            form.add_error(None, "Check the draft: it was changed since you opened this page")
            form.data = form.data.copy()
            form.data["version"] = str(kept_edition(self.request, self.edition.pk).version)
            return self.form_invalid(form)

    def write(self, form: Any) -> None:
        """Ask."""
        operations.ask_to_publish(
            by=self.request.membership,
            edition=self.edition,
            takes_effect_on=form.cleaned_data["takes_effect_on"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Request made")


class WithdrawRequest(AboutEdition):
    """Take a request to publish back, or send the draft back."""

    form_class = ReasonForm
    template_name = "thresholds/manage/withdraw.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose request it is."""
        mine = asked_for(self.request.membership, self.edition)
        title = "Withdraw the request to publish?" if mine else "Send this draft back?"
        return super().get_context_data(**context) | {"page_title": title, "mine": mine}

    def write(self, form: Any) -> None:
        """Take it back."""
        operations.withdraw_request(
            by=self.request.membership,
            edition=self.edition,
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Draft can be changed again")


class Publish(AboutEdition):
    """Publish a draft that another administrator asked for."""

    form_class = PressForm
    template_name = "thresholds/manage/publish.html"

    def get_initial(self) -> dict[str, Any]:
        """Remember which draft is on the page."""
        return {"version": self.edition.version}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show once more what is published, and when it takes effect."""
        today = london(timezone.now()).date()
        before = published_before(self.edition)
        return super().get_context_data(**context) | {
            "page_title": f"Publish “{self.edition.name}”?",
            "day": date_words(self.edition.in_force_from),
            "at_once": self.edition.in_force_from <= today,
            "mine": asked_for(self.request.membership, self.edition),
            "asked": self.edition.asked_by is not None,
            "published": not self.edition.is_draft,
            "differences": differences_of(self.edition),
            "later": before
            if before and before.in_force_from > self.edition.in_force_from
            else None,
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the draft again where it changed since the page was loaded."""
        try:
            return super().form_valid(form)
        except StaleRecord as changed:
            form.add_error(None, changed.message)
            form.data = form.data.copy()
            form.data["version"] = str(kept_edition(self.request, self.edition.pk).version)
            return self.form_invalid(form)

    def write(self, form: Any) -> None:
        """Publish it."""
        operations.publish(
            by=self.request.membership,
            edition=self.edition,
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Edition published")
