"""A decision about one child: what it needs, writes, moves, starts and tells."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.models import Membership, Notice
from accounts.rules import Role
from mash.errors import AlreadyDecided, CannotBeChosen, NotReadyToDecide
from mash.models import CaseSystemCheck, Decision, DecisionDraft, RestrictedMatchAnswer
from mash.operations import deciding, screening
from mash.presenters.decide import answers_of
from mash.rules import Answers, Destination, Outcome
from outbox.models import Delivery
from referrals.models import Clock, Consent, DeclaredInterest, Referral, ReferredChild
from referrals.rules import Rating, ReferrerKind
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry, SignedIn
from tests.factories import decisions, people, referrals

Outsider = Callable[[Role], Membership]


@pytest.fixture
def contact(teacher: Membership, screener: Membership) -> Referral:
    """One child, read and checked."""
    return decisions.screened(teacher, screener)


def decide(by: Membership, contact: Referral, answers: Answers, **more: Any) -> Decision:
    return deciding.decide(
        by=by, referral=contact, child_number=more.pop("child", 1), answers=answers, **more
    )


def child_of(contact: Referral, number: int = 1) -> ReferredChild:
    return ReferredChild.objects.select_related("referral").get(referral=contact, number=number)


def running(contact: Referral) -> set[str]:
    return set(Clock.objects.filter(referral=contact).running().values_list("key", flat=True))


# What is written ------------------------------------------------------------------------------


def test_a_decision_moves_the_child_and_closes_the_referral_once_the_referrer_is_told(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-050, R-051a, decision 1."""
    made = decide(decision_maker, contact, decisions.advice())

    child = child_of(contact)
    assert made.state == Decision.State.MADE
    assert child.status == ChildStatus.ADVISED
    assert child.mash_level == 2
    assert child.referral.status == ReferralStatus.CLOSED
    assert not child.referral.is_open


def test_a_decision_writes_one_audit_entry_with_codes_and_no_names(
    contact: Referral, decision_maker: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry(
        "decision.recorded",
        subjects=[f"{contact.reference}/1"],
        by=decision_maker,
        detail={"outcome": "advice", "destination": ""},
    ):
        decide(decision_maker, contact, decisions.advice())


def test_the_referrer_sees_the_outcome_at_once_and_gets_an_email_without_a_name(
    contact: Referral, decision_maker: Membership, teacher: Membership
) -> None:
    """R-053, R-059, decision 13."""
    decide(decision_maker, contact, decisions.advice())

    outcome = child_of(contact).outcomes.get()
    assert outcome.sent_by == decision_maker
    assert outcome.text.startswith(
        f"Decision on your referral {contact.reference}: Advice and information given."
    )
    notice = Notice.objects.get(membership=teacher, text__contains="decision")
    delivery = Delivery.objects.get(dedupe_key__startswith=f"outcome:{outcome.pk}:")
    for out in (notice.text, notice.path, str(delivery.payload), delivery.dedupe_key):
        assert "Amira" not in out
        assert "Khatun" not in out


def test_a_decision_meets_the_clocks_of_the_decision_and_of_its_feedback(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-047, R-048, R-050, R-053, decision 5."""
    decide(decision_maker, contact, decisions.advice())

    results = {clock.key: clock.result for clock in contact.clocks.all()}
    assert results["mash_decision"] == Clock.Result.MET
    assert results["outcome_feedback"] == Clock.Result.MET
    assert results["referrer_response"] == Clock.Result.MET
    assert running(contact) == set()


def test_a_held_child_is_decided_and_its_hold_ends(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-052, decision 5."""
    screening.hold(
        by=decision_maker,
        referral=contact,
        children=[1],
        waiting_for="What the school nurse knows",
        from_whom="School nurse",
    )
    decide(decision_maker, contact, decisions.advice())

    assert contact.clocks.get(key="mash_hold").result == Clock.Result.MET
    assert child_of(contact).status == ChildStatus.ADVISED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"assessment", "child_seen"}),
        (
            {"destination": Destination.STRATEGY_DISCUSSION},
            {"assessment", "child_seen", "strategy_discussion"},
        ),
        (
            {"destination": Destination.PRIVATE_FOSTERING},
            {"assessment", "child_seen", "private_fostering_first_visit"},
        ),
    ],
)
def test_an_accepted_child_starts_the_clocks_of_where_they_go(
    contact: Referral, decision_maker: Membership, changes: dict[str, Any], expected: set[str]
) -> None:
    """R-051d, R-054, R-055, R-057, R-113."""
    decide(decision_maker, contact, decisions.accepted(**changes))

    child = child_of(contact)
    assert child.status == ChildStatus.ACCEPTED
    assert running(contact) == expected
    assert child.clocks.get(key="child_seen").started_at == contact.received_at


