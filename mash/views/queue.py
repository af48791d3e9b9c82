"""The queue and its live checks, ticked contacts, and the emergency duty team's evening."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed
from accounts.operations import audit
from accounts.operations.preferences import choose_compact_tables
from accounts.rules import Permission
from directory.presenters import calendar_for, door_of_team
from govuk.words import count_words, london, time_words
from mash.forms.queue import FilterForm, TickedForm
from mash.operations import screening
from mash.presenters import queue
from referrals.models import Referral
from referrals.rules import Channel

MOST_LIVE_ROWS = queue.PAGE


@require_GET
@hat_required(Permission.WORK_QUEUE)
def show(request: HatRequest, view: str = "") -> HttpResponse:
    """Show the queue, or one view of it; without one, what is not read yet comes first."""
    return _list(request, view)


def _list(request: HatRequest, view: str, ticked: TickedForm | None = None) -> HttpResponse:
    now, member = timezone.now(), request.membership
    contacts = Referral.objects.visible_to(member).sent()
    counts = queue.view_counts(contacts, member, now)
    is_home = not view
    view = view or ("not-read" if counts["not-read"] else "all")
    if view not in queue.VIEWS:
        raise Http404
    calendar = calendar_for(door_of_team(member))
    filters = FilterForm(
        request.GET,
        holders=queue.holder_choices(member),
        agencies=queue.agency_choices(member),
    )
    chosen = filters.chosen()
    sort, descending = request.GET.get("sort", ""), request.GET.get("order") == "descending"
    in_view = contacts.filter(queue.conditions(member, now)[view])
    found = in_view.filter(queue.Filters(**chosen).condition(member, now))
    paginator = Paginator(
        queue.with_row_facts(queue.ordered(found, sort, descending=descending)), queue.PAGE
    )
    page = paginator.get_page(request.GET.get("page"))
    rows = queue.rows(list(page.object_list), membership=member, now=now, calendar=calendar)
    audit.record(
        by=member,
        action="queue.viewed",
        subjects=[row.reference for row in rows],
        detail={"view": view, "page": page.number, "filters": sorted(chosen)},
    )
    address = request.path
    sorting = {"sort": sort, "order": "descending" if descending else ""} if sort else {}
    context: dict[str, Any] = {
        "page_title": "Queue" if is_home else queue.VIEWS[view],
        "heading": "Queue" if is_home else queue.VIEWS[view],
        "view": view,
        "view_name": queue.VIEWS[view],
        "tabs": [
            {
                "text": words,
                "href": reverse("mash:view", args=[key]),
                "current": key == view,
                "count": counts[key],
            }
            for key, words in queue.VIEWS.items()
        ],
        "rows": rows,
        "page": page,
        "page_address": f"?{urlencode(_given(chosen | sorting))}{'&' if chosen or sort else ''}",
        "filters": filters,
        "chips": [
            {
                "text": filters.words_of(name, value),
                "remove_url": f"{address}?{urlencode(_given(_without(chosen, name) | sorting))}",
            }
            for name, value in chosen.items()
        ],
        "clear_url": f"{address}?{urlencode(_given(sorting))}",
        "caption": _caption(queue.VIEWS[view], page, sort),
        "sort": sort if sort in queue.SORTS else "",
        "sort_words": queue.SORTS.get(sort, ""),
        "queue_order_url": f"{address}?{urlencode(_given(chosen))}",
        "columns": _columns(sort, descending, f"?{urlencode(chosen)}{'&' if chosen else ''}"),
        "compact": member.person.compact_tables,
        "single_keys": member.person.single_keys,
        "may_claim": member.may(Permission.RATE),
        "ticked": ticked or TickedForm(references=()),
        "updated": time_words(london(now).time()),
        "now_iso": now.isoformat(),
        "here": request.get_full_path(),
        "open_count": counts["all"],
        "empty": _empty_words(contacts, view, counts, now, bool(chosen)),
        "forecast": queue.forecast_line(in_view, now=now, calendar=calendar)
        if view == "to-decide"
        else "",
    }
    status = 422 if ticked and ticked.errors else 200
    return render(request, "mash/queue.html", context, status=status)


def _given(parts: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in parts.items() if value}


def _without(parts: dict[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in parts.items() if key != name}


def _caption(view_name: str, page: Any, sort: str) -> str:
    """Return "Queue, All open, 40 contacts, page 1 of 1, in queue order" (pages.md 11)."""
    number = count_words(page.paginator.count, "contact")
    order = f"sorted by {queue.SORTS[sort]}" if sort in queue.SORTS else "in queue order"
    pages = f"page {page.number} of {page.paginator.num_pages}"
    return f"Queue, {view_name}, {number}, {pages}, {order}"


def _columns(sort: str, descending: bool, address: str) -> list[dict[str, str]]:
    """Return the headers; those that sort lead to the list sorted by them, or turned round."""
    columns = []
    for key, label in (
        ("", "Priority"),
        ("child", "Child"),
        ("", "Worry"),
        ("from", "From"),
        ("received", "Received"),
        ("due", "Next due"),
        ("", "With"),
    ):
        is_sorted = bool(key) and key == sort
        order = "&order=descending" if is_sorted and not descending else ""
        columns.append(
            {
                "label": label,
                "sort_url": f"{address}sort={key}{order}" if key else "",
                "sorted": ("descending" if descending else "ascending") if is_sorted else "",
            }
        )
    return columns


def _empty_words(
    contacts: Any, view: str, counts: dict[str, int], now: datetime, filtered: bool
) -> str:
    if filtered:
        return "No contacts match these filters."
    last = queue.last_decided_words(contacts, now) if not counts["all"] else ""
    return f"{queue.empty_words(view, counts)} {last}".strip()


@require_GET
@hat_required(Permission.WORK_QUEUE)
def live(request: HatRequest) -> JsonResponse:
    """Say what changed since a page of the queue was loaded, in references and clock words.

    It is asked every 20 seconds with `X-Live-Check`, which keeps nobody signed in. It names no
    child and shows no contact the page did not show, so it leaves no audit entry.
    """
    now, member = timezone.now(), request.membership
    since = parse_datetime(request.GET.get("since", "")) or now
    if timezone.is_naive(since):
        raise Http404
    view = request.GET.get("view", "all")
    if view not in queue.VIEWS:
        raise Http404
    contacts = Referral.objects.visible_to(member).sent()
    arrived = contacts.filter(queue.arrived_since(since), is_open=True)
    shown = request.GET.get("contacts", "").split(",")[:MOST_LIVE_ROWS]
    calendar = calendar_for(door_of_team(member))
    rows = queue.rows(
        list(queue.with_row_facts(contacts.filter(reference__in=shown))),
        membership=member,
        now=now,
        calendar=calendar,
    )
    return JsonResponse(
        {
            "at": time_words(london(now).time()),
            "new": arrived.filter(queue.conditions(member, now)[view])
            .exclude(reference__in=shown)
            .count(),
            "danger": list(
                arrived.filter(danger_now=True)
                .exclude(reference__in=shown)
                .values_list("reference", flat=True)
            ),
            "rows": {
                row.reference: {
                    "held_by": row.held_by,
                    "detail": row.held_by_detail,
                    "state": row.due.state if row.due else "",
                    "due": row.due.words if row.due else "",
                    "of": row.due.name if row.due else "",
                    "claimable": row.claimable,
                }
                for row in rows
            },
        }
    )


@require_POST
@hat_required(Permission.RATE)
def claim_ticked(request: HatRequest) -> HttpResponse:
    """Claim the ticked contacts; whoever holds one of them already keeps it, and is named."""
    member = request.membership
    contacts = Referral.objects.visible_to(member).open()
    asked = contacts.filter(reference__in=request.POST.getlist("contacts"))
    form = TickedForm(request.POST, references=[contact.reference for contact in asked])
    if not form.is_valid():
        view = request.POST.get("view", "")
        return _list(request, view if view in queue.VIEWS else "", form)
    try:
        claimed, taken = screening.claim_several(
            by=member, referrals=asked, form_key=form.cleaned_data["form_key"]
        )
    except NotAllowed:
        raise Http404 from None
    except AlreadyDone:
        return HttpResponseRedirect(_next(request))
    if claimed:
        at = time_words(london(timezone.now()).time())
        messages.success(request, f"{count_words(len(claimed), 'contact')} claimed {at}.")
    for contact, other in taken:
        messages.warning(request, f"{contact.reference}: {other.message}")
    return HttpResponseRedirect(_next(request))


@require_POST
@hat_required(Permission.WORK_QUEUE)
def compact(request: HatRequest) -> HttpResponse:
    """Remember whether this person reads the queue in compact rows."""
    choose_compact_tables(by=request.membership, compact=request.POST.get("compact") == "yes")
    return HttpResponseRedirect(_next(request))


def _next(request: HatRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = wanted.startswith(reverse("mash:queue")) and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if ours else reverse("mash:queue")


@require_GET
@hat_required(Permission.WORK_QUEUE)
def tonight(request: HatRequest) -> HttpResponse:
    """Show the emergency duty team what cannot wait until the morning (decision 6)."""
    now, member = timezone.now(), request.membership
    calendar = calendar_for(door_of_team(member))
    since = queue.closed_since(now, calendar)
    contacts = Referral.objects.visible_to(member).open()
    arrived = contacts.filter(received_at__gte=since)
    sections = []
    shown: list[str] = []
    for heading, empty, found in (
        (
            "Immediate danger",
            "No child is in immediate danger now.",
            contacts.filter(danger_now=True),
        ),
        (
            "Arrived since closing",
            "Nothing has arrived since the office closed.",
            arrived.exclude(danger_now=True).exclude(channel=Channel.PHONE),
        ),
        (
            "Calls logged tonight",
            "No calls have been logged tonight.",
            arrived.exclude(danger_now=True).filter(channel=Channel.PHONE),
        ),
    ):
        rows = queue.rows(
            list(queue.with_row_facts(found.in_queue_order())[: queue.PAGE]),
            membership=member,
            now=now,
            calendar=calendar,
        )
        shown += [row.reference for row in rows]
        sections.append({"heading": heading, "empty": empty, "rows": rows})
    audit.record(by=member, action="tonight.viewed", subjects=shown)
    context = {
        "page_title": "Tonight",
        "sections": sections,
        "labels": [column["label"] for column in _columns("", False, "")],
        "since": time_words(london(since).time()),
        "closed": not calendar.is_open(now),
        "compact": member.person.compact_tables,
    }
    return render(request, "mash/tonight.html", context)
