import threading
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from accounts.errors import AlreadyDone, NotAllowed
from accounts.models import Membership, Notice
from accounts.operations import people
from accounts.rules import Role
from family_wellbeing.errors import (
    MissingReason,
    NeedIsHigher,
    NoAgreement,
    NoEligibility,
    NotAKeyworker,
    TakenAlready,
)
from family_wellbeing.models import Episode, Redirection
from family_wellbeing.operations import allocating
from family_wellbeing.operations.hand_over import count
from outbox.models import Delivery
from referrals.models import Clock, Consent, DeclaredInterest, Referral
from referrals.workflow import ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry, Outsider

Passed = Callable[..., Referral]


def allocate(by: Membership, referral: Referral, to: Membership, **changes: object) -> Episode:
    given: dict[str, object] = {
        "children": [child.number for child in referral.children.all()],
        "eligibility": ["domestic_abuse"],
        "higher_than_level_3": False,
    }
    return allocating.accept_and_allocate(
        by=by,
        referral=referral,
        keyworker=to,
        **(given | changes),  # type: ignore[arg-type]
    )


def test_a_manager_gives_a_family_a_keyworker_r_071_r_072(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    with one_audit_entry("episode.allocated", by=fws_manager):
        episode = allocate(fws_manager, waiting, keyworker)
    assert episode.keyworker == keyworker
    assert episode.children.count() == 2
    for child in waiting.children.all():
        assert child.status == ChildStatus.ALLOCATED
        assert child.keyworker == keyworker
        assert Clock.objects.get(child=child, key="fws_allocation").result == Clock.Result.MET
        visit = Clock.objects.get(child=child, key="fws_first_visit")
        assert visit.result == Clock.Result.RUNNING
        assert visit.owed_by_membership == keyworker


def test_the_referrer_reads_that_a_keyworker_has_the_family(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, teacher: Membership
) -> None:
    allocate(fws_manager, waiting, keyworker)
    waiting.refresh_from_db()
    assert waiting.status == ReferralStatus.WITH_FAMILY_WELLBEING
    told = waiting.children.first().outcomes.last()  # type: ignore[union-attr]
    assert told is not None
    assert told.outcome_words == "With Family Wellbeing"
    assert "A keyworker will contact the family by" in told.text
    assert Notice.objects.filter(membership=teacher).exists()


def test_the_keyworker_is_told_by_bell_and_mail_without_a_name(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    episode = allocate(fws_manager, waiting, keyworker)
    notice = Notice.objects.get(membership=keyworker)
    assert notice.text == f"A family has been allocated to you: {episode.reference}"
    assert Delivery.objects.filter(handler="family_wellbeing.allocated").count() == 1


def test_only_some_of_the_children_may_start(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    allocate(fws_manager, waiting, keyworker, children=[1])
    statuses = dict(waiting.children.values_list("number", "status"))
    assert statuses == {
        1: ChildStatus.ALLOCATED,
        2: ChildStatus.PASSED_TO_FAMILY_WELLBEING,
    }


def test_nothing_starts_without_a_parents_agreement_r_025(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    Consent.objects.filter(child__referral=waiting, child__number=2).delete()
    with pytest.raises(NoAgreement):
        allocate(fws_manager, waiting, keyworker)
    assert not Episode.objects.exists()


def test_a_young_persons_own_agreement_is_no_substitute_decision_21(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    Consent.objects.filter(child__referral=waiting).update(by_young_person=True)
    with pytest.raises(NoAgreement):
        allocate(fws_manager, waiting, keyworker)


def test_agreement_recorded_by_the_manager_lets_it_start_r_026(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    Consent.objects.filter(child__referral=waiting).delete()
    with one_audit_entry("family_wellbeing.agreement_recorded"):
        allocating.record_agreement(
            by=fws_manager,
            referral=waiting,
            children=[1, 2],
            giver="Sana Khatun",
            capacity="parental_responsibility",
            how="paper",
            given_on=date(2026, 11, 18),
        )
    assert allocate(fws_manager, waiting, keyworker).pk


def test_at_least_one_criterion_applies_r_070(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    with pytest.raises(NoEligibility):
        allocate(fws_manager, waiting, keyworker, eligibility=[])


def test_a_need_above_level_3_is_not_accepted_r_077(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    with pytest.raises(NeedIsHigher):
        allocate(fws_manager, waiting, keyworker, higher_than_level_3=True)


def test_only_a_current_keyworker_without_an_interest_takes_a_family(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    screener: Membership,
    outsider: Outsider,
) -> None:
    DeclaredInterest.objects.create(referral=waiting, person=keyworker.person, reason="A neighbour")
    for wrong in (keyworker, screener, outsider(Role.FAMILY_KEYWORKER)):
        with pytest.raises(NotAKeyworker):
            allocate(fws_manager, waiting, wrong)


def test_only_a_manager_of_the_partnership_allocates(
    waiting: Referral, keyworker: Membership, decision_maker: Membership, outsider: Outsider
) -> None:
    for wrong in (keyworker, decision_maker, outsider(Role.FWS_MANAGER)):
        with pytest.raises(NotAllowed):
            allocate(wrong, waiting, keyworker)


def test_the_second_press_writes_nothing(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    key = uuid.uuid4()
    allocate(fws_manager, waiting, keyworker, children=[1], form_key=key)
    with pytest.raises((AlreadyDone, TakenAlready)):
        allocate(fws_manager, waiting, keyworker, children=[1], form_key=key)
    assert Episode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_make_one_episode(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, other_keyworker: Membership
) -> None:
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def press(to: Membership) -> None:
        start.wait()
        try:
            allocate(fws_manager, waiting, to)
        except TakenAlready as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[to]) for to in (keyworker, other_keyworker)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Episode.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Redirection.Kind.SIGNPOSTED, ChildStatus.SIGNPOSTED),
        (Redirection.Kind.SENT_BACK, ChildStatus.WITH_MASH),
        (Redirection.Kind.SOCIAL_CARE, ChildStatus.ACCEPTED),
    ],
)
def test_a_family_goes_where_it_belongs_and_the_referrer_hears_r_070(
    waiting: Referral, fws_manager: Membership, kind: Redirection.Kind, status: ChildStatus
) -> None:
    allocating.redirect(
        by=fws_manager,
        referral=waiting,
        children=[1, 2],
        kind=kind,
        why="The need is different",
        told_referrer="Other help is better.",
    )
    for child in waiting.children.all():
        assert child.status == status
        assert child.outcomes.last().text == "Other help is better."  # type: ignore[union-attr]
        running = set(Clock.objects.filter(child=child).running().values_list("key", flat=True))
        assert not {key for key in running if key.startswith("fws_")}
    assert Redirection.objects.filter(kind=kind).count() == 2


def test_sending_back_starts_a_new_decision_clock(
    waiting: Referral, fws_manager: Membership
) -> None:
    Clock.objects.filter(referral=waiting, key="mash_decision").update(
        result=Clock.Result.MET, stopped_at="2026-11-20T10:00Z"
    )
    allocating.redirect(
        by=fws_manager,
        referral=waiting,
        children=[1, 2],
        kind=Redirection.Kind.SENT_BACK,
        why="The MASH knows more",
        told_referrer="The MASH looks again.",
    )
    assert Clock.objects.filter(referral=waiting, key="mash_decision").running().count() == 2
    waiting.refresh_from_db()
    assert waiting.is_open


def test_an_open_family_is_redirected_at_any_time_and_its_episode_ends_r_088(
    waiting: Referral, fws_manager: Membership, keyworker: Membership
) -> None:
    episode = allocate(fws_manager, waiting, keyworker)
    allocating.redirect(
        by=fws_manager,
        referral=waiting,
        children=[1, 2],
        kind=Redirection.Kind.SOCIAL_CARE,
        why="He was hurt yesterday",
        told_referrer="A social worker will contact the family.",
    )
    episode.refresh_from_db()
    assert episode.ended_at is not None


def test_a_redirection_says_why(waiting: Referral, fws_manager: Membership) -> None:
    with pytest.raises(MissingReason):
        allocating.redirect(
            by=fws_manager,
            referral=waiting,
            children=[1],
            kind=Redirection.Kind.SIGNPOSTED,
            why="  ",
            told_referrer="x",
        )


def test_a_leaving_keyworkers_families_go_to_a_colleague(
    waiting: Referral,
    fws_manager: Membership,
    keyworker: Membership,
    other_keyworker: Membership,
    administrator: Membership,
) -> None:
    episode = allocate(fws_manager, waiting, keyworker)
    assert count(keyworker) == 1
    people.end_membership(
        membership_id=keyworker.pk, hand_over_to=other_keyworker.pk, by=administrator
    )
    episode.refresh_from_db()
    assert episode.keyworker == other_keyworker
    assert count(other_keyworker) == 1
    visit = Clock.objects.filter(child__referral=waiting, key="fws_first_visit").first()
    assert visit is not None
    assert visit.owed_by_membership == other_keyworker
