"""Logging what the hub is told on the telephone, and answering questions about no named child."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from random import SystemRandom
from uuid import UUID

from django.db import transaction

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys
from directory.names import name_key
from govuk.references import new_reference
from mash import access
from mash.errors import AlreadyAnswered, ChildIsNamed
from mash.models import EnquiryAnswer
from mash.operations.screening import locked_contact, read, start_seen_today
from referrals.errors import NoSuchCouncil
from referrals.models import Referral, ReferredChild
from referrals.operations import sending, timekeeping
from referrals.operations.life import advance, derive
from referrals.presenters.office import hubs_of
from referrals.rules import (
    GROUND_OF_AGREEMENT,
    Agreement,
    Answer,
    Channel,
    ChildKind,
    Ground,
    ReferrerKind,
)
from referrals.workflow import Action
from thresholds.models import Edition

NO_NAME_GIVEN = "the caller gave no name"
ANSWERED = "the question was answered"


@dataclass(frozen=True, slots=True)
class ToldChild:
    """A child as a caller names or describes them."""

    first_name: str = ""
    last_name: str = ""
    date_of_birth: date | None = None
    about_age: int | None = None
    description: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the caller said which child it is, if only by a description."""
        return bool(self.first_name or self.last_name or self.description)


@dataclass(frozen=True, slots=True)
class Call:
    """The first things asked of a caller: who, which child, where, the worry (R-045).

    `taken_at` is when the call was taken: the receipt from which the clocks run (decision 4).
    What comes by letter, from the police or the transfer panel is logged alike, by its `channel`.
    """

    taken_at: datetime
    worry: str
    caller_kind: ReferrerKind
    caller_name: str = ""
    callback_number: str = ""
    child: ToldChild = ToldChild()
    where_now: str = ""
    danger_now: bool = False
    channel: Channel = Channel.PHONE
    # The hub of the council the caller named, where several councils have one each.
    door_id: int | None = None


@dataclass(frozen=True, slots=True)
class RestOfCall:
    """What is asked when there is time: every part may be left empty."""

    caller_role: str = ""
    caller_agency: str = ""
    relationship_to_child: str = ""
    callback_times: str = ""
    agreement: str = ""
    not_asked_because: str = ""
    has_worker: str = ""
    someone_must_not_know: str = ""
    must_not_know: str = ""
    last_seen_on: date | None = None
    existing_safety: str = ""
    strengths: str = ""


REFERRAL_FIELD = {"caller_role": "referrer_role", "caller_agency": "referrer_agency"}


@transaction.atomic
def log_call(*, by: Membership, call: Call, form_key: UUID | None = None) -> Referral:
    """Write what a caller says as a contact, received at once, so that nothing waits for the rest.

    R-045: every call is logged. The officer who took it has heard it, so it is read; nobody
    holds it yet. Without a child it is an enquiry (decision 8).

    Raises:
        NotAllowed: this hat does not log calls.
        NoSuchCouncil: the council named has no hub of this partnership.
        AlreadyDone: the same form was sent before; its result is the contact's reference.
    """
    if not access.may_log_call(by):
        raise NotAllowed
    reference = new_reference(SystemRandom())
    form_keys.use(key=form_key, by=by, result=reference)
    contact = Referral.objects.create(
        reference=reference,
        partnership=by.partnership,
        site=by.site,
        author=by,
        edition=Edition.objects.of(by.partnership).in_force()[:1].get(),
        channel=call.channel,
        referrer_kind=call.caller_kind,
        referrer_name=call.caller_name,
        callback_number=call.callback_number,
        danger_now=call.danger_now,
        danger_asked=True,
        ground=Ground.SIGNIFICANT_HARM if call.danger_now else "",
        worry=call.worry,
        urgent=call.danger_now,
        started_at=call.taken_at,
        area_asked=call.door_id is not None,
        front_door_id=_hub_of(by, call.door_id),
    )
    if call.child.is_named:
        _write_child(contact, call.child, where_now=call.where_now)
    sending.receive(referral=contact, at=call.taken_at, by=by)
    if call.caller_kind is ReferrerKind.ANONYMOUS:
        timekeeping.stop(
            because=NO_NAME_GIVEN, referral=contact, keys=["referrer_response"], at=call.taken_at
        )
    audit.record(by=by, action="call.logged", subjects=[reference])
    return read(by=by, referral=contact, at=call.taken_at)


