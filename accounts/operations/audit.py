"""The one writer of the audit trail: who did or saw what, with references and never names."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar

from accounts.models import AuditEntry, Membership, Partnership, Person

# Set by the request-id middleware, so that an entry can be found beside the logs.
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def record(
    *,
    by: Membership | None,
    action: str,
    subjects: Iterable[str] = (),
    partnership: Partnership | None = None,
    person: Person | None = None,
    detail: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Write one audit entry in the caller's transaction.

    Args:
        by: the active membership; None for the portal itself or someone not signed in.
        action: verb of the domain, as "referral.sent" or "referral.viewed".
        subjects: references of what was acted on or shown, never a name.
        partnership: needed only where `by` is None.
        person: who acts where no hat is worn yet, as at sign-in.
        detail: codes and references that explain the act; never case text.

    An operation calls it once; a record page, list, search or export once per request
    (architecture: the audit trail). If it cannot be written the caller's act fails with it.
    """
    where = by.partnership if by else partnership
    actor = by.person if by else person
    return AuditEntry.objects.create(
        partnership_key=where.key if where else "",
        actor_id=actor.pk if actor else None,
        actor_name=actor.full_name if actor else "The portal",
        membership_id=by.pk if by else None,
        role=by.role if by else "",
        site_name=by.site.name if by else "",
        action=action,
        subjects=list(subjects),
        detail=dict(detail or {}),
        request_id=current_request_id.get(),
    )
