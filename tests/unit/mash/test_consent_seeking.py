"""Asking a family whether they want Family Wellbeing (decision 10; R-025, R-116, R-121)."""

from datetime import date

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership, Notice
from mash.errors import MissingReason, TooFewAttempts
from mash.operations import consent_seeking, deciding, screening
from referrals.access import agreement_to_family_wellbeing
from referrals.errors import NotPossibleNow
from referrals.models import Clock, Referral, ReferredChild
from referrals.operations.agreements import AgreementGiven
from referrals.rules import Capacity, HowAgreed
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry, SignedIn
from tests.factories import decisions, referrals

SAID_YES = AgreementGiven(
    giver="Sana Khatun-Featherstonehaugh",
    capacity=Capacity.PARENTAL_RESPONSIBILITY,
    how=HowAgreed.SAID_YES,
    witness="Daniel Achebe",
    given_on=date(2026, 11, 20),
)


@pytest.fixture
def contact(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    social_worker: Membership,
) -> Referral:
    """A child for Family Wellbeing whose family has not been asked; the social worker asks."""
    found = decisions.without_agreement(decisions.screened(teacher, screener))
    deciding.decide(
        by=decision_maker,
        referral=found,
        child_number=1,
        answers=decisions.consent_to_be_sought(social_worker),
    )
    return referrals.again(found)


def child_of(contact: Referral) -> ReferredChild:
    return ReferredChild.objects.get(referral=contact)


def clock(contact: Referral) -> Clock:
    return contact.clocks.get(key="consent_attempts")


def not_reached(by: Membership, contact: Referral) -> None:
    consent_seeking.record_not_reached(
        by=by, referral=contact, child_number=1, words="Rang the safe number, no answer."
    )


def test_the_contact_is_with_the_named_worker(
    contact: Referral,
    screener: Membership,
    social_worker: Membership,
    signed_in: SignedIn,
) -> None:
    """Decision 10: it stays with a named MASH worker, whoever claimed it before."""
    Referral.objects.filter(pk=contact.pk).update(holder=screener)
    mine, name = signed_in(social_worker), social_worker.person.full_name
    (row,) = mine.get("/mash/views/mine/").context["rows"]
    assert (row.reference, row.held_by) == (contact.reference, "You")
    of_screener = signed_in(screener)
    (row,) = of_screener.get(f"/mash/views/all/?held_by={social_worker.pk}").context["rows"]
    assert row.held_by == name
    assert f"{name} asks the family" in row.held_by_detail
    panel = of_screener.get(f"/mash/contacts/{contact.reference}/").context["panel"]
    assert panel.held_by == f"{name}, MASH social worker"


def test_a_contact_whose_family_is_being_asked_is_not_unclaimed(
    contact: Referral, social_worker: Membership, signed_in: SignedIn
) -> None:
    """Decision 10."""
    Referral.objects.filter(pk=contact.pk).update(holder=None)
    client = signed_in(social_worker)
    assert client.get("/mash/views/unclaimed/").context["rows"] == []
    consent_seeking.record_refused(
        by=social_worker,
        referral=contact,
        child_number=1,
        giver="Sana Khatun-Featherstonehaugh",
        words="She wants no help.",
    )
    (row,) = client.get("/mash/views/unclaimed/").context["rows"]
    assert row.held_by == "Nobody"
    assert client.get("/mash/views/mine/").context["rows"] == []


def test_the_named_worker_owes_two_attempts_and_is_told(
    contact: Referral, social_worker: Membership
) -> None:
    assert child_of(contact).status == ChildStatus.CONSENT_TO_BE_SOUGHT
    assert contact.status == ReferralStatus.DECIDED
    assert clock(contact).owed_by_membership == social_worker
    notice = Notice.objects.get(membership=social_worker)
    assert contact.reference in notice.text
    assert "Amira" not in notice.text


def test_an_agreement_passes_the_child_to_family_wellbeing_now(
    contact: Referral, social_worker: Membership
) -> None:
    """Decision 4: FWS receipt is when passed and consent recorded."""
    attempt = consent_seeking.record_agreed(
        by=social_worker, referral=contact, child_number=1, given=SAID_YES
    )

    child = child_of(contact)
    assert child.status == ChildStatus.PASSED_TO_FAMILY_WELLBEING
    assert child.passed_to_family_wellbeing_at == attempt.tried_at
    agreement = agreement_to_family_wellbeing(child)
    assert agreement is not None
    assert agreement.witness == "Daniel Achebe"
    assert clock(contact).result == Clock.Result.MET
    assert contact.clocks.get(key="fws_first_visit").started_at == attempt.tried_at
    assert referrals.again(contact).status == ReferralStatus.WITH_FAMILY_WELLBEING
    last = child.outcomes.latest("decided_at")
    assert last.outcome_words.endswith("Family Wellbeing")
    assert last.sent_at is not None
    assert "A keyworker will contact the family by" in last.text


