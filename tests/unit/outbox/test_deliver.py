"""Enqueue, deliver, fail, wait, give up, retry."""

import logging
import threading
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from celery.app.task import Task
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from outbox.errors import (
    AlreadyDelivered,
    AlreadyRegistered,
    BeingDelivered,
    DedupeKeyReused,
    NotIds,
    OutsideTransaction,
    UnknownDelivery,
    UnknownHandler,
)
from outbox.handlers import get, handler, register
from outbox.mail import send_email
from outbox.models import Delivery
from outbox.operations import claim_due, deliver, deliver_due, enqueue, retry
from outbox.rules import LEASE, LONGEST_DELAY, MOST_ATTEMPTS, Guarantee, State
from tests.unit.outbox.rows import put


class Refused(Exception):
    """What a handler raises in these tests."""


def refuse(delivery: Delivery) -> None:
    """Fail, quoting what must not be kept."""
    raise Refused("Amelia Example could not be told")


@pytest.fixture
def delivered() -> list[Delivery]:
    """What the handler `keep` was given."""
    kept: list[Delivery] = []
    register("keep", kept.append)
    return kept


@pytest.mark.django_db
def test_a_row_reaches_its_handler_with_its_ids_and_is_marked(delivered: list[Delivery]) -> None:
    child = uuid4()
    delivery = put("keep", "k:1", child=child, numbers=[1, 2])
    assert delivery.state is State.WAITING
    assert deliver_due().done == 1
    assert [row.payload for row in delivered] == [{"child": str(child), "numbers": [1, 2]}]
    assert Delivery.objects.done().get().state is State.DONE
    assert deliver_due().tried == 0


@pytest.mark.django_db
def test_the_same_fact_enqueued_twice_is_one_row(delivered: list[Delivery]) -> None:
    assert put("keep", "k:1", child=1) == put("keep", "k:1", child=1)
    deliver_due()
    assert put("keep", "k:1", child=1).state is State.DONE
    deliver_due()
    assert len(delivered) == 1


@pytest.mark.django_db
def test_a_key_cannot_be_used_for_something_else() -> None:
    put("keep", "k:1", child=1)
    with pytest.raises(DedupeKeyReused):
        put("keep", "k:1", child=2)
    with pytest.raises(DedupeKeyReused):
        put("other", "k:1", child=1)


@pytest.mark.django_db
def test_only_ids_and_codes_are_enqueued() -> None:
    with pytest.raises(NotIds):
        put("keep", "k:1", name="Amelia Example")
    with pytest.raises(NotIds):
        put("keep", "for Amelia Example", child=1)
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_cannot_be_written_outside_the_transaction_of_its_fact() -> None:
    with pytest.raises(OutsideTransaction):
        enqueue(handler="keep", payload={}, dedupe_key="k:1")


@pytest.mark.django_db(transaction=True)
def test_a_row_is_rolled_back_with_its_fact(delivered: list[Delivery]) -> None:
    with pytest.raises(Refused), transaction.atomic():
        put("keep", "k:1")
        raise Refused
    assert not Delivery.objects.exists()
    assert deliver_due().tried == 0


@pytest.mark.django_db(transaction=True)
def test_the_same_fact_enqueued_by_two_requests_at_once_is_one_row() -> None:
    first_has_written, answers = threading.Event(), []

    def second() -> None:
        first_has_written.wait(10)
        answers.append(put("keep", "k:1", child=1).pk)
        connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        answers.append(put("keep", "k:1", child=1).pk)
        first_has_written.set()
    thread.join(10)
    assert len(answers) == 2
    assert set(answers) == {Delivery.objects.get().pk}


@pytest.mark.django_db
def test_nothing_is_delivered_before_it_is_due(delivered: list[Delivery]) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    enqueue(handler="keep", payload={}, dedupe_key="k:1", due_at=tomorrow)
    assert deliver_due().tried == 0
    with time_machine.travel(tomorrow + timedelta(seconds=1)):
        assert deliver_due().done == 1


@pytest.mark.django_db
def test_a_poison_row_does_not_hold_up_the_others(delivered: list[Delivery]) -> None:
    register("poison", refuse)
    put("poison", "p:1")
    put("keep", "k:1")
    tally = deliver_due()
    assert (tally.done, tally.failed) == (1, 1)
    assert [row.dedupe_key for row in delivered] == ["k:1"]


@pytest.mark.django_db
def test_a_failure_keeps_the_name_of_the_error_and_nothing_it_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    register("poison", refuse)
    delivery = put("poison", "p:1")
    with caplog.at_level(logging.DEBUG):
        deliver_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (State.FAILING, "Refused")
    assert list(Delivery.objects.failing()) == list(Delivery.objects.waiting()) == [delivery]
    assert "Refused" in caplog.text
    assert "Amelia" not in caplog.text


@pytest.mark.django_db
def test_what_a_failing_handler_wrote_is_rolled_back() -> None:
    def write_then_fail(delivery: Delivery) -> None:
        put("keep", "k:1")
        raise Refused

    register("poison", write_then_fail)
    put("poison", "p:1")
    deliver_due()
    assert not Delivery.objects.filter(dedupe_key="k:1").exists()


@pytest.mark.django_db
def test_each_failure_waits_longer_and_an_end_comes_into_sight() -> None:
    register("poison", refuse)
    delivery = put("poison", "p:1")
    now, waits = timezone.now(), []
    for _ in range(MOST_ATTEMPTS):
        with time_machine.travel(now, tick=False):
            assert deliver_due().failed == 1
        delivery.refresh_from_db()
        waits.append(delivery.due_at - now)
        now = max(delivery.due_at, now)
    assert waits[0] < waits[2] < waits[4] < LONGEST_DELAY
    assert max(waits) <= LONGEST_DELAY
    assert (delivery.state, delivery.last_error) == (State.GAVE_UP, "Refused")
    assert list(Delivery.objects.gave_up()) == list(Delivery.objects.failing()) == [delivery]
    with time_machine.travel(now + timedelta(days=30)):
        assert deliver_due().tried == 0


