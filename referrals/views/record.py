"""My referrals, our site, and one referral after sending (pages.md 3 and 4)."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import HatRequest, hat_required, require
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.navigation import page_actions
from accounts.operations import audit
from accounts.rules import Permission
from govuk import words
from govuk.views import QuestionView
from referrals.access import is_theirs, may_add, withholds_addresses
from referrals.forms.record import MessageForm, WithdrawForm
from referrals.models import Outcome, Referral
from referrals.operations import record as operations
from referrals.presenters import office_at, office_of
from referrals.presenters.additions import addition_entries
from referrals.presenters.lists import (
    child_lines,
    lines,
    message_lines,
    next_step,
    outcome_lines,
    question_of,
    status_words,
    with_parts,
)
from referrals.presenters.summary import answered, cards
from referrals.rules import term_start
from referrals.views.scope import draft_address, referral_or_404
from referrals.workflow import Action, ReferralStatus

A_YEAR = timedelta(days=365)
A_PAGE = 50
PAGE = "referrals:record"


# Lists ---------------------------------------------------------------------------------------


@hat_required(Permission.REFER)
def home(request: HatRequest) -> HttpResponse:
    """My referrals: what nobody has seen, what waits for me, what is open, and drafts."""
    now = timezone.now()
    office = office_at(request.membership.partnership, now)
    mine = Referral.objects.visible_to(request.membership).of(request.membership)
    drafts = list(with_parts(mine.drafts().with_alarm()).order_by("-saved_at"))
    opened = list(with_parts(mine.sent().filter(closed_at=None)).order_by("-sent_at"))
    outcomes = list(
        Outcome.objects.filter(child__referral__in=mine, sent_at__isnull=False, read_at=None)
        .select_related("child__referral")
        .order_by("sent_at")
    )
    said = partial(lines, front_door=office.name, now=now)
    shown = [*drafts, *opened, *(outcome.child.referral for outcome in outcomes)]
    _record_list(request, "referrals.listed", shown)
    return render(
        request,
        "referrals/home.html",
        {
            "office": office,
            "alarms": said(draft for draft in drafts if draft.alarming),
            "drafts": said(draft for draft in drafts if not draft.alarming),
            "questions": said(one for one in opened if question_of(one)),
            "outcomes": outcome_lines(outcomes, now),
            "opened": said(opened),
            "nothing": not shown,
        },
    )


@hat_required(Permission.REFER)
def closed(request: HatRequest) -> HttpResponse:
    """My referrals that ended in the last 12 months."""
    now = timezone.now()
    office = office_at(request.membership.partnership, now)
    found = with_parts(
        Referral.objects.visible_to(request.membership)
        .of(request.membership)
        .filter(closed_at__gte=now - A_YEAR)
    ).order_by("-closed_at")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    _record_list(request, "referrals.closed_listed", page)
    return render(
        request,
        "referrals/home_closed.html",
        {"lines": lines(page, front_door=office.name, now=now), "page": page},
    )


@hat_required(Permission.READ_SITE)
def site(request: HatRequest) -> HttpResponse:
    """Our site: unsent drafts, what waits for an outcome, outcomes nobody read, and numbers."""
    now = timezone.now()
    membership = request.membership
    office = office_at(membership.partnership, now)
    said = partial(lines, front_door=office.name, now=now)
    ours = Referral.objects.visible_to(membership).at_site(membership.site_id)
    drafts = sorted(
        with_parts(ours.drafts().with_alarm()),
        key=lambda draft: (not draft.alarming, draft.started_at),
    )
    waiting = with_parts(ours.sent().filter(closed_at=None)).order_by("sent_at")
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    outcomes = list(
        Outcome.objects.filter(child__referral__in=ours, sent_at__isnull=False, read_at=None)
        .select_related("child__referral__author__person")
        .order_by("sent_at")
    )
    since = term_start(timezone.localdate())
    shown = [*drafts, *page, *(outcome.child.referral for outcome in outcomes)]
    _record_list(request, "referrals.site_listed", shown)
    return render(
        request,
        "referrals/site.html",
        {
            "site": membership.site,
            "drafts": [
                {"line": line, "alarming": draft.alarming}
                for draft, line in zip(drafts, said(drafts), strict=True)
            ],
            "waiting": said(page),
            "page": page,
            "outcomes": outcome_lines(outcomes, now),
            "counts": _counts(ours, since=since),
            "since": words.date_words(since),
            "nothing": not shown,
        },
    )


def _counts(ours: Any, *, since: date) -> list[dict[str, Any]]:
    """Return the numbers of this term, in one query."""
    term = ours.filter(sent_at__gte=datetime.combine(since, time.min, tzinfo=words.LONDON))
    numbers = term.aggregate(
        sent=Count("pk"),
        urgent=Count("pk", filter=Q(urgent=True) | Q(danger_now=True)),
        ended=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    return [
        {"number": numbers["sent"], "words": "sent"},
        {"number": numbers["urgent"], "words": "sent as urgent"},
        {"number": numbers["ended"], "words": "closed"},
    ]


# One referral --------------------------------------------------------------------------------


def record(request: HatRequest, reference: str) -> HttpResponse:
    """Show one referral: status, what happens next, outcomes, and what was sent.

    Whoever works with it elsewhere (the hub) is sent to their own page about it.
    """
    referral = referral_or_404(request, reference)
    membership = request.membership
    if not membership.may(Permission.REFER):
        elsewhere = page_actions(PAGE, membership, referral)
        if not elsewhere:
            raise Http404
        return redirect(elsewhere[0].href)
    theirs = is_theirs(membership, referral)
    if referral.status == ReferralStatus.DRAFT and theirs:
        return redirect(draft_address(referral))
    now = timezone.now()
    office = office_of(referral, now)
    found = with_parts(Referral.objects.visible_to(membership)).get(pk=referral.pk)
    outcomes = list(
        Outcome.objects.filter(child__referral=referral, sent_at__isnull=False)
        .select_related("child__referral")
        .order_by("child__number", "sent_at")
    )
    told = outcome_lines(outcomes, now)
    operations.open_record(by=membership, referral=referral)
    sent = referral.received_at is not None
    return render(
        request,
        "referrals/record.html",
        {
            "referral": referral,
            "reference": reference,
            "office": office,
            "status": status_words(found, front_door=office.name, now=now),
            "next_step": next_step(found, now=now),
            "question": question_of(found),
            "sent_words": words.when(referral.sent_at, now) if referral.sent_at else "",
            "started_words": words.when(referral.started_at, now),
            "author": words.staff_words(
                referral.author.person.full_name,
                referral.author.job_title or referral.author.role_name,
            ),
            "children": child_lines(found, outcomes),
            "outcomes": told,
            "additions": _addition_entries(referral, now),
            "unread_messages": referral.messages.filter(from_hub=True, read_at=None).count(),
            "may_add": may_add(membership, referral) and referral.closed_at is None,
            "actions": page_actions(PAGE, membership, referral),
            "cards": [
                {
                    "title": card.title,
                    "rows": [{"key": row.key, "value": row.value} for row in card.rows],
                }
                for card in answered(cards(referral, withheld=True))
            ]
            if sent or theirs
            else [],
            "theirs": theirs,
            "not_needed": _not_needed(referral),
            "sent": sent,
            "draft": referral.status == ReferralStatus.DRAFT,
            "waited": words.count_words(max(1, (now - referral.started_at) // words.HOUR), "hour"),
        },
    )


def _not_needed(referral: Referral) -> str:
    """Return the whole reason why a draft was not needed; its own line of it may be cut."""
    if not referral.not_needed_because:
        return ""
    step = referral.status_changes.filter(action=Action.DISCARD, child=None).last()
    return (step.reason if step else "") or referral.not_needed_because


def _addition_entries(referral: Referral, now: datetime) -> list[dict[str, Any]]:
    return addition_entries(
        referral.additions.select_related("added_by__person"),
        now=now,
        by=lambda membership: membership.person.full_name,
        title=lambda addition: addition.about or "Added",
        withheld=withholds_addresses(referral),
    )


class SentQuestion(QuestionView):
    """A form about a referral that was sent; its author and named colleagues only."""

    referral: Referral
    request: HatRequest
    done: str = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the referral before anything of the view runs."""
        self.referral = self.found(kwargs["reference"])
        if not may_add(self.request.membership, self.referral):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, and note that the record was seen."""
        self.note_view()
        return super().get(request, *args, **kwargs)

    def note_view(self) -> None:
        """Write the page's one line in the audit trail."""
        audit.record(
            by=self.request.membership,
            action="referral.viewed",
            subjects=[self.referral.reference],
            detail={"page": self.get_form_class().__name__},
        )

    def found(self, reference: str) -> Referral:
        """Return the referral for a hat that refers."""
        require(self.request.membership, Permission.REFER)
        return referral_or_404(self.request, reference)

    def write(self, form: Any) -> None:
        """Call one operation."""
        raise NotImplementedError

    def answer(self, form: Any) -> str:
        """Write; what an operation refuses is said on the page, with everything still typed."""
        try:
            self.write(form)
        except AlreadyDone:
            return self.next_address()
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as refused:
            form.add_error(None, refused.message)
            return ""
        now = timezone.now()
        at = words.time_words(words.london(now).time().replace(second=0, microsecond=0))
        messages.success(self.request, f"{self.done} {at}.")
        return self.next_address()

    def next_address(self) -> str:
        """Return the record."""
        return reverse(PAGE, args=[self.referral.reference])

    def get_back_url(self) -> str:
        """Return the record."""
        return reverse(PAGE, args=[self.referral.reference])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Put the reference into the title."""
        return super().get_context_data(**context) | {
            "referral": self.referral,
            "reference": self.referral.reference,
            "office": office_of(self.referral, timezone.now()),
        }


class Withdraw(SentQuestion):
    """Ask to withdraw (decision 14)."""

    form_class = WithdrawForm
    template_name = "referrals/withdraw.html"
    done = "Your wish to withdraw was sent"

    def write(self, form: Any) -> None:
        """Write the answer with one operation."""
        operations.ask_to_withdraw(
            by=self.request.membership,
            referral=self.referral,
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )


class Messages(SentQuestion):
    """Messages between the referrer and the hub; a lead of the site reads them."""

    form_class = MessageForm
    template_name = "referrals/messages.html"
    done = "Message sent"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let whoever may open the record read; writing is for its author and colleagues."""
        self.referral = self.found(kwargs["reference"])
        if self.referral.received_at is None:
            raise Http404
        if request.method == "POST" and not may_add(self.request.membership, self.referral):
            raise Http404
        return QuestionView.dispatch(self, request, *args, **kwargs)

    def note_view(self) -> None:
        """Remember with it that the messages were read."""
        operations.open_messages(by=self.request.membership, referral=self.referral)

    def write(self, form: Any) -> None:
        """Write the answer with one operation."""
        operations.send_message(
            by=self.request.membership,
            referral=self.referral,
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["form_key"],
        )

    def next_address(self) -> str:
        """Return where the answer leads."""
        return reverse("referrals:messages", args=[self.referral.reference])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the messages, oldest first, and whether one waits for an answer."""
        now = timezone.now()
        office = office_of(self.referral, now)
        sent = list(self.referral.messages.select_related("sent_by__person", "sent_by__site"))
        waiting = [
            message
            for message in sent
            if message.from_hub and message.needs_answer_by and not message.answered_at
        ]
        by = waiting[0].needs_answer_by if waiting else None
        return super().get_context_data(**context) | {
            "entries": message_lines(sent, front_door=office.name, now=now),
            "answer_by": words.when(by, now) if by else "",
            "may_write": may_add(self.request.membership, self.referral)
            and self.referral.closed_at is None,
        }


def _record_list(request: HatRequest, action: str, shown: Any) -> None:
    """Write one audit row naming what a list showed."""
    audit.record(
        by=request.membership,
        action=action,
        subjects=dict.fromkeys(referral.reference for referral in shown),
    )
