"""The pure rules of delivery."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.rules import (
    FIRST_DELAY,
    LEASE,
    LONGEST_DELAY,
    MOST_ATTEMPTS,
    delay_after,
    is_payload_value,
    lease_after,
    lock_key,
    next_due,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_the_wait_doubles_until_it_is_an_hour() -> None:
    assert [delay_after(attempts, 0) for attempts in (1, 2, 3)] == [
        FIRST_DELAY,
        2 * FIRST_DELAY,
        4 * FIRST_DELAY,
    ]
    assert delay_after(MOST_ATTEMPTS, 0) == LONGEST_DELAY


@given(st.integers(1, 32_000), st.floats(0, 1))
def test_chance_takes_off_up_to_half_of_the_wait(attempts: int, chance: float) -> None:
    longest = delay_after(attempts, 0)
    assert longest / 2 <= delay_after(attempts, chance) <= longest <= LONGEST_DELAY


def test_a_weekend_without_a_mail_server_is_survived() -> None:
    friday_evening_to_monday_morning = timedelta(hours=63)
    shortest = sum((delay_after(n, 1) for n in range(1, MOST_ATTEMPTS)), timedelta())
    average = sum((delay_after(n, 0.5) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert average > friday_evening_to_monday_morning
    assert shortest > timedelta(hours=40)


def test_a_row_that_kills_its_workers_is_left_alone_for_longer_each_time() -> None:
    leases = [lease_after(attempts, LEASE) for attempts in range(1, 6)]
    assert leases[0] == LEASE
    assert leases == sorted(set(leases))
    assert lease_after(MOST_ATTEMPTS, LEASE) <= timedelta(hours=2)


@given(st.integers(1, 100_000), st.integers(0, 10_000_000))
def test_the_next_turn_is_the_first_one_ahead_and_missed_ones_are_not_made_up(
    every_seconds: int, late_seconds: int
) -> None:
    every, now = timedelta(seconds=every_seconds), NOON + timedelta(seconds=late_seconds)
    turn = next_due(NOON, every, now)
    assert now < turn <= now + every
    assert (turn - NOON) % every == timedelta()


def test_a_turn_still_ahead_stays_where_it_is() -> None:
    assert next_due(NOON, timedelta(hours=1), NOON - timedelta(minutes=5)) == NOON


def test_lock_keys_are_stable_and_fit_the_database() -> None:
    assert lock_key("referrals.remind") == lock_key("referrals.remind")
    assert lock_key("referrals.remind") != lock_key("mash.remind")
    assert -(2**63) <= lock_key("referrals.remind") < 2**63


@pytest.mark.parametrize("value", [7, True, None, uuid4(), "ES-7K2M", "0b2f/1", [1, 2], ["a", "b"]])
def test_ids_and_codes_may_travel(value: object) -> None:
    assert is_payload_value(value)


@pytest.mark.parametrize(
    "value",
    ["Amelia Example", "seen with a bruise", "", "x" * 201, "line\nbreak", {"name": "x"}, [["x"]]],
)
def test_words_about_people_may_not_travel(value: object) -> None:
    assert not is_payload_value(value)
