"""Sending, setting aside and reminding: the operations at the edges of a draft."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections

from accounts.errors import AlreadyDone, NotAllowed
from accounts.models import AuditEntry, Membership, Notice
from accounts.rules import Role
from outbox.models import Delivery
from referrals.errors import (
    AboutAWorker,
    CannotBeSent,
    DraftChanged,
    MissingAnswers,
    MissingGround,
    NotAColleague,
    NotPossibleNow,
)
from referrals.models import Clock, Referral, StatusChange
from referrals.operations import drafts, sending
from referrals.rules import Agreement, Answer, Ground, NeedKey
from referrals.workflow import Action, ChildStatus, ReferralStatus
from tests.cast import OneAuditEntry, Outsider
from tests.factories import referrals as make

FRIDAY_AT_FIVE_TO_FIVE = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)


def clock_keys(referral: Referral) -> list[str]:
    return sorted(Clock.objects.filter(referral=referral).values_list("key", flat=True))


def test_a_complete_draft_is_sent_and_every_child_is_with_the_hub(
    teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    draft = make.ready(teacher, children=3)
    with one_audit_entry("referral.sent", by=teacher, subjects=[draft.reference]):
        sending.submit(by=teacher, referral=draft)
    sent = make.again(draft)
    assert sent.status == ReferralStatus.SENT
    assert sent.is_open
    assert sent.received_at == sent.sent_at or sent.received_at is not None
    assert {child.status for child in sent.children.all()} == {ChildStatus.WITH_MASH}


def test_clocks_run_from_receipt_one_decision_for_each_child(teacher: Membership) -> None:
    """R-045, R-048, R-050: a contact, an answer to its referrer, a decision for each child."""
    with time_machine.travel(FRIDAY_AT_FIVE_TO_FIVE, tick=False):
        sent = make.sent(teacher, children=2)
    assert clock_keys(sent) == [
        "first_read",
        "mash_decision",
        "mash_decision",
        "referrer_response",
    ]
    due = {clock.key: clock.due_at for clock in Clock.objects.filter(referral=sent)}
    assert due["first_read"] == datetime(2026, 11, 23, 9, 55, tzinfo=UTC)
    assert due["mash_decision"] == datetime(2026, 11, 23, 16, 55, tzinfo=UTC)
    assert sent.next_due_at == due["first_read"]


@pytest.mark.parametrize("agreement", [Agreement.UNSAFE, Agreement.HARM, Agreement.DUTY])
def test_four_answers_are_sent_without_agreement(teacher: Membership, agreement: Agreement) -> None:
    """R-117, R-155: and more information is gathered the same day (R-047)."""
    sent = make.again(
        sending.submit(by=teacher, referral=make.urgent(teacher, agreement=agreement))
    )
    assert sent.status == ReferralStatus.SENT
    assert "gather_information" in clock_keys(sent)
    child = sent.children.get()
    assert (child.kind, child.description, child.where_now) == (
        "unnamed",
        "A boy of about 6 with a red school bag",
        "At the school office, with Ms Okafor",
    )


def test_level_3_gathers_information_the_same_day(teacher: Membership) -> None:
    """R-047."""
    draft = make.ready(teacher, tried="Breakfast club since September; it did not help.")
    draft.children.update(confirmed_level=3)
    assert "gather_information" in clock_keys(sending.submit(by=teacher, referral=draft))


def test_each_child_in_immediate_danger_is_seen_the_same_day(teacher: Membership) -> None:
    """R-049; R-147."""
    draft = make.ready(teacher, children=2)
    sending.answer_before(by=teacher, referral=draft, version=None, changes={"danger_now": True})
    with time_machine.travel(FRIDAY_AT_FIVE_TO_FIVE, tick=False):
        sent = sending.submit(by=teacher, referral=draft)
    seen = Clock.objects.filter(referral=sent, key="child_seen_immediate")
    assert [clock.due_at.astimezone(UTC).date().isoformat() for clock in seen] == [
        "2026-11-20",
        "2026-11-20",
    ]


def test_fgm_starts_the_clock_of_the_report_to_the_police_unless_it_is_done(
    teacher: Membership,
) -> None:
    """R-108."""
    for done, running in ((Answer.NO, True), (Answer.YES, False)):
        draft = make.ready(teacher)
        drafts.choose_circumstances(by=teacher, referral=draft, keys=["fgm"])
        drafts.record_duty(by=teacher, referral=draft, key="fgm", done=done)
        draft.children.update(confirmed_level=4)
        sent = sending.submit(by=teacher, referral=draft)
        assert ("fgm_police_report" in clock_keys(sent)) is running


def test_pressing_send_twice_writes_once(teacher: Membership) -> None:
    draft = make.ready(teacher)
    key = uuid.uuid4()
    sending.submit(by=teacher, referral=draft, form_key=key)
    with pytest.raises(AlreadyDone):
        sending.submit(by=teacher, referral=draft, form_key=key)
    with pytest.raises(NotPossibleNow):
        sending.submit(by=teacher, referral=draft, form_key=uuid.uuid4())
    assert StatusChange.objects.filter(referral=draft, child=None, action=Action.SEND).count() == 1
    assert Delivery.objects.filter(handler="referrals.receipt_email").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_send_at_once_send_once(teacher: Membership) -> None:
    draft = make.ready(teacher)
    outcomes: list[str] = []

    def press() -> None:
        try:
            sending.submit(by=teacher, referral=draft, form_key=uuid.uuid4())
            outcomes.append("sent")
        except NotPossibleNow:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "sent"]
    connection.ensure_connection()
    assert Clock.objects.filter(referral=draft, key="first_read").count() == 1


def test_a_draft_that_misses_something_says_what(teacher: Membership) -> None:
    draft = make.ready(teacher, worry="")
    with pytest.raises(MissingAnswers) as refused:
        sending.submit(by=teacher, referral=draft)
    assert [need.key for need in refused.value.needs] == [NeedKey.WORRY]
    assert make.again(draft).status == ReferralStatus.DRAFT


def test_nothing_is_sent_before_the_family_question_is_answered(teacher: Membership) -> None:
    """R-116, R-156."""
    with pytest.raises(MissingGround):
        sending.submit(by=teacher, referral=make.draft(teacher))


@pytest.mark.parametrize("agreement", [Agreement.REFUSED, Agreement.COULD_NOT_ASK])
def test_a_refusal_is_kept_and_never_sent_as_a_request_for_help(
    teacher: Membership, agreement: Agreement, one_audit_entry: OneAuditEntry
) -> None:
    """R-121, R-141; decision 20."""
    draft = make.ready(teacher)
    sending.answer_before(
        by=teacher,
        referral=draft,
        version=None,
        changes={"agreement": agreement, "refusal_words": "She said they manage."},
    )
    with pytest.raises(CannotBeSent):
        sending.submit(by=teacher, referral=draft)
    with one_audit_entry("referral.refusal_kept", by=teacher):
        sending.keep_refusal(by=teacher, referral=draft)
    kept = make.again(draft)
    assert kept.status == ReferralStatus.CONSULTATION_ADVISED
    assert kept.refusal_words == "She said they manage."
    assert kept.received_at is None
    assert {child.status for child in kept.children.all()} == {ChildStatus.NOT_SENT}


def test_a_refusal_does_not_stop_a_child_in_danger(teacher: Membership) -> None:
    """R-120; decision 20."""
    draft = make.draft(teacher)
    sending.answer_before(
        by=teacher,
        referral=draft,
        version=None,
        changes={"danger_now": True, "agreement": Agreement.REFUSED},
    )
    assert make.again(draft).ground == Ground.SIGNIFICANT_HARM


def test_an_agreement_cannot_be_closed_as_a_refusal(teacher: Membership) -> None:
    with pytest.raises(NotPossibleNow):
        sending.keep_refusal(by=teacher, referral=make.ready(teacher))


def test_the_ground_can_be_changed_until_sending(teacher: Membership) -> None:
    draft = make.draft(teacher)
    for agreement, ground in (
        (Agreement.REFUSED, Ground.COULD_NOT_ASK),
        (Agreement.DUTY, Ground.DUTY),
        (Agreement.NOT_YET, ""),
    ):
        sending.answer_before(
            by=teacher, referral=draft, version=None, changes={"agreement": agreement}
        )
        assert make.again(draft).ground == ground


def test_an_answer_another_window_changed_is_not_written_over(teacher: Membership) -> None:
    draft = make.draft(teacher)
    sending.answer_before(
        by=teacher, referral=draft, version=draft.version, changes={"danger_call": "Police, 4pm"}
    )
    with pytest.raises(DraftChanged):
        sending.answer_before(
            by=teacher,
            referral=draft,
            version=draft.version,
            changes={"danger_call": "Ambulance, 4:10pm"},
        )


def test_an_unknown_first_answer_is_refused(teacher: Membership) -> None:
    with pytest.raises(ValueError, match="status"):
        sending.answer_before(
            by=teacher, referral=make.draft(teacher), version=None, changes={"status": "sent"}
        )


def test_the_urgent_answers_fill_the_draft_and_come_back(teacher: Membership) -> None:
    draft = make.ready(teacher, children=2)
    sending.answer_urgent(
        by=teacher,
        referral=draft,
        version=None,
        answers=sending.UrgentAnswers(
            callback_number="020 7946 0111",
            which="Amira and a boy whose name nobody knows",
            where="At the sports hall",
            worry="He was hit.",
            must_not_tell="The uncle",
            about_worker=True,
        ),
    )
    changed = make.again(draft)
    assert changed.children.count() == 2
    assert {child.where_now for child in changed.children.all()} == {"At the sports hall"}
    assert changed.children.get(number=1).description == "Amira and a boy whose name nobody knows"
    assert (changed.someone_must_not_know, changed.must_not_know) == (Answer.YES, "The uncle")
    assert changed.about_worker


def test_a_record_about_a_worker_holds_one_child_for_a_manager_to_decide(
    teacher: Membership,
) -> None:
    """Decision 27; R-050."""
    draft = make.draft(teacher)
    sending.answer_allegation(
        by=teacher,
        referral=draft,
        version=None,
        answers=sending.AllegationAnswers(
            worker_name="A coach",
            worker_role="Football coach, Danson Park",
            worry="He drives the youngest home alone.",
            callback_number="020 7946 0100",
        ),
    )
    sent = sending.submit(by=teacher, referral=draft)
    assert sent.about_worker
    assert sent.children.get().description == sending.CHILDREN_OF_A_WORKER
    assert "mash_decision" in clock_keys(sent)


def test_only_its_writers_send_a_draft(
    teacher: Membership, colleague: Membership, lead: Membership, outsider: Outsider
) -> None:
    draft = make.ready(teacher)
    for other in (colleague, lead, outsider(Role.PRACTITIONER)):
        with pytest.raises(NotAllowed):
            sending.submit(by=other, referral=draft)


def test_a_colleague_who_was_given_the_draft_sends_it_and_both_hear(
    teacher: Membership, colleague: Membership, one_audit_entry: OneAuditEntry
) -> None:
    draft = make.ready(teacher)
    with one_audit_entry("referral.given", by=teacher):
        sending.give_to_colleague(by=teacher, referral=draft, to=colleague)
    assert Notice.objects.filter(membership=colleague).count() == 1
    sending.submit(by=colleague, referral=draft)
    readers = Delivery.objects.filter(handler="referrals.receipt_email")
    assert {row.payload["membership_id"] for row in readers} == {teacher.pk, colleague.pk}


def test_a_draft_is_given_only_to_a_colleague_of_the_site(
    teacher: Membership, other_teacher: Membership, screener: Membership
) -> None:
    draft = make.ready(teacher)
    for stranger in (other_teacher, screener, teacher):
        with pytest.raises(NotAColleague):
            sending.give_to_colleague(by=teacher, referral=draft, to=stranger)


def test_a_record_about_a_worker_is_given_to_nobody(
    teacher: Membership, colleague: Membership
) -> None:
    """Decision 27."""
    draft = make.ready(teacher, about_worker=True)
    with pytest.raises(AboutAWorker):
        sending.give_to_colleague(by=teacher, referral=draft, to=colleague)


def test_a_colleague_who_has_the_draft_sees_it_no_longer_once_it_is_about_a_worker(
    teacher: Membership, colleague: Membership
) -> None:
    """Decision 27: only its author and the hub; it may be about that colleague."""
    draft = make.ready(teacher)
    sending.give_to_colleague(by=teacher, referral=draft, to=colleague)
    mine = Referral.objects.visible_to(colleague)
    assert draft in mine
    said = {"works_with_children": Answer.YES}
    sending.answer_before(by=teacher, referral=draft, version=None, changes=said)
    assert draft not in mine.all()
    assert AuditEntry.objects.first().detail["no_longer_named"] == [colleague.pk]  # type: ignore[union-attr]


def test_a_draft_that_is_not_needed_is_closed_with_its_reason_and_kept(
    teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    """R-151; decision 32."""
    draft = make.ready(teacher)
    with one_audit_entry("referral.discarded", by=teacher):
        sending.discard(by=teacher, referral=draft, because="Worry has gone")
    kept = make.again(draft)
    assert kept.status == ReferralStatus.NOT_NEEDED
    assert kept.not_needed_because == "Worry has gone"
    assert kept.worry == make.WORRY
    assert kept.closed_at is not None


# Reminders -----------------------------------------------------------------------------------


def started(draft: Referral, ago: timedelta) -> None:
    Referral.objects.filter(pk=draft.pk).update(started_at=datetime.now(tz=UTC) - ago)


def reminded_people(handler: str = "referrals.not_sent_email") -> list[int]:
    rows = Delivery.objects.filter(handler=handler).order_by("pk")
    return [row.payload["membership_id"] for row in rows]


def test_a_draft_with_danger_reminds_its_author_and_then_the_lead(
    teacher: Membership, lead: Membership, other_lead: Membership
) -> None:
    """Decision 32: 30 minutes, 2 hours, and the site's lead at 2 hours."""
    draft = make.draft(teacher, danger_now=True)
    started(draft, timedelta(minutes=29))
    assert sending.remind_of_drafts() == 0
    started(draft, timedelta(minutes=31))
    assert sending.remind_of_drafts() == 1
    assert sending.remind_of_drafts() == 0
    assert reminded_people() == [teacher.pk]
    assert reminded_people("referrals.site_not_sent_email") == []
    started(draft, timedelta(hours=2, minutes=1))
    assert sending.remind_of_drafts() == 1
    assert sending.remind_of_drafts() == 0
    assert reminded_people() == [teacher.pk, teacher.pk]
    assert reminded_people("referrals.site_not_sent_email") == [lead.pk]


