"""Letting people in, giving and ending their roles, and handing over their work."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from accounts.access import may_give_role, may_keep
from accounts.errors import AlreadyHasRole, HandOverNeeded, LastAdministrator, LastLead, NotAllowed
from accounts.models import Membership, Person, Site
from accounts.operations import audit, form_keys, sign_in
from accounts.presenters import partnership_of
from accounts.rules import SITE_ROLES, Role


@dataclass(frozen=True, slots=True)
class HandOver:
    """One kind of open work and how a colleague takes it on.

    `words` names it for one and for many ("draft", "drafts"); `count` says how much of it a
    hat has; `move(leaving=…, to=…, by=…)` gives all of it to another hat, in the caller's
    transaction, and writes no audit entry of its own.
    """

    words: tuple[str, str]
    count: Callable[[Membership], int]
    move: Callable[..., None]


_kinds_of_work: dict[str, HandOver] = {}


def register_hand_over(name: str, hand_over: HandOver) -> None:
    """Register a kind of open work (`<app>.<what>`), from an app's `operations/hand_over.py`."""
    _kinds_of_work[name] = hand_over


def open_work(membership: Membership) -> list[tuple[HandOver, int]]:
    """Return the kinds of work a hat still has open, with how much of each."""
    counted = ((kind, kind.count(membership)) for kind in _kinds_of_work.values())
    return [(kind, count) for kind, count in counted if count]


def may_take_on(leaving: Membership) -> list[Membership]:
    """Return the colleagues who can take on somebody's work: the same role, beside them.

    At a site that refers that is anybody at the site; elsewhere the same role anywhere in the
    partnership.
    """
    others = Membership.objects.current().with_names().exclude(person_id=leaving.person_id)
    if Role(leaving.role) in SITE_ROLES:
        found = others.filter(site_id=leaving.site_id, role__in=SITE_ROLES)
    else:
        found = others.filter(partnership_id=leaving.partnership_id, role=leaving.role)
    return list(found.order_by("person__last_name", "person__first_name"))


@transaction.atomic
def add_membership(
    *, person: Person, site: Site, role: Role, job_title: str, by: Membership, key: UUID | None
) -> Membership:
    """Give somebody who has an account another role.

    Raises NotAllowed, AlreadyHasRole, AlreadyDone.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = Membership.objects.visible_to(by).filter(person_id=person.pk).exists()
    if not known or not may_give_role(by, site, role):
        raise NotAllowed
    form_keys.use(key=key, by=by)
    made = join(person=person, site=site, role=role, job_title=job_title)
    audit.record(
        by=by,
        action="membership.added",
        subjects=[person.reference],
        detail={"membership": made.pk, "role": role.value, "site": site.pk},
    )
    return made


def join(*, person: Person, site: Site, role: Role, job_title: str) -> Membership:
    """Write a membership for whoever was allowed in; callers check, lock and record."""
    mine = Membership.objects.filter(person=person, site=site, role=role, ended_at=None)
    if mine.exists():
        raise AlreadyHasRole(field="role")
    return Membership.objects.create(
        person=person,
        partnership_id=site.agency.partnership_id,
        site=site,
        role=role,
        job_title=job_title,
    )


@transaction.atomic
def end_membership(
    *, membership_id: int, hand_over_to: int | None, by: Membership, key: UUID | None = None
) -> Membership:
    """End somebody's role: their work goes to a colleague and their sessions end at once.

    Args:
        membership_id: the role that ends.
        hand_over_to: the colleague's membership; needed where there is open work.
        by: who ends it.
        key: the form's idempotency key.

    Raises NotAllowed, LastLead, LastAdministrator, HandOverNeeded, AlreadyDone.
    """
    leaving = (
        Membership.objects.select_for_update(of=("self",))
        .with_names()
        .filter(pk=membership_id, ended_at=None)
        .first()
    )
    if leaving is None or not may_keep(by, leaving):
        raise NotAllowed
    form_keys.use(key=key, by=by)
    _keep_the_last(leaving)
    work = open_work(leaving)
    colleague = next((hat for hat in may_take_on(leaving) if hat.pk == hand_over_to), None)
    if work and colleague is None:
        raise HandOverNeeded(field="hand_over_to")
    for kind, _count in work:
        kind.move(leaving=leaving, to=colleague, by=by)
    leaving.ended_at = timezone.now()
    leaving.ended_by = by.person
    leaving.save(update_fields=["ended_at", "ended_by"])
    _forget_sessions(leaving.person)
    audit.record(
        by=by,
        action="membership.ended",
        subjects=[leaving.person.reference],
        detail={
            "membership": leaving.pk,
            "role": leaving.role,
            "handed_over": {kind.words[1]: count for kind, count in work},
            "to_membership": colleague.pk if work and colleague else None,
        },
    )
    return leaving


def _keep_the_last(leaving: Membership) -> None:
    """Refuse to leave a site without a lead or a partnership without an administrator.

    The other holders are locked too: two who leave at the same moment must not both be "not the
    last".
    """
    others = Membership.objects.select_for_update(of=("self",)).filter(
        role=leaving.role, ended_at=None, person__is_active=True
    )
    others = others.exclude(pk=leaving.pk)
    if leaving.role == Role.SAFEGUARDING_LEAD and not others.filter(site_id=leaving.site_id):
        raise LastLead
    same = others.filter(partnership_id=leaving.partnership_id)
    if leaving.role == Role.ADMINISTRATOR and not same:
        raise LastAdministrator


@transaction.atomic
def change_details(
    *, person: Person, first_name: str, last_name: str, phone: str, by: Membership
) -> Person:
    """Change how somebody is named and rung. Raises NotAllowed."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not Membership.objects.visible_to(by).filter(person_id=person.pk).exists():
        raise NotAllowed
    wanted = {"first_name": first_name, "last_name": last_name, "phone": phone}
    changed = sorted(name for name, value in wanted.items() if getattr(locked, name) != value)
    for name, value in wanted.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(wanted))
    audit.record(
        by=by,
        action="person.changed",
        subjects=[person.reference],
        detail={"fields": changed},
    )
    return locked


@transaction.atomic
def end_sessions(*, person: Person, except_key: str | None, by: Membership | None) -> int:
    """Sign somebody out everywhere but in one session; say how many ended."""
    ended = _forget_sessions(person, except_key=except_key)
    audit.record(
        by=by,
        person=person,
        partnership=partnership_of(person),
        action="person.sessions_ended",
        subjects=[person.reference],
        detail={"count": ended},
    )
    return ended


@transaction.atomic
def reset_second_step(*, person: Person, by: Membership, key: UUID | None) -> None:
    """Let somebody who lost phone and codes set up a new second step at their next sign-in.

    Only an administrator of a partnership the person works in. Their sessions end, and they
    are told by e-mail. Raises NotAllowed, AlreadyDone.
    """
    mine = Membership.objects.visible_to(by).filter(person_id=person.pk, ended_at=None)
    if by.role != Role.ADMINISTRATOR or by.person_id == person.pk or not mine.exists():
        raise NotAllowed
    form_keys.use(key=key, by=by)
    Authenticator.objects.filter(user_id=person.pk).delete()
    _forget_sessions(person)
    sign_in.tell_of_change(person=person, change="second_step_reset")
    audit.record(by=by, action="person.second_step_reset", subjects=[person.reference])


def _forget_sessions(person: Person, *, except_key: str | None = None) -> int:
    sessions = UserSession.objects.filter(user_id=person.pk)
    others = list(sessions.exclude(session_key=except_key) if except_key else sessions)
    for session in others:
        session.end()
    return len(others)
