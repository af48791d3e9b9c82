"""What is late and soon late across teams: references and clock words, nothing of the family."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Membership
from accounts.rules import Permission, Role
from directory.opening import Calendar
from govuk.words import forecast_words, late_words, when
from mash.presenters.clocks import shown
from referrals import clocks
from referrals.models import Clock

TEAMS: dict[str, tuple[Role, ...]] = {
    "MASH": (Role.MASH_SCREENER, Role.MASH_SOCIAL_WORKER, Role.MASH_DECISION_MAKER),
    "Emergency duty team": (Role.EMERGENCY_DUTY_OFFICER,),
    "Partner agencies in the MASH": (Role.MASH_PARTNER,),
    "Family Wellbeing": (Role.FWS_MANAGER, Role.FAMILY_KEYWORKER),
    "Referrers": (Role.PRACTITIONER, Role.SAFEGUARDING_LEAD),
}
TEAM_OF = {role.value: team for team, roles in TEAMS.items() for role in roles}
OTHER_TEAM = "Others"

DEADLINE = Coalesce("held_until", "due_at")


def _late(at: datetime) -> Q:
    """Past its hold's end, or past its due time where nothing is held (decision 5)."""
    return Q(held_until__lt=at) | Q(held_until=None, due_at__lt=at)


def _soon(at: datetime) -> Q:
    """Inside its warning, not held and not late."""
    return Q(held_until=None, due_at__gte=at, warn_at__lte=at)


def running_clocks(membership: Membership) -> QuerySet[Clock]:
    """Return the partnership's running clocks, without those of records one has an interest in.

    A minimum is never late (R-136), so it is left out.
    """
    if not membership.may(Permission.OVERSEE):
        return Clock.objects.none()
    return (
        Clock.objects.running()
        .filter(referral__partnership_id=membership.partnership_id, minimum=False)
        .exclude(referral__interests__person_id=membership.person_id)
    )


def by_team(membership: Membership, now: datetime) -> list[dict[str, object]]:
    """Return for each team how many clocks are late and how many soon will be, in one query."""
    rows = (
        running_clocks(membership)
        .order_by()
        .values("owed_by")
        .annotate(
            late=Count("pk", filter=_late(now)),
            soon=Count("pk", filter=_soon(now)),
            running=Count("pk"),
        )
    )
    late: Counter[str] = Counter()
    soon: Counter[str] = Counter()
    running: Counter[str] = Counter()
    for row in rows:
        team = TEAM_OF.get(row["owed_by"], OTHER_TEAM)
        late[team] += row["late"]
        soon[team] += row["soon"]
        running[team] += row["running"]
    return [
        {"cells": [team, late[team], soon[team], running[team]]}
        for team in (*TEAMS, OTHER_TEAM)
        if running[team]
    ]


def forecast_line(membership: Membership, calendar: Calendar, now: datetime) -> str:
    """Return how many clocks will be late by this time on the next working day."""
    by = _same_time_next_working_day(calendar, now)
    late_then = running_clocks(membership).filter(_late(by))
    late_by_then = clocks.forecast((clock.facts() for clock in late_then), by)
    if not late_by_then:
        return f"Nothing will be late by {when(by, now)} if nothing changes"
    return forecast_words(late_by_then, by, now)


def _same_time_next_working_day(calendar: Calendar, now: datetime) -> datetime:
    start = calendar.effective_start(now)
    day = calendar.add_working_days(start.date(), 1)
    return start.replace(year=day.year, month=day.month, day=day.day)


def late_and_soon(membership: Membership, now: datetime) -> QuerySet[Clock]:
    """Return what is late or soon late, the latest first."""
    return (
        running_clocks(membership)
        .filter(_late(now) | _soon(now))
        .select_related("referral", "child__referral")
        .order_by(DEADLINE, "pk")
    )


def clock_rows(
    found: Iterable[Clock], *, now: datetime, calendar: Calendar
) -> list[dict[str, object]]:
    """Return clocks as rows: reference, what is due, its words, who owes it."""
    return [
        {
            "reference": clock.child.reference if clock.child else clock.referral.reference,
            "clock": shown(clock, now=now, calendar=calendar),
            "team": TEAM_OF.get(clock.owed_by, OTHER_TEAM),
        }
        for clock in found
    ]


def longest_late(membership: Membership, calendar: Calendar, now: datetime) -> str:
    """Return how late the latest thing is: "Late by 2 working days"; empty when nothing is."""
    first = running_clocks(membership).filter(_late(now)).order_by(DEADLINE).first()
    if first is None:
        return ""
    return late_words(first.facts().deadline, now, calendar.working_days_between)
