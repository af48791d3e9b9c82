"""Invitations: an expiring link, used once, of which only a digest is stored."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import may_give_role
from accounts.encryption import digest
from accounts.errors import AlreadyHasRole, AlreadyInvited, InvitationUnusable, NotAllowed
from accounts.models import Invitation, Membership, Person, Site
from accounts.notices import link_tokens
from accounts.operations import audit, form_keys
from accounts.operations.people import join
from accounts.rules import Role
from outbox.operations import enqueue

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    job_title: str,
    site: Site,
    role: Role,
    by: Membership,
    key: UUID | None = None,
) -> Invitation:
    """Invite somebody to a role at a site; the link goes by e-mail.

    Raises NotAllowed, AlreadyInvited, AlreadyHasRole, AlreadyDone.
    """
    # Two invitations to one site wait for each other here, so that the checks below hold.
    Site.objects.select_for_update().get(pk=site.pk)
    if not may_give_role(by, site, role):
        raise NotAllowed
    form_keys.use(key=key, by=by)
    email = email.strip().lower()
    now = timezone.now()
    same = Invitation.objects.open().filter(site=site, role=role, email=email)
    if same.filter(expires_at__gt=now).exists():
        raise AlreadyInvited(field="email")
    held = Membership.objects.filter(person__email=email, site=site, role=role, ended_at=None)
    if held.exists():
        raise AlreadyHasRole(field="email")
    invitation = Invitation(
        site=site,
        role=role,
        email=email,
        first_name=first_name,
        last_name=last_name,
        job_title=job_title,
        invited_by=by,
        invited_at=now,
        expires_at=now + VALID_FOR,
    )
    invitation.token_digest = digest(link_tokens(invitation)[0])
    invitation.save()
    audit.record(
        by=by,
        action="invitation.sent",
        subjects=[invitation.reference],
        detail={"role": role.value, "site": site.pk},
    )
    _send(invitation)
    return invitation


@transaction.atomic
def send_again(*, invitation_id: int, by: Membership) -> Invitation:
    """Send an invitation again with a new link and seven new days; the old link stops working.

    Raises NotAllowed, InvitationUnusable.
    """
    invitation = _locked(invitation_id, by)
    now = timezone.now()
    invitation.invited_at = now
    invitation.expires_at = now + VALID_FOR
    invitation.token_digest = digest(link_tokens(invitation)[0])
    invitation.save()
    audit.record(by=by, action="invitation.sent_again", subjects=[invitation.reference])
    _send(invitation)
    return invitation


@transaction.atomic
def withdraw(*, invitation_id: int, by: Membership) -> Invitation:
    """Withdraw an invitation; its link stops working. Raises NotAllowed, InvitationUnusable."""
    invitation = _locked(invitation_id, by)
    invitation.withdrawn_at = timezone.now()
    invitation.save()
    audit.record(by=by, action="invitation.withdrawn", subjects=[invitation.reference])
    return invitation


def usable(*, token: str) -> Invitation:
    """Return the invitation a link belongs to.

    Raises InvitationUnusable when it is used, expired, withdrawn or unknown, all alike.
    """
    invitation = (
        Invitation.objects.with_names()
        .open()
        .filter(token_digest=digest(token), expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None or invitation.site.ended_at or invitation.site.agency.ended_at:
        raise InvitationUnusable
    return invitation


@transaction.atomic
def accept_as_new(*, token: str, first_name: str, last_name: str, password: str) -> Person:
    """Make an account for somebody invited, with the role offered. Raises InvitationUnusable."""
    invitation = _used_now(token)
    if Person.objects.filter(email=invitation.email).exists():
        raise InvitationUnusable
    person = Person.objects.create_user(
        invitation.email, password, first_name=first_name, last_name=last_name
    )
    _take_up(invitation, person)
    return person


@transaction.atomic
def accept_as(*, token: str, person: Person) -> Membership:
    """Add the role offered to somebody who has an account and is signed in to it.

    Raises InvitationUnusable (also when it was sent to another address), AlreadyHasRole.
    """
    invitation = _used_now(token)
    if person.email != invitation.email:
        raise InvitationUnusable
    return _take_up(invitation, person)


def _used_now(token: str) -> Invitation:
    found = usable(token=token)
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .with_names()
        .open()
        .filter(pk=found.pk, token_digest=found.token_digest)
        .first()
    )
    if locked is None:
        raise InvitationUnusable
    return locked


def _take_up(invitation: Invitation, person: Person) -> Membership:
    membership = join(
        person=person,
        site=invitation.site,
        role=Role(invitation.role),
        job_title=invitation.job_title,
    )
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(
        by=membership,
        action="invitation.accepted",
        subjects=[invitation.reference, person.reference],
        detail={"membership": membership.pk},
    )
    return membership


def _locked(invitation_id: int, by: Membership) -> Invitation:
    invitation = (
        Invitation.objects.visible_to(by)
        .select_for_update(of=("self",))
        .with_names()
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is None or not may_give_role(by, invitation.site, Role(invitation.role)):
        raise NotAllowed
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationUnusable
    return invitation


def _send(invitation: Invitation) -> None:
    enqueue(
        handler="accounts.invitation_email",
        payload={"invitation_id": invitation.pk},
        dedupe_key=f"accounts.invitation_email:{invitation.token_digest[:32]}",
    )