def test_an_ordinary_draft_reminds_after_3_and_10_days_and_no_lead(
    teacher: Membership, lead: Membership
) -> None:
    draft = make.draft(teacher)
    for ago, times in (
        (timedelta(hours=5), 0),
        (timedelta(days=3), 1),
        (timedelta(days=9), 1),
        (timedelta(days=10), 2),
        (timedelta(days=40), 2),
    ):
        started(draft, ago)
        sending.remind_of_drafts()
        assert len(reminded_people()) == times
    assert reminded_people("referrals.site_not_sent_email") == []


def test_a_level_4_sign_or_a_duty_makes_a_draft_alarming(teacher: Membership) -> None:
    """Decision 32."""
    plain, sign, duty = make.draft(teacher), make.draft(teacher), make.draft(teacher)
    level_4 = sign.edition.indicators.filter(level__number=4).first()
    assert level_4 is not None
    drafts.choose_indicators(by=teacher, referral=sign, shown=[level_4.pk], chosen=[level_4.pk])
    drafts.choose_circumstances(by=teacher, referral=duty, keys=["missing"])
    alarming = Referral.objects.drafts().with_alarm().filter(alarming=True)  # type: ignore[misc]
    assert set(alarming) == {sign, duty}
    assert plain not in alarming


@pytest.mark.parametrize("closed_to_leads", ["about_worker", "restricted"])
def test_a_lead_never_hears_of_a_record_about_a_worker_or_of_a_restricted_one(
    teacher: Membership, lead: Membership, closed_to_leads: str
) -> None:
    """Decisions 27 and 28."""
    draft = make.draft(teacher, danger_now=True, **{closed_to_leads: True})
    started(draft, timedelta(hours=3))
    sending.remind_of_drafts()
    assert reminded_people("referrals.site_not_sent_email") == []
    assert not Notice.objects.filter(membership=lead).exists()


def test_a_draft_of_which_nothing_was_said_reminds_nobody(teacher: Membership) -> None:
    draft = make.draft(teacher)
    Referral.objects.filter(pk=draft.pk).update(danger_asked=False)
    started(draft, timedelta(days=11))
    assert sending.remind_of_drafts() == 0


def test_every_operation_leaves_one_line_in_the_audit_trail_without_a_name(
    teacher: Membership,
) -> None:
    sent = make.sent(teacher, children=2)
    for entry in AuditEntry.objects.filter(subjects__contains=[sent.reference]):
        assert "Khatun" not in str(entry.detail) + str(entry.subjects)