@transaction.atomic
def fill_in_call(
    *, by: Membership, referral: Referral, rest: RestOfCall, form_key: UUID | None = None
) -> Referral:
    """Write down the rest of a call; what was answered before stays as it was.

    The ground follows from whether the family agreed, unless danger has already given one
    (decision 20).

    Raises:
        NotAllowed: somebody else took the call, or the contact is closed.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_fill_in_call(by, contact):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    written = []
    for part in fields(rest):
        name, value = REFERRAL_FIELD.get(part.name, part.name), getattr(rest, part.name)
        if value and not getattr(contact, name):
            setattr(contact, name, value)
            written.append(name)
    if "agreement" in written and not contact.ground:
        contact.ground = GROUND_OF_AGREEMENT[Agreement(contact.agreement)] or ""
        written.append("ground")
    if written:
        contact.save(update_fields=written)
    audit.record(
        by=by, action="call.filled_in", subjects=[contact.reference], detail={"fields": written}
    )
    return contact


@transaction.atomic
def describe_child(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    answers: Mapping[str, object],
    form_key: UUID | None = None,
) -> ReferredChild:
    """Write down more about a child of a call: each answer once, while the contact is open.

    `answers` maps the child's fields to what the caller said; empty ones are left out.

    Raises:
        NotAllowed: somebody else took the call, or the contact is closed.
        AlreadyAnswered: one of the answers differs from what is written already.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_fill_in_call(by, contact):
        raise NotAllowed
    child = contact.children.select_for_update().get(number=child_number)
    form_keys.use(key=form_key, by=by, result=contact.reference)
    said = {name: value for name, value in answers.items() if value not in (None, "")}
    if any(getattr(child, name) not in (None, "", value) for name, value in said.items()):
        raise AlreadyAnswered
    for name, value in said.items():
        setattr(child, name, value)
    if child.kind == ChildKind.UNNAMED and (child.first_name or child.last_name):
        child.kind = ChildKind.CHILD
    child.name_key = name_key(child.first_name, child.last_name)
    child.save(update_fields=[*said, "kind", "name_key"])
    audit.record(by=by, action="call.child_described", subjects=[child.reference])
    return child


@transaction.atomic
def add_child(
    *,
    by: Membership,
    referral: Referral,
    child: ToldChild,
    where_now: str = "",
    form_key: UUID | None = None,
) -> ReferredChild:
    """Add another child the caller is worried about, with clocks from the same receipt.

    Raises:
        NotAllowed: somebody else took the call, or the contact is closed.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if not access.may_fill_in_call(by, contact):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    added = _write_child(contact, child, where_now=where_now)
    advance(record=added, action=Action.SEND, by=by)
    timekeeping.start(key="mash_decision", referral=contact, child=added, at=contact.received_at)
    if contact.danger_now:
        start_seen_today(contact, added)
    audit.record(by=by, action="call.child_added", subjects=[added.reference])
    return added


@transaction.atomic
def close_enquiry(
    *,
    by: Membership,
    referral: Referral,
    kind: EnquiryAnswer.Kind,
    text: str,
    form_key: UUID | None = None,
) -> EnquiryAnswer:
    """Close a question that names no child, with what was answered; counted apart (decision 8).

    R-018: a screener answers, informs and signposts. A consultation is with a social worker
    and is asked for separately.

    Raises:
        NotAllowed: it is closed, or not this hat's.
        ChildIsNamed: it is about a child, so a decision maker decides it (R-050).
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    if contact.children.exists():
        raise ChildIsNamed
    if not access.may_close_enquiry(by, contact):
        raise NotAllowed
    form_keys.use(key=form_key, by=by, result=contact.reference)
    answer = EnquiryAnswer.objects.create(referral=contact, kind=kind, text=text, answered_by=by)
    if contact.read_at is None:
        contact = read(by=by, referral=contact)
    timekeeping.meet(key="referrer_response", referral=contact)
    timekeeping.stop(because=ANSWERED, referral=contact)
    derive(referral=contact, by=by)
    audit.record(by=by, action="enquiry.closed", subjects=[contact.reference])
    return answer


def _hub_of(by: Membership, door_id: int | None) -> int | None:
    if door_id is not None and door_id not in {hub.pk for hub in hubs_of(by.partnership)}:
        raise NoSuchCouncil
    return door_id


def _write_child(contact: Referral, told: ToldChild, *, where_now: str) -> ReferredChild:
    last = contact.children.order_by("-number").first()
    named = bool(told.first_name or told.last_name)
    child = ReferredChild(
        referral=contact,
        number=last.number + 1 if last else 1,
        kind=ChildKind.CHILD if named else ChildKind.UNNAMED,
        first_name=told.first_name,
        last_name=told.last_name,
        date_of_birth=told.date_of_birth,
        about_age=None if told.date_of_birth else told.about_age,
        age_unknown=told.date_of_birth is None and told.about_age is None,
        description=told.description,
        where_now=where_now,
        address_unknown="" if where_now else Answer.UNKNOWN,
    )
    child.name_key = name_key(child.first_name, child.last_name)
    child.save()
    return child
