"""Whom it is safe to reach, and by what (decision 24): silence is "no"."""

import pytest

from referrals.access import Purpose, contactable
from referrals.models import FamilyMember, ReferredChild
from referrals.rules import Answer

REACHABLE = {
    "may_know": Answer.YES,
    "safe_phone": "020 7946 0100",
    "safe_email": "sana@example.org",
    "safe_times": "After 3pm",
    "voicemail_safe": Answer.YES,
    "may_write": Answer.YES,
    "address": "14 Larkspur Rise",
}


def member(**answers: object) -> FamilyMember:
    return FamilyMember(name="Sana", number=1, **(REACHABLE | answers))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_somebody_who_may_know_and_said_how_is_reached(purpose: Purpose) -> None:
    found = contactable(member(), purpose)
    assert found.allowed
    assert found.address == "14 Larkspur Rise"


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("may_know", [Answer.NO, Answer.UNKNOWN, ""])
def test_nobody_is_reached_who_must_not_or_may_not_know(purpose: Purpose, may_know: str) -> None:
    found = contactable(member(may_know=may_know), purpose)
    assert not found.allowed
    assert (found.number, found.email, found.address) == ("", "", "")
    assert found.because


@pytest.mark.parametrize(
    ("purpose", "change"),
    [
        (Purpose.CALL, {"safe_phone": ""}),
        (Purpose.VOICEMAIL, {"safe_phone": ""}),
        (Purpose.VOICEMAIL, {"voicemail_safe": Answer.NO}),
        (Purpose.VOICEMAIL, {"voicemail_safe": Answer.UNKNOWN}),
        (Purpose.VOICEMAIL, {"voicemail_safe": ""}),
        (Purpose.WRITE, {"may_write": Answer.NO}),
        (Purpose.WRITE, {"may_write": ""}),
        (Purpose.EMAIL, {"safe_email": ""}),
    ],
)
def test_what_was_not_said_is_not_allowed(purpose: Purpose, change: dict[str, str]) -> None:
    assert not contactable(member(**change), purpose).allowed


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_confidential_address_goes_nowhere(purpose: Purpose) -> None:
    assert contactable(member(address_confidential=True), purpose).address == ""


def test_a_child_is_asked_the_same_questions() -> None:
    child = ReferredChild(number=1, may_know=Answer.YES, safe_phone="020 7946 0101")
    assert contactable(child, Purpose.CALL).allowed
    assert not contactable(child, Purpose.WRITE).allowed
