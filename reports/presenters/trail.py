"""The audit trail in words: who did or saw what, and who looked at one record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from accounts.models import AuditEntry, Membership
from accounts.rules import ROLE_NAMES, Role
from govuk.words import count_words, table_when
from referrals.models import EmergencyAccess, Referral
from reports.models import AuditSearch, subjects_of

SUBJECTS_SHOWN = 3
# An entry of this kind says that somebody saw something, not that they changed it.
SEEN = ("viewed", "shown", "searched", "exported", "read")


def action_words(action: str) -> str:
    """Return an action as words: "referral.sent" is "Referral: sent"."""
    about, _, verb = action.partition(".")
    words = f"{about.replace('_', ' ').capitalize()}: {verb.replace('_', ' ')}"
    return words if verb else about.capitalize()


def role_words(entry: AuditEntry) -> str:
    """Return the hat somebody wore and where; empty where none was worn."""
    name = ROLE_NAMES[Role(entry.role)] if entry.role in set(Role) else entry.role
    return f"{name}, {entry.site_name}" if name and entry.site_name else name


def actions_of(membership: Membership) -> list[tuple[str, str]]:
    """Return every action the partnership's trail holds, for a list to choose from."""
    found = AuditEntry.objects.actions_visible_to(membership)
    return [(action, action_words(action)) for action in found]


def entry_rows(entries: Iterable[AuditEntry], now: datetime) -> list[dict[str, object]]:
    """Return entries as rows: when, who, in which hat, what, about which references."""
    return [
        {
            "at": table_when(entry.at, now),
            "iso": entry.at.isoformat(timespec="seconds"),
            "who": entry.actor_name,
            "role": role_words(entry),
            "action": action_words(entry.action),
            "subjects": [_subject(subject) for subject in entry.subjects[:SUBJECTS_SHOWN]],
            "more": max(0, len(entry.subjects) - SUBJECTS_SHOWN),
        }
        for entry in entries
    ]


def _subject(subject: str) -> dict[str, str]:
    reference = subject.partition("/")[0]
    is_record = reference.count("-") == 2 and len(reference) == 11
    return {"text": subject, "record": reference if is_record else ""}


def criteria_words(search: AuditSearch) -> list[dict[str, str]]:
    """Return what was asked as rows to read."""
    asked = [
        ("Person", search.person),
        ("Action", action_words(search.action) if search.action else ""),
        ("Reference", search.reference),
        ("From", f"{search.first_day:%-d %B %Y}" if search.first_day else ""),
        ("To", f"{search.last_day:%-d %B %Y}" if search.last_day else ""),
    ]
    return [{"key": key, "value": value} for key, value in asked if value]


CSV_COLUMNS = ("When (UTC)", "Who", "Role", "Site", "Action", "About", "Request")


def csv_rows(entries: Iterable[AuditEntry]) -> Iterable[Sequence[str]]:
    """Return entries as rows of a file that no spreadsheet takes for formulas."""
    yield CSV_COLUMNS
    for entry in entries:
        cells = (
            entry.at.isoformat(timespec="seconds"),
            entry.actor_name,
            ROLE_NAMES[Role(entry.role)] if entry.role in set(Role) else entry.role,
            entry.site_name,
            entry.action,
            " ".join(entry.subjects),
            entry.request_id,
        )
        yield [
            f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells
        ]


@dataclass(frozen=True, slots=True)
class Looked:
    """One person who looked at a record: in which hat, how often, when first and last."""

    who: str
    role: str
    times: str
    first: str
    last: str


def _seen() -> Q:
    seen = Q()
    for verb in SEEN:
        seen |= Q(action__endswith=verb)
    return seen


def people_who_looked(membership: Membership, reference: str, now: datetime) -> list[Looked]:
    """Return who saw a record, the latest first: pages, lists, searches and exports alike."""
    rows = (
        AuditEntry.objects.visible_to(membership)
        .filter(_seen())
        .about(subjects_of(reference))
        .order_by()
        .values("actor_id", "actor_name", "role", "site_name")
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    return [
        Looked(
            who=row["actor_name"],
            role=role_words(AuditEntry(role=row["role"], site_name=row["site_name"])),
            times=count_words(row["times"], "time"),
            first=table_when(row["first"], now),
            last=table_when(row["last"], now),
        )
        for row in rows
    ]


def emergency_accesses(membership: Membership) -> QuerySet[EmergencyAccess]:
    """Return every emergency access of the partnership, newest first."""
    return (
        EmergencyAccess.objects.filter(referral__partnership_id=membership.partnership_id)
        .select_related("referral", "membership__person", "membership__site")
        .order_by("-opened_at", "-pk")
    )


def emergency_rows(
    accesses: Iterable[EmergencyAccess], *, since: datetime | None, now: datetime
) -> list[dict[str, object]]:
    """Return emergency accesses as rows; those after the last visit are new."""
    return [
        {
            "reference": access.referral.reference,
            "who": access.membership.person.full_name,
            "role": f"{access.membership.role_name}, {access.membership.site.name}",
            "reason": access.reason,
            "at": table_when(access.opened_at, now),
            "until": table_when(access.until, now),
            "new": since is None or access.opened_at > since,
        }
        for access in accesses
    ]


def opens_of_restricted(membership: Membership) -> QuerySet[AuditEntry]:
    """Return when somebody saw a record that is restricted now, newest first."""
    references = Referral.objects.filter(
        partnership_id=membership.partnership_id, restricted=True
    ).values_list("reference", flat=True)
    subjects = [subject for reference in references for subject in subjects_of(reference)]
    if not subjects:
        return AuditEntry.objects.none()
    return AuditEntry.objects.visible_to(membership).filter(_seen()).about(subjects)


def last_visit(membership: Membership, action: str) -> datetime | None:
    """Return when this hat last did something, as opening this page."""
    return (
        AuditEntry.objects.filter(membership_id=membership.pk, action=action)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first()
    )