@pytest.mark.django_db
def test_a_row_given_up_can_be_tried_again(delivered: list[Delivery]) -> None:
    delivery = put("keep", "k:1")
    Delivery.objects.update(attempts=MOST_ATTEMPTS, gave_up_at=timezone.now(), last_error="Refused")
    assert deliver_due().tried == 0
    assert retry(delivery_id=delivery.pk).state is State.FAILING
    assert deliver_due().done == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error, delivery.attempts) == (State.DONE, "", 1)


@pytest.mark.django_db
def test_a_row_waiting_for_its_next_try_can_be_tried_now() -> None:
    register("poison", refuse)
    delivery = put("poison", "p:1")
    deliver_due()
    assert deliver_due().tried == 0
    retry(delivery_id=delivery.pk)
    assert deliver_due().failed == 1


@pytest.mark.django_db
def test_what_cannot_be_tried_again_says_why(delivered: list[Delivery]) -> None:
    delivery = put("keep", "k:1")
    (claimed,) = claim_due()
    with pytest.raises(BeingDelivered):
        retry(delivery_id=delivery.pk)
    assert deliver(claimed)
    with pytest.raises(AlreadyDelivered):
        retry(delivery_id=delivery.pk)
    with pytest.raises(UnknownDelivery):
        retry(delivery_id=uuid4())


@pytest.mark.django_db
def test_a_row_whose_workers_all_vanished_is_given_up_and_holds_nobody_up(
    delivered: list[Delivery],
) -> None:
    lost = put("keep", "k:1")
    Delivery.objects.update(
        attempts=MOST_ATTEMPTS, lease_token=uuid4(), leased_until=timezone.now() - LEASE
    )
    put("keep", "k:2")
    assert deliver_due().done == 1
    lost.refresh_from_db()
    assert (lost.state, lost.last_error) == (State.GAVE_UP, "WorkerLost")


@pytest.mark.django_db
def test_a_worker_whose_lease_passed_to_another_delivers_nothing(
    delivered: list[Delivery],
) -> None:
    put("keep", "k:1")
    (first,) = claim_due()
    with time_machine.travel(timezone.now() + 2 * LEASE):
        (second,) = claim_due()
        assert not deliver(first)
        assert deliver(second)
    assert len(delivered) == 1


@pytest.mark.django_db
def test_a_name_without_a_handler_is_a_failing_row_until_there_is_one() -> None:
    delivery = put("nobody", "x:1")
    deliver_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == (State.FAILING, "UnknownHandler")
    kept: list[Delivery] = []
    register("nobody", kept.append)
    retry(delivery_id=delivery.pk)
    assert deliver_due().done == 1
    assert kept == [delivery]


def test_two_functions_cannot_have_one_name() -> None:
    @handler("twice", guarantee=Guarantee.AT_LEAST_ONCE)
    def first(delivery: Delivery) -> None:
        raise Refused

    register("twice", first, guarantee=Guarantee.AT_LEAST_ONCE)
    assert get("twice").function is first
    with pytest.raises(AlreadyRegistered):
        register("twice", refuse)
    with pytest.raises(UnknownHandler):
        get("never")


@pytest.mark.django_db
def test_an_email_goes_to_one_address_and_keeps_its_message_id_over_failures(
    mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(delivery: Delivery) -> None:
        send_email(delivery, subject="A message is waiting", text="Sign in.", to="a@example.org")

    register("mail", send, guarantee=Guarantee.AT_LEAST_ONCE)
    delivery = put("mail", "m:1")
    with monkeypatch.context() as mail_server_down:
        mail_server_down.setattr(EmailMessage, "send", lambda self: 0)
        deliver_due()
    delivery.refresh_from_db()
    assert delivery.last_error == "NotAccepted"
    before = delivery.message_id
    assert before == f"<{delivery.pk.hex}@localhost>"

    retry(delivery_id=delivery.pk)
    assert deliver_due().done == 1
    (sent,) = mailoutbox
    assert sent.recipients() == ["a@example.org"]
    assert sent.message()["Message-ID"] == before


@pytest.mark.django_db
def test_a_handler_that_promises_exactly_once_cannot_send_email(
    mailoutbox: list[EmailMessage],
) -> None:
    register("mail", lambda row: send_email(row, subject="s", text="t", to="a@example.org"))
    delivery = put("mail", "m:1")
    deliver_due()
    delivery.refresh_from_db()
    assert delivery.last_error == "NoMessageId"
    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_rows_are_written_and_wait(
    delivered: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_broker(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Task, "apply_async", no_broker)
    put("keep", "k:1")
    assert Delivery.objects.waiting().count() == 1
    said = StringIO()
    call_command("deliver_outbox", "--once", stdout=said)
    assert said.getvalue() == "Delivered: 1. Failed, to be tried again: 0.\n"
    assert len(delivered) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"handler": ""},
        {"dedupe_key": ""},
        {"lease_token": uuid4()},
        {"done_at": timezone.now(), "gave_up_at": timezone.now()},
        {"done_at": timezone.now(), "lease_token": uuid4(), "leased_until": timezone.now()},
    ],
    ids=["no handler", "no key", "half a lease", "done and given up", "done but leased"],
)
def test_the_database_refuses_a_row_that_makes_no_sense(broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**({"handler": "keep", "dedupe_key": "k:1"} | broken))
