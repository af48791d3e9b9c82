"""Workers are killed at the worst moments, and nothing is lost or written twice."""

import email
import signal
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import time_machine
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from outbox.handlers import register
from outbox.mail import send_email
from outbox.models import Delivery
from outbox.operations import deliver_due
from outbox.rules import LEASE, Guarantee, State
from tests.unit.outbox.rows import put

StartWorker = Callable[[str], subprocess.Popen[str]]

JUST_BEFORE_THE_LEASE_ENDS = LEASE - timedelta(seconds=5)
AFTER_THE_LEASE = LEASE + timedelta(seconds=1)


def was_killed(worker: subprocess.Popen[str]) -> bool:
    """Wait for a worker, and say whether it ended as it was meant to."""
    return worker.wait(timeout=30) == -signal.SIGKILL


def write_notice(delivery: Delivery) -> None:
    """The same handler as the worker's, that survives."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO outbox_notice_in_test VALUES (%s)", [delivery.pk])


def send(delivery: Delivery) -> None:
    """The same e-mail as the worker's, by a worker that survives."""
    send_email(delivery, subject="A message is waiting", text="Sign in.", to="a@example.org")


def test_a_row_claimed_by_a_killed_worker_is_delivered_once_the_lease_ends(
    start_worker: StartWorker, notices: Callable[[], list[str]]
) -> None:
    register("notice", write_notice)
    delivery = put("notice", "n:1")
    assert was_killed(start_worker("die after claiming"))

    with time_machine.travel(timezone.now() + JUST_BEFORE_THE_LEASE_ENDS):
        assert deliver_due().tried == 0
    assert notices() == []

    with time_machine.travel(timezone.now() + AFTER_THE_LEASE):
        assert deliver_due().done == 1
    assert notices() == [str(delivery.pk)]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.DONE, 2)


def test_a_notice_killed_between_the_write_and_the_mark_is_written_exactly_once(
    start_worker: StartWorker, notices: Callable[[], list[str]]
) -> None:
    register("notice", write_notice)
    delivery = put("notice", "n:1")
    assert was_killed(start_worker("die after writing"))
    assert notices() == []

    with time_machine.travel(timezone.now() + AFTER_THE_LEASE):
        assert deliver_due().done == 1
        assert deliver_due().tried == 0
    assert notices() == [str(delivery.pk)]


def test_an_email_repeats_only_with_the_same_message_id(
    start_worker: StartWorker, tmp_path: Path, mailoutbox: list[EmailMessage]
) -> None:
    register("mail", send, guarantee=Guarantee.AT_LEAST_ONCE)
    delivery = put("mail", "m:1")
    assert was_killed(start_worker("die after sending"))
    (accepted,) = (tmp_path / "mail").iterdir()
    first = email.message_from_bytes(accepted.read_bytes())
    assert mailoutbox == []

    with time_machine.travel(timezone.now() + AFTER_THE_LEASE):
        assert deliver_due().done == 1
        assert deliver_due().tried == 0
    (second,) = mailoutbox
    delivery.refresh_from_db()
    assert delivery.message_id
    assert second.message()["Message-ID"] == first["Message-ID"] == delivery.message_id


def test_two_workers_at_once_share_the_rows_and_deliver_each_once(
    start_worker: StartWorker,
) -> None:
    rows = {str(put("slow", f"s:{number}").pk) for number in range(20)}
    workers = [start_worker("wait"), start_worker("wait")]
    told: list[str] = []
    for worker in workers:
        assert worker.stdout is not None
        told.append(worker.stdout.readline().strip())
    assert len(set(told)) == 2, "both hold a row at the same moment, and not the same one"

    for worker in workers:
        told += worker.communicate("\n" * len(rows), timeout=30)[0].split()
    assert len(told) == len(rows)
    assert set(told) == rows
    assert Delivery.objects.done().count() == len(rows)


def test_a_slow_worker_that_lives_is_not_overtaken_even_when_its_lease_has_ended(
    start_worker: StartWorker,
) -> None:
    delivery = put("slow", "s:1")
    slow = start_worker("wait")
    assert slow.stdout is not None
    assert slow.stdout.readline().strip() == str(delivery.pk)

    with time_machine.travel(timezone.now() + AFTER_THE_LEASE):
        assert deliver_due().tried == 0

    slow.communicate("\n", timeout=30)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (State.DONE, 1)