def test_an_agreement_writes_one_audit_entry(
    contact: Referral, social_worker: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("consent.agreed", subjects=[f"{contact.reference}/1"]):
        consent_seeking.record_agreed(
            by=social_worker, referral=contact, child_number=1, given=SAID_YES
        )


def test_a_refusal_is_kept_and_weighed_by_a_decision_maker(
    contact: Referral, social_worker: Membership, decision_maker: Membership
) -> None:
    """R-121: a refusal does not by itself bring in social care."""
    consent_seeking.record_refused(
        by=social_worker,
        referral=contact,
        child_number=1,
        giver="Sana Khatun",
        words="Not now. She may ask the school in the new year.",
    )

    child = child_of(contact)
    assert child.status == ChildStatus.WITH_MASH
    assert child.consents.get(answer="refused").words.startswith("Not now.")
    assert contact.clocks.filter(key="mash_decision").running().exists()
    assert referrals.again(contact).status == ReferralStatus.BEING_LOOKED_AT

    deciding.decide(by=decision_maker, referral=contact, child_number=1, answers=decisions.advice())
    assert child_of(contact).status == ChildStatus.ADVISED
    assert child.outcomes.count() == 2


def test_a_family_not_reached_twice_goes_back_to_be_decided(
    contact: Referral, social_worker: Membership
) -> None:
    not_reached(social_worker, contact)
    assert clock(contact).stopped_at is None
    with pytest.raises(TooFewAttempts):
        consent_seeking.ask_for_new_decision(by=social_worker, referral=contact, child_number=1)

    not_reached(social_worker, contact)
    assert clock(contact).result == Clock.Result.MET
    consent_seeking.ask_for_new_decision(by=social_worker, referral=contact, child_number=1)
    assert child_of(contact).status == ChildStatus.WITH_MASH


def test_what_was_tried_and_what_was_said_are_needed(
    contact: Referral, social_worker: Membership
) -> None:
    with pytest.raises(MissingReason, match="Enter what you tried"):
        consent_seeking.record_not_reached(
            by=social_worker, referral=contact, child_number=1, words=" "
        )
    with pytest.raises(MissingReason, match="Enter what they said"):
        consent_seeking.record_refused(
            by=social_worker, referral=contact, child_number=1, giver="Sana Khatun", words=""
        )


def test_a_screener_or_an_outsider_does_not_ask_families(
    contact: Referral, screener: Membership, teacher: Membership
) -> None:
    for stranger in (screener, teacher):
        with pytest.raises(NotAllowed):
            consent_seeking.record_agreed(
                by=stranger, referral=contact, child_number=1, given=SAID_YES
            )


def test_nobody_asks_twice_once_the_family_has_answered(
    contact: Referral, social_worker: Membership
) -> None:
    consent_seeking.record_agreed(
        by=social_worker, referral=contact, child_number=1, given=SAID_YES
    )
    with pytest.raises(NotAllowed):
        not_reached(social_worker, contact)


def test_immediate_danger_does_not_wait_for_the_family_s_answer(
    contact: Referral, screener: Membership
) -> None:
    """R-049, decision 9: what was decided is overtaken, and a decision is owed again."""
    pass_on(screener, contact)

    assert child_of(contact).status == ChildStatus.PASSED_NOW
    assert clock(contact).result == Clock.Result.STOPPED
    assert contact.clocks.filter(key="mash_decision").running().exists()


def test_a_child_is_passed_on_at_once_only_once(
    contact: Referral,
    screener: Membership,
    decision_maker: Membership,
    second_decision_maker: Membership,
) -> None:
    pass_on(screener, contact)
    ReferredChild.objects.filter(referral=contact).update(confirmed_level=4)
    answers = decisions.advice(level_because="Calmer now.", second=second_decision_maker.pk)
    deciding.decide(by=decision_maker, referral=contact, child_number=1, answers=answers)

    with pytest.raises(NotPossibleNow):
        pass_on(screener, contact)
    assert child_of(contact).status == ChildStatus.SECOND_DECISION


def pass_on(by: Membership, contact: Referral) -> None:
    screening.pass_now(
        by=by, referral=contact, children=[1], told="Grace Lindqvist", told_at=timezone.now()
    )
