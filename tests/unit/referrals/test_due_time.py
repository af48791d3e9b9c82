"""The `due_time` command: a due time and why, from the partnership's own rows."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Partnership
from directory.models import ClosureDay, FrontDoor, OfficeHours
from referrals.models import Timescale

PACK = Path(__file__).parents[3] / "fixtures" / "bexley"

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    """A partnership with Bexley's timescales, its hours, and one day closed for training."""
    invented = Partnership.objects.create(key="invented", name="Invented", place="Invented")
    hours = json.loads((PACK / "front_doors.json").read_text())[0]["office_hours"]["days"]
    door = FrontDoor.objects.create(partnership=invented, key="mash", name="MASH")
    OfficeHours.objects.bulk_create(OfficeHours(front_door=door, **day) for day in hours)
    ClosureDay.objects.create(front_door=door, date="2026-12-29", reason="staff training")
    for row in json.loads((PACK / "timescales.json").read_text()):
        warn_before = row.pop("warn_before")
        Timescale.objects.create(partnership=invented, warn_before_minutes=warn_before, **row)
    return invented


def asked(partnership: Partnership, *arguments: str) -> list[str]:
    out = StringIO()
    call_command("due_time", partnership.key, *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_due_time_is_printed_in_iso_form_and_then_why(partnership: Partnership) -> None:
    due, why = asked(partnership, "mash_decision", "2026-12-24T16:30")
    assert due == "2026-12-30T16:30:00+00:00"
    assert why == (
        "Started Thursday 24 December at 4:30pm, when it was received. "
        "One working day at the same clock time. The weekend, Christmas Day, the bank holiday for "
        "Boxing Day and Tuesday 29 December (staff training) do not count."
    )


def test_a_timescale_with_two_starts_takes_the_second_moment(partnership: Partnership) -> None:
    """R-079, R-057."""
    meeting = asked(partnership, "fws_family_meeting", "2026-10-09T10:00", "2026-09-01T10:00")
    assert meeting[0] == "2026-10-13T17:00:00+01:00"
    assert asked(partnership, "assessment", "2026-09-01T10:00", "2026-09-30")[0] == (
        "2026-09-30T17:00:00+01:00"
    )


def test_an_immediate_strategy_discussion_is_asked_for_by_name(partnership: Partnership) -> None:
    due, _ = asked(partnership, "strategy_discussion", "2026-11-21T12:00", "--immediate")
    assert due == "2026-11-21T23:59:00+00:00"


def test_a_moment_may_say_its_own_zone(partnership: Partnership) -> None:
    due, _ = asked(partnership, "mash_decision", "2026-07-01T09:00+00:00")
    assert due == "2026-07-02T10:00:00+01:00"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mash_lunch", "2026-11-20T16:00"], "UnknownTimescale: invented has no timescale"),
        (["mash_decision", "tomorrow"], "UnreadableMoment: 'tomorrow' is not a date and time"),
        (["fws_family_meeting", "2026-11-20T16:00"], "MissingSecondStart: .* a second moment"),
        (
            ["mash_decision", "2026-11-20T16:00", "2026-11-20"],
            "UnexpectedSecondStart: .* counted from one moment",
        ),
        (
            ["mash_decision", "2026-11-20T16:00", "--immediate"],
            "NoImmediateLength: .* no immediate length",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_a_named_error_and_exits_2(
    partnership: Partnership, arguments: list[str], said: str
) -> None:
    assert_refused(partnership, arguments, said)


@pytest.mark.parametrize(
    "arguments",
    [
        ["mash_decision", "9999-12-31T16:30"],
        ["mash_decision", "9999-12-31T16:30-05:00"],
        ["gather_information", "9999-12-31T23:30"],
        ["fws_assessment", "9999-12-20T10:00"],
        ["fws_formal_review", "9999-11-30T10:00"],
        ["fws_plan_review", "9999-12-01T10:00"],
        ["mash_decision", "0001-01-01T00:00+00:02"],
        ["mash_decision", "0001-01-01T00:00+05:00"],
        ["assessment", "2026-11-20T16:00", "0001-01-01T00:00+05:00"],
        ["assessment", "2026-11-20T16:00", "0001-01-01"],
    ],
)
def test_what_leads_past_the_first_or_the_last_day_there_is_is_a_named_error_and_exits_2(
    partnership: Partnership, arguments: list[str]
) -> None:
    assert_refused(partnership, arguments, "OutsideTheCalendar: .* to the year 9999")


def test_a_minute_that_never_comes_because_the_clocks_go_forward_is_refused_by_name(
    partnership: Partnership,
) -> None:
    said = "MomentThatNeverWas: 1:30am on Sunday 29 March 2026 never comes in London"
    assert_refused(partnership, ["mash_decision", "2026-03-29T01:30"], said)
    assert_refused(partnership, ["assessment", "2026-03-02T10:00", "2026-03-29T01:30"], said)
    for around in ("2026-03-29T00:59", "2026-03-29T02:00", "2026-03-29T01:30+00:00"):
        assert asked(partnership, "mash_decision", around)[0] == "2026-03-31T09:00:00+01:00"


def test_a_minute_that_comes_twice_because_the_clocks_go_back_is_its_first(
    partnership: Partnership,
) -> None:
    due, _ = asked(partnership, "child_seen_immediate", "2026-10-25T01:30")
    assert due == "2026-10-25T23:59:00+00:00"


def test_an_unknown_partnership_is_said_to_be_unknown(partnership: Partnership) -> None:
    with pytest.raises(CommandError, match=r"^UnknownPartnership: .*“camden”") as refused:
        call_command("due_time", "camden", "mash_decision", "2026-11-20T16:00")
    assert refused.value.returncode == 2


def test_a_partnership_without_a_front_door_has_no_hours_to_count_by(
    partnership: Partnership,
) -> None:
    FrontDoor.objects.filter(partnership=partnership).delete()
    assert_refused(
        partnership,
        ["mash_decision", "2026-11-20T16:00"],
        "NoFrontDoor: invented has no front door",
    )


def assert_refused(partnership: Partnership, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=f"^{said}") as refused:
        asked(partnership, *arguments)
    assert refused.value.returncode == 2
