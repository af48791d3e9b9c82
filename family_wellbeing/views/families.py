"""A keyworker's day and families, and one family's page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import HatRequest, hat_required
from accounts.operations import audit
from accounts.rules import Permission
from directory.presenters import calendar_for, front_door_for
from family_wellbeing.models import Episode
from family_wellbeing.presenters import (
    Family,
    do_not_mention,
    identity_of,
    open_families,
    ordered,
    reasons_of,
    references_of,
    safe_people,
    shown,
    street_of,
)
from family_wellbeing.rules import ELIGIBILITY_WORDS
from govuk.words import london
from referrals.access import withholds_addresses
from referrals.clocks import ClockState
from referrals.models import Clock, ReferredChild
from referrals.presenters import child_words

DAYS_AHEAD = 5


def _mine(request: HatRequest) -> list[Family]:
    """Return the keyworker's open families and remember that they were shown."""
    now = timezone.now()
    calendar = calendar_for(front_door_for(request.membership.partnership))
    found = open_families(
        Episode.objects.visible_to(request.membership), now=now, calendar=calendar
    )
    audit.record(
        by=request.membership,
        action="family_wellbeing.families_viewed",
        subjects=[reference for family in found for reference in references_of(family.episode)],
    )
    return found


@hat_required(Permission.WORK_WITH_FAMILIES)
def today(request: HatRequest) -> HttpResponse:
    """First visits: late, due today, in the next five working days, and later (pages.md 7)."""
    families = [family for family in _mine(request) if family.first_visit]
    day = timezone.localdate()
    calendar = calendar_for(front_door_for(request.membership.partnership))
    last = calendar.add_working_days(day, DAYS_AHEAD)
    late, due_today, ahead, later = [], [], [], []
    for family in families:
        due = london(family.first_visit_due).date()  # type: ignore[arg-type]
        if family.first_visit and family.first_visit.state == ClockState.LATE:
            late.append(family)
        elif due <= day:
            due_today.append(family)
        elif due <= last:
            ahead.append(family)
        else:
            later.append(family)
    return render(
        request,
        "family_wellbeing/today.html",
        {
            "late": late,
            "today": due_today,
            "ahead": ahead,
            "later": later,
            "next": next(iter(ahead or later), None),
            "page_title": "Today",
        },
    )


@hat_required(Permission.WORK_WITH_FAMILIES)
def families(request: HatRequest) -> HttpResponse:
    """Every family allocated to this keyworker, the nearest due first."""
    return render(
        request,
        "family_wellbeing/families.html",
        {"families": _mine(request), "page_title": "My families"},
    )


@hat_required(Permission.ALLOCATE, Permission.WORK_WITH_FAMILIES)
def episode(request: HatRequest, reference: str) -> HttpResponse:
    """One family: why they are here, who they are, how to reach them safely, what is due."""
    return _episode(request, reference, addresses=False)


@require_POST
@hat_required(Permission.ALLOCATE, Permission.WORK_WITH_FAMILIES)
def addresses(request: HatRequest, reference: str) -> HttpResponse:
    """Show confidential addresses to the family's own keyworker, audited (decision 24)."""
    found = get_object_or_404(Episode.objects.visible_to(request.membership), reference=reference)
    if found.keyworker_id != request.membership.pk:
        messages.error(request, "Only the family's keyworker sees this address.")
        return HttpResponseRedirect(reverse("family_wellbeing:episode", args=[reference]))
    return _episode(request, reference, addresses=True)


def _episode(request: HatRequest, reference: str, *, addresses: bool) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(
        Episode.objects.visible_to(request.membership)
        .select_related("referral", "keyworker__person", "partnership")
        .prefetch_related(
            "children",
            "referral__children",
            "referral__family_members__relationships",
            "referral__additions",
        ),
        reference=reference,
    )
    calendar = calendar_for(front_door_for(found.partnership))
    children = ordered(found.children.all(), now=now)
    clocks = [
        shown(clock, now=now, calendar=calendar, about=_about(clock.child, children))
        for clock in Clock.objects.filter(
            child__in=children, key__startswith="fws_"
        ).select_related("child")
    ]
    hidden = withholds_addresses(found.referral)
    audit.record(
        by=request.membership,
        action="episode.address_shown" if addresses else "episode.viewed",
        subjects=references_of(found),
    )
    return render(
        request,
        "family_wellbeing/episode.html",
        {
            "episode": found,
            "identity": identity_of(found, now=now),
            "children": [{"child": child, "words": child_words(child)} for child in children],
            "people": safe_people([*found.referral.family_members.all(), *children]),
            "clocks": clocks,
            "eligibility": [ELIGIBILITY_WORDS[key] for key in found.eligibility],
            "reasons": reasons_of(children),
            "street": street_of(found.referral, children),
            "addresses": [(child.full_name, child.address or child.where_now) for child in children]
            if addresses or not hidden
            else [],
            "may_show": hidden and not addresses and found.keyworker_id == request.membership.pk,
            "warning": do_not_mention(found.referral),
            "accepted": london(found.accepted_at),
            "page_title": "Family",
            "reference": found.reference,
        },
    )


def _about(child: ReferredChild | None, children: list[ReferredChild]) -> str:
    return child.short_name if child and len(children) > 1 else ""
