"""Work that comes round again, with one beat, two beats and failing jobs."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from outbox import tasks
from outbox.errors import AlreadyRegistered
from outbox.models import Delivery, PeriodicJob
from outbox.periodic import register, run_due_periodic
from outbox.rules import FIRST_DELAY, lock_key
from outbox.schedule import BEAT_SCHEDULE
from tests.unit.outbox.rows import put

HOUR = timedelta(hours=1)


class Refused(Exception):
    """What a job raises in these tests."""


@pytest.fixture
def runs() -> list[object]:
    """One entry for every run of the hourly job."""
    seen: list[object] = []
    register("hourly", lambda: seen.append(timezone.now()), every=HOUR)
    return seen


@pytest.mark.django_db
def test_a_job_runs_at_the_first_beat_and_then_once_in_each_stretch(runs: list[object]) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert run_due_periodic() == ["hourly"]
        assert run_due_periodic() == []
    with time_machine.travel(start + HOUR - timedelta(seconds=1)):
        assert run_due_periodic() == []
    with time_machine.travel(start + HOUR):
        assert run_due_periodic() == ["hourly"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_turns_missed_while_nothing_ran_are_one_run(runs: list[object]) -> None:
    run_due_periodic()
    with time_machine.travel(timezone.now() + 50 * HOUR):
        run_due_periodic()
        run_due_periodic()
    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_beat_does_not_run_a_job_in_hand_and_does_not_wait_for_it() -> None:
    inside, may_end, count = threading.Event(), threading.Event(), []

    def slow() -> None:
        count.append(1)
        inside.set()
        may_end.wait(10)

    register("slow", slow, every=HOUR)

    def first_beat() -> None:
        run_due_periodic()
        connection.close()

    beat = threading.Thread(target=first_beat)
    beat.start()
    assert inside.wait(10)
    assert run_due_periodic() == []
    may_end.set()
    beat.join(10)
    assert run_due_periodic() == []
    assert len(count) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_lock_is_held_elsewhere_is_left_alone(runs: list[object]) -> None:
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("hourly")])
            held.set()
            may_end.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    assert run_due_periodic() == []
    may_end.set()
    holder.join(10)
    assert run_due_periodic() == ["hourly"]


@pytest.mark.django_db
def test_a_failing_job_is_rolled_back_comes_round_sooner_and_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, ran = [True], []

    def job() -> None:
        put("keep", "k:1")
        if broken:
            raise Refused("Amelia Example")

    register("failing", job, every=HOUR)
    register("other", lambda: ran.append(1), every=HOUR)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert run_due_periodic() == ["other"]
    row = PeriodicJob.objects.get(name="failing")
    assert (row.failures, row.last_error) == (1, "Refused")
    assert start < row.next_due_at <= start + FIRST_DELAY
    assert not Delivery.objects.exists()
    assert "Amelia" not in caplog.text

    broken.clear()
    with time_machine.travel(start + FIRST_DELAY):
        assert run_due_periodic() == ["failing"]
    row.refresh_from_db()
    assert (row.failures, row.last_error) == (0, "")
    assert Delivery.objects.count() == 1


@pytest.mark.django_db
def test_a_release_that_makes_a_job_more_frequent_takes_effect_at_once(
    runs: list[object],
) -> None:
    run_due_periodic()
    PeriodicJob.objects.update(every=24 * HOUR, next_due_at=timezone.now() + 24 * HOUR)
    run_due_periodic()
    row = PeriodicJob.objects.get()
    assert row.every == HOUR
    assert row.next_due_at <= timezone.now() + HOUR


def test_a_job_has_one_function_and_comes_round_after_some_time(runs: list[object]) -> None:
    with pytest.raises(AlreadyRegistered):
        register("hourly", print, every=HOUR)
    with pytest.raises(ValueError, match="comes round"):
        register("always", print, every=timedelta(0))


def test_the_beat_sends_one_message_that_expires_within_seconds() -> None:
    (entry,) = BEAT_SCHEDULE.values()
    assert entry["task"] == tasks.deliver.name
    assert entry["schedule"] <= timedelta(seconds=5)
    assert 0 < entry["options"]["expires"] <= 10


@pytest.mark.django_db
def test_the_message_makes_a_worker_do_both(runs: list[object]) -> None:
    delivery = put("nobody", "x:1")
    tasks.deliver()
    delivery.refresh_from_db()
    assert delivery.attempts == 1
    assert len(runs) == 1