def test_an_unborn_child_cannot_be_seen(contact: Referral, decision_maker: Membership) -> None:
    """R-055."""
    ReferredChild.objects.filter(referral=contact).update(kind="unborn", date_of_birth=None)
    decide(decision_maker, contact, decisions.accepted(destination=Destination.PRE_BIRTH))

    assert running(contact) == {"assessment"}


def test_a_child_in_danger_who_is_accepted_must_still_be_seen_today(
    contact: Referral, screener: Membership, decision_maker: Membership
) -> None:
    """R-049."""
    screening.flag_danger(by=screener, referral=contact, because="He is with the man now")
    decide(decision_maker, contact, decisions.accepted())

    assert running(contact) == {"assessment", "child_seen_immediate"}


def test_a_child_flagged_in_danger_who_is_not_accepted_stops_that_clock_with_the_reason(
    contact: Referral, screener: Membership, decision_maker: Membership
) -> None:
    """R-049, decision 2."""
    screening.flag_danger(by=screener, referral=contact, because="A call about the wrong house")
    decide(decision_maker, contact, decisions.advice())

    seen = contact.clocks.get(key="child_seen_immediate")
    assert seen.result == Clock.Result.STOPPED
    assert seen.stopped_because == "decided: advice and information given"


def test_a_family_that_agreed_is_passed_to_family_wellbeing_and_its_clocks_start(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-070b, R-072 to R-074, R-078, R-085, decision 4."""
    made = decide(decision_maker, contact, decisions.family_wellbeing())

    child = child_of(contact)
    assert child.status == ChildStatus.PASSED_TO_FAMILY_WELLBEING
    assert child.passed_to_family_wellbeing_at == made.decided_at
    assert child.referral.status == ReferralStatus.WITH_FAMILY_WELLBEING
    assert running(contact) == {
        "fws_allocation",
        "fws_first_visit",
        "fws_second_visit",
        "fws_assessment",
        "fws_formal_review",
    }


def test_a_case_open_to_social_care_gets_the_contact_added(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-046."""
    answers = decisions.advice(
        outcome=Outcome.OPEN_CASE, team="Family support team 1", worker="Ayesha Dunmore"
    )
    decide(decision_maker, contact, answers)

    assert child_of(contact).status == ChildStatus.ADDED_TO_OPEN_CASE


# What it needs ---------------------------------------------------------------------------------


def test_a_decision_that_lacks_something_writes_nothing_and_names_all_of_it(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 11."""
    with pytest.raises(NotReadyToDecide) as refused:
        decide(decision_maker, contact, decisions.advice(level=3, rationale=""))

    assert [(lack.field, lack.words) for lack in refused.value.missing] == [
        ("level_because", "Enter why the level differs"),
        ("rationale", "Enter why this is right for Amira"),
    ]
    assert not Decision.objects.exists()
    assert child_of(contact).status == ChildStatus.WITH_MASH


def test_nothing_is_decided_before_the_worry_is_read_and_the_case_system_checked(
    teacher: Membership, decision_maker: Membership
) -> None:
    """Decision 9."""
    contact = decisions.arrived(teacher)
    with pytest.raises(NotReadyToDecide) as refused:
        decide(decision_maker, contact, decisions.advice())

    assert [lack.words for lack in refused.value.missing] == [
        "Read the worry before deciding",
        "Check the case system for Amira before deciding",
    ]


def test_a_child_passed_on_in_danger_is_decided_without_the_check(
    teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    """R-049, decision 9: it waits for no check; the check is owed afterwards."""
    contact = decisions.arrived(teacher)
    screening.read(by=screener, referral=contact)
    screening.pass_now(
        by=screener,
        referral=contact,
        children=[1],
        told="Duty manager of referral and assessment",
        told_at=timezone.now(),
    )
    decide(decision_maker, contact, decisions.accepted())

    assert child_of(contact).status == ChildStatus.ACCEPTED
    assert "case_system_check" in running(contact)


def test_blue_is_decided_once_a_social_worker_confirmed_it(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 12."""
    Referral.objects.filter(pk=contact.pk).update(
        rating=Rating.BLUE, rated_by=contact.author, rating_order=4
    )
    with pytest.raises(NotReadyToDecide, match="Ask a social worker to confirm Blue"):
        decide(decision_maker, contact, decisions.advice())


def test_a_restricted_record_that_may_match_blocks_until_the_duty_manager_is_asked(
    contact: Referral, teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    """Decision 28."""
    other = decisions.arrived(teacher)
    Referral.objects.filter(pk=other.pk).update(restricted=True)
    with pytest.raises(NotReadyToDecide, match="Ring the duty manager"):
        decide(decision_maker, contact, decisions.advice())

    deciding.answer_restricted_match(
        by=decision_maker,
        referral=contact,
        child_number=1,
        answer=RestrictedMatchAnswer.Answer.NOT_THE_SAME,
        manager="Grace Oyelaran",
    )
    assert decide(decision_maker, contact, decisions.advice()).state == Decision.State.MADE


def test_family_wellbeing_without_a_recorded_agreement_is_not_possible(
    contact: Referral, decision_maker: Membership
) -> None:
    """R-025, R-116, decision 20."""
    decisions.without_agreement(contact)
    with pytest.raises(NotReadyToDecide, match="Select where Amira goes next"):
        decide(decision_maker, contact, decisions.family_wellbeing())


def test_a_young_persons_own_agreement_does_not_start_family_wellbeing(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 21."""
    Consent.objects.filter(child__referral=contact).update(by_young_person=True)
    with pytest.raises(NotReadyToDecide, match="Select where Amira goes next"):
        decide(decision_maker, contact, decisions.family_wellbeing())


def test_another_partnerships_service_or_worker_cannot_be_chosen(
    contact: Referral, decision_maker: Membership, outsider: Outsider
) -> None:
    decisions.without_agreement(contact)
    stranger = outsider(Role.MASH_SOCIAL_WORKER)
    with pytest.raises(CannotBeChosen):
        decide(decision_maker, contact, decisions.consent_to_be_sought(stranger))

    assert child_of(contact).status == ChildStatus.WITH_MASH


# Who decides ------------------------------------------------------------------------------------


def test_only_a_decision_maker_decides(contact: Referral) -> None:
    """R-050, decision 8."""
    for role in set(Role) - {Role.MASH_DECISION_MAKER}:
        with pytest.raises(NotAllowed):
            decide(people.membership(role, name=("Alma", "Reed")), contact, decisions.advice())


def test_a_decision_maker_of_another_partnership_decides_nothing_here(
    contact: Referral, outsider: Outsider
) -> None:
    with pytest.raises(NotAllowed):
        decide(outsider(Role.MASH_DECISION_MAKER), contact, decisions.advice())


def test_somebody_with_a_declared_interest_decides_nothing(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 28."""
    DeclaredInterest.objects.create(
        referral=contact, person=decision_maker.person, reason="Neighbour"
    )
    with pytest.raises(NotAllowed):
        decide(decision_maker, contact, decisions.advice())


def test_the_second_of_two_is_told_who_decided(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    second_decision_maker: Membership,
) -> None:
    contact = decisions.screened(teacher, screener, children=2)
    decide(decision_maker, contact, decisions.advice())
    with pytest.raises(AlreadyDecided, match="Margaret Ellison decided this at"):
        decide(second_decision_maker, contact, decisions.accepted())

    assert Decision.objects.count() == 1


def test_pressing_twice_decides_once(
    teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    contact = decisions.screened(teacher, screener, children=2)
    key = uuid4()
    decide(decision_maker, contact, decisions.advice(), form_key=key)
    with pytest.raises(AlreadyDone):
        decide(decision_maker, contact, decisions.advice(), form_key=key)

    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_row_is_written(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    second_decision_maker: Membership,
) -> None:
    contact = decisions.screened(teacher, screener)
    at_once = Barrier(2)
    heard: list[Decision | OperationError] = []

    def run(by: Membership) -> None:
        at_once.wait()
        try:
            heard.append(decide(by, contact, decisions.advice()))
        except OperationError as error:
            heard.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(by,)) for by in (decision_maker, second_decision_maker)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Decision.objects.count() == 1
    assert sorted(type(one).__name__ for one in heard) == ["AlreadyDecided", "Decision"]


# Several children, drafts, other referrers ------------------------------------------------------


def test_three_children_get_three_decisions_and_the_referral_waits_for_the_last(
    teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    """Decision 1."""
    contact = decisions.screened(teacher, screener, children=3)
    decide(decision_maker, contact, decisions.accepted(), child=1)
    decide(decision_maker, contact, decisions.family_wellbeing(), child=2)
    assert referrals.again(contact).status == ReferralStatus.BEING_LOOKED_AT

    decide(decision_maker, contact, decisions.advice(), child=3)

    assert [child.status for child in contact.children.all()] == [
        ChildStatus.ACCEPTED,
        ChildStatus.PASSED_TO_FAMILY_WELLBEING,
        ChildStatus.ADVISED,
    ]
    assert referrals.again(contact).status == ReferralStatus.WITH_FAMILY_WELLBEING
    assert [
        outcome.outcome_words
        for child in contact.children.all()
        for outcome in child.outcomes.all()
    ] == [
        "Accepted as a referral and allocated",
        "Signposted to other help or a targeted service: Family Wellbeing",
        "Advice and information given",
    ]


def test_a_draft_is_kept_per_decision_maker_and_gone_once_recorded(
    contact: Referral, decision_maker: Membership, second_decision_maker: Membership
) -> None:
    for by, rationale in ((decision_maker, "Mine"), (second_decision_maker, "Theirs")):
        deciding.save_draft(
            by=by, referral=contact, child_number=1, changes={"rationale": rationale}
        )
    decide(decision_maker, contact, decisions.advice())

    left = DecisionDraft.objects.get()
    assert (left.membership, left.answers["rationale"]) == (second_decision_maker, "Theirs")


def test_changing_the_outcome_drops_the_destination_it_no_longer_leads_to(
    contact: Referral, decision_maker: Membership
) -> None:
    for changes in (
        {"outcome": Outcome.ACCEPTED, "destination": Destination.PRE_BIRTH, "team": "Team 2"},
        {"outcome": Outcome.ADVICE},
    ):
        draft = deciding.save_draft(
            by=decision_maker, referral=contact, child_number=1, changes=changes
        )

    assert (draft.answers["destination"], draft.answers["team"]) == ("", "")


def test_answers_used_for_a_sibling_are_a_draft_to_check_and_keep_what_was_typed_there(
    teacher: Membership, screener: Membership, decision_maker: Membership
) -> None:
    contact = decisions.screened(teacher, screener, children=3)
    deciding.save_draft(
        by=decision_maker, referral=contact, child_number=2, changes={"rationale": "His own"}
    )
    first = decide(
        decision_maker,
        contact,
        decisions.advice(next_step="The school sees Amira on Monday."),
        also_for=[2],
    )

    draft = DecisionDraft.objects.get(child__number=2)
    assert draft.copied_from == 1
    assert draft.answers["rationale"] == "His own"
    assert draft.answers["next_step"] == "The school sees Yusuf on Monday."
    assert child_of(contact, 2).status == ChildStatus.WITH_MASH
    assert not DecisionDraft.objects.filter(child__number=3).exists()

    second = decide(decision_maker, contact, answers_of(draft), child=2)
    assert second.copied_from == first


def test_family_or_public_read_that_it_was_received_and_nothing_more(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 13."""
    Referral.objects.filter(pk=contact.pk).update(
        referrer_kind=ReferrerKind.FAMILY_OR_PUBLIC, channel="phone"
    )
    decide(decision_maker, contact, decisions.advice(why="", next_step=""))

    outcome = child_of(contact).outcomes.get()
    assert outcome.outcome_words == "Received"
    assert outcome.text == (
        "We have received what you told us and will act as needed. We cannot tell you more. "
        "Thank you for telling us.\n\n"
        "If you are worried again, ring 020 3045 5440, or 999 in danger."
    )
    assert outcome.sent_at is None
    assert "outcome_feedback" in running(contact)
    assert referrals.again(contact).status == ReferralStatus.DECIDED


def test_nobody_is_due_feedback_of_an_anonymous_contact_and_the_reason_is_kept(
    contact: Referral, decision_maker: Membership
) -> None:
    """Decision 13."""
    Referral.objects.filter(pk=contact.pk).update(
        referrer_kind=ReferrerKind.ANONYMOUS, channel="phone"
    )
    decide(decision_maker, contact, decisions.advice(feedback_possible=None))

    outcome = child_of(contact).outcomes.get()
    assert (outcome.text, outcome.not_possible_because) == (
        "",
        "They did not give a name, so there is nobody to tell.",
    )
    assert running(contact) == set()
    assert referrals.again(contact).status == ReferralStatus.CLOSED


def test_a_case_system_that_says_closed_asks_when_before_no_further_action(
    contact: Referral, screener: Membership, decision_maker: Membership
) -> None:
    """Decision 11."""
    decisions.check(screener, contact, 1, CaseSystemCheck.Result.CLOSED)
    with pytest.raises(NotReadyToDecide, match="closed in the last 12 months"):
        decide(decision_maker, contact, decisions.no_further_action())

    made = decide(decision_maker, contact, decisions.no_further_action(closed_recently=False))
    assert made.state == Decision.State.MADE


def test_the_list_of_children_to_decide_writes_one_line_naming_each(
    teacher: Membership,
    screener: Membership,
    decision_maker: Membership,
    signed_in: SignedIn,
    one_audit_entry: OneAuditEntry,
) -> None:
    siblings = decisions.screened(teacher, screener, children=2)
    shown = [f"{siblings.reference}/1", f"{siblings.reference}/2"]
    browser = signed_in(decision_maker)
    with one_audit_entry("referral.viewed", subjects=shown, by=decision_maker):
        assert browser.get(f"/mash/contacts/{siblings.reference}/decide/").status_code == 200
