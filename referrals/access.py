"""Who may do what with a referral, and whom it is safe to reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from accounts.models import Membership
from accounts.rules import Permission
from referrals.models import Consent, FamilyMember, Referral, ReferredChild, Timescale
from referrals.rules import FAMILY_WELLBEING, Answer, Capacity
from referrals.workflow import ReferralStatus

# What both ticks say that close an address, in an addition that tells of one (decision 24).
CONFIDENTIAL = "address is confidential"


class Purpose(StrEnum):
    """Why somebody would be reached."""

    CALL = "call"
    VOICEMAIL = "voicemail"
    WRITE = "write"
    EMAIL = "email"
    COPY = "copy"


@dataclass(frozen=True)
class Contactable:
    """Whether a person may be reached for a purpose, by what, and if not why."""

    allowed: bool
    because: str
    number: str = ""
    email: str = ""
    times: str = ""
    address: str = ""


def contactable(person: FamilyMember | ReferredChild, purpose: Purpose) -> Contactable:
    """Say whether it is safe to reach `person` for `purpose` (decision 24).

    The only reader of safe-contact answers for anything that goes out: silence is "no".
    """
    if person.may_know != Answer.YES:
        return Contactable(False, "They must not, or may not, know about this referral.")
    address = "" if person.address_confidential else person.address
    reach = Contactable(True, "", person.safe_phone, person.safe_email, person.safe_times, address)
    refusals = {
        Purpose.CALL: (not person.safe_phone, "No safe number is recorded."),
        Purpose.VOICEMAIL: (
            not person.safe_phone or person.voicemail_safe != Answer.YES,
            "It is not recorded that a message may be left.",
        ),
        Purpose.WRITE: (
            person.may_write != Answer.YES,
            "It is not recorded that we may write.",
        ),
        Purpose.EMAIL: (not person.safe_email, "No safe e-mail address is recorded."),
        Purpose.COPY: (False, ""),
    }
    refused, because = refusals[purpose]
    return Contactable(False, because) if refused else reach


def withholds_addresses(referral: Referral) -> bool:
    """Say whether no address of the record is shown outside the hub (decision 24).

    One person's confidential address is the address of whoever lives with them, so it closes the
    whole record's: every child's, also one who is not part of what is shown, and every adult's;
    also one that was added as confidential after sending. Reads `children`, `family_members` and
    `additions`, prefetched where there are many records.
    """
    people = [*referral.children.all(), *referral.family_members.all()]
    return any(person.address_confidential for person in people) or any(
        CONFIDENTIAL in addition.text for addition in referral.additions.all()
    )


def may_refer(membership: Membership) -> bool:
    """Practitioners and safeguarding leads refer."""
    return membership.may(Permission.REFER)


def may_edit_draft(membership: Membership, referral: Referral) -> bool:
    """Only the author or a colleague the draft was given to writes in a draft."""
    if referral.status != ReferralStatus.DRAFT or not membership.may(Permission.REFER):
        return False
    return is_theirs(membership, referral)


def is_theirs(membership: Membership, referral: Referral) -> bool:
    """Say whether this person wrote the referral or is named on it (decision 27)."""
    return (
        referral.author.person_id == membership.person_id
        or referral.named.filter(membership__person_id=membership.person_id).exists()
    )


def may_add(membership: Membership, referral: Referral) -> bool:
    """The author and named colleagues add to what they sent, in any open state."""
    return (
        membership.may(Permission.REFER)
        and referral.received_at is not None
        and is_theirs(membership, referral)
    )


def agreement_of(consents: Iterable[Consent], *, today: date) -> Consent | None:
    """Return the newest agreement among consents on which Family Wellbeing may start, or None.

    R-025, R-029, R-116 and decision 21: a parent or carer agreed to this help and has not taken
    it back; a young person's own agreement is added to it, never a substitute.
    """
    valid = [
        consent
        for consent in consents
        if consent.answer == "agreed"
        and not consent.by_young_person
        and consent.capacity != Capacity.YOUNG_PERSON
        and consent.withdrawn_at is None
        and FAMILY_WELLBEING in consent.purposes
        and (consent.until is None or consent.until >= today)
    ]
    return max(valid, key=lambda consent: (consent.recorded_at, consent.pk), default=None)


def agreement_to_family_wellbeing(child: ReferredChild) -> Consent | None:
    """Return the agreement on which Family Wellbeing may start for a child, or None."""
    return agreement_of(child.consents.all(), today=timezone.localdate())


def may_change_timescale(membership: Membership, timescale: Timescale) -> bool:
    """Say whether a hat may change a timescale: an administrator of its own partnership."""
    return (
        membership.may(Permission.ADMINISTER)
        and membership.partnership_id == timescale.partnership_id
    )


def may_change_escalation(membership: Membership, partnership_id: int) -> bool:
    """Say whether a hat keeps the steps of a disagreement: its own partnership's administrator."""
    return membership.may(Permission.ADMINISTER) and membership.partnership_id == partnership_id


def keeps_timescale(partnership_id: int, key: str) -> bool:
    """Say whether a partnership promises this: not each has all of them (decision 30)."""
    return Timescale.objects.filter(partnership_id=partnership_id, key=key).exists()
