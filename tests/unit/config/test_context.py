"""What the layout says of this moment and this hat."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Membership, Partnership
from accounts.notices import contact_of, email_ending
from config.context import help_strip
from directory.models import ContactPoint, FrontDoor, OfficeHours
from tests.cast import SignedIn

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def front_door(bexley: Partnership) -> FrontDoor:
    """A front door with Bexley's hours and numbers."""
    FrontDoor.objects.filter(partnership=bexley).delete()
    made = FrontDoor.objects.create(
        partnership=bexley, key="hub", name="The hub", short_name="MASH", area="Bexley"
    )
    for weekday in range(5):
        OfficeHours.objects.create(front_door=made, weekday=weekday, opens=time(9), closes=time(17))
    hub, duty = ContactPoint.Kind.HUB, ContactPoint.Kind.OUT_OF_HOURS
    for order, (kind, name, phone) in enumerate(
        [
            (hub, "MASH", "020 3045 5440"),
            (duty, "Emergency duty team", "020 8303 7777"),
            (duty, "Emergency duty team", "020 8303 7171"),
        ]
    ):
        ContactPoint.objects.create(front_door=made, kind=kind, name=name, phone=phone, order=order)
    return made


def said(front_door: FrontDoor | None, at: datetime) -> str:
    pieces = help_strip([front_door] if front_door else [], at)
    return "".join(str(piece.get("text") or piece["number"]) for piece in pieces)


def test_open_the_strip_names_the_mash(front_door: FrontDoor) -> None:
    assert said(front_door, datetime(2026, 11, 20, 16, 59, tzinfo=LONDON)) == (
        "Child in danger now? Call 999. MASH: 020 3045 5440, open until 5pm today."
    )


def test_closed_the_strip_names_the_duty_team(front_door: FrontDoor) -> None:
    assert said(front_door, datetime(2026, 11, 20, 17, 0, tzinfo=LONDON)) == (
        "Child in danger now? Call 999. The MASH is closed until 9am on Monday 23 November."
        " Emergency duty team: 020 8303 7777 or 020 8303 7171."
    )


def test_an_unchecked_number_says_so_to_the_page(front_door: FrontDoor) -> None:
    pieces = help_strip([front_door], datetime(2026, 11, 20, 10, 0, tzinfo=LONDON))

    assert {"number": "020 3045 5440", "checked": False} in pieces


def test_without_a_front_door_999_still_stands() -> None:
    assert said(None, datetime(2026, 11, 20, tzinfo=LONDON)) == "Child in danger now? Call 999."


def test_every_email_ends_with_whom_to_ring(front_door: FrontDoor, bexley: Partnership) -> None:
    assert email_ending(bexley) == (
        "Sign in at http://localhost:8000. Do not reply. If a child is in danger call 999."
        " MASH 020 3045 5440, Monday to Friday, 9am to 5pm; other times 020 8303 7777."
    )


def test_a_partnership_without_a_front_door_has_nobody_to_name(dudley: Partnership) -> None:
    assert contact_of(dudley) is None


def test_the_header_says_who_wears_which_hat_where(
    signed_in: SignedIn, administrator: Membership
) -> None:
    page = signed_in(administrator).get("/people/").content.decode()

    assert "Owen, Administrator at Civic offices" in page
    assert "Notices (0)" in page
    assert "<title>People – Effective Support</title>" in page
    assert 'aria-current="true"' in page or 'aria-current="page"' in page
