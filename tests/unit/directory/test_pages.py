"""Find help, and one service's page."""

import html
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership
from directory.models import ContactPoint, FrontDoor, Service
from directory.opening import LONDON
from directory.presenters import (
    doors_for,
    found_services,
    one_line,
    ways_to_reach,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bexley(db: None) -> Partnership:
    """Bexley as the pack loads it."""
    return Partnership.objects.get(key="bexley")


def searched(client: Client, **query: str) -> str:
    response = client.get(reverse("directory:find_help"), query)
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def test_without_words_the_whole_directory_is_there(client: Client, bexley: Partnership) -> None:
    page = searched(client)
    assert "Find help and services</h1>" in page
    for name in Service.objects.filter(partnership=bexley).values_list("name", flat=True):
        assert name in page


def test_words_find_services_by_their_stems(client: Client, bexley: Partnership) -> None:
    page = searched(client, sought="breastfeed")
    assert "Breastfeeding clinic" in page
    assert "Samaritans" not in page


def test_a_level_narrows_the_list(client: Client, bexley: Partnership) -> None:
    page = searched(client, level="3")
    assert "Family Wellbeing Service" in page
    assert "Samaritans" not in page


def test_nothing_found_offers_the_nearest_and_a_number(client: Client, bexley: Partnership) -> None:
    page = searched(client, sought="autism aliens")
    assert "We found nothing for “autism aliens”." in page
    assert "These are the nearest:" in page
    assert "NAS Bexley" in page
    assert "and ask." in page


def test_a_misspelling_finds_what_is_spelled_nearest(bexley: Partnership) -> None:
    nearest = found_services(bexley, words="Demelsa").nearest
    assert "Demelza" in [service.name for service in nearest]


def test_gibberish_finds_nothing_and_still_names_a_number(
    client: Client, bexley: Partnership
) -> None:
    page = searched(client, sought="zzzqqq")
    assert "These are the nearest:" not in page
    assert "Ring" in page


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"sought": "a" * 201}, "What you need help with must be 200 characters or fewer"),
        ({"level": "9"}, "Select a level from 1 to 4"),
    ],
)
def test_an_unusable_search_says_so_beside_the_box(
    client: Client, bexley: Partnership, query: dict[str, str], error: str
) -> None:
    response = client.get(reverse("directory:find_help"), query)
    assert response.status_code == 422
    assert error in response.content.decode()


def test_words_in_any_script_and_symbols_do_no_harm(client: Client, bexley: Partnership) -> None:
    for words in ("'; DROP TABLE x; --", "🙂", "محمد", "<b>autism</b>", "& | ! ( :*"):
        searched(client, sought=words)


def test_a_services_page_says_how_to_get_help_first(client: Client, bexley: Partnership) -> None:
    response = client.get(reverse("directory:service", args=["family-wellbeing-service"]))
    page = response.content.decode()
    assert page.index("How to get help") < page.index("What it does")
    assert "From a printed guide, not yet checked." in page
    assert 'href="tel:02030455440"' in page


def test_what_the_guide_does_not_print_is_absent(client: Client, bexley: Partnership) -> None:
    page = client.get(reverse("directory:service", args=["bexley-care-hub"])).content.decode()
    assert "How to get help" not in page
    assert "Where" not in page
    assert client.get(reverse("directory:service", args=["nowhere"])).status_code == 404


def test_another_partnerships_services_are_never_shown(client: Client, bexley: Partnership) -> None:
    other = Partnership.objects.create(key="other", name="Other", place="Other")
    Service.objects.create(
        partnership=other, slug="elsewhere", name="Elsewhere", levels=[1], description="Far."
    )
    assert "Elsewhere" not in searched(client)
    assert client.get(reverse("directory:service", args=["elsewhere"])).status_code == 404


def test_a_long_description_is_shortened_at_a_word() -> None:
    assert one_line(Service(description="Short. And more.")) == "Short."
    assert one_line(Service(description="Only this")) == "Only this"
    line = one_line(Service(description="word " * 60))
    assert line.endswith("word…")


@pytest.mark.parametrize(
    ("at", "is_open", "words", "numbers"),
    [
        (
            datetime(2026, 11, 20, 16, 55, tzinfo=LONDON),
            True,
            "open until 5pm today",
            ["020 3045 5440"],
        ),
        (
            datetime(2026, 11, 20, 17, 0, tzinfo=LONDON),
            False,
            "closed until 9am on Monday 23 November",
            ["020 8303 7777", "020 8303 7171"],
        ),
        (
            datetime(2026, 11, 23, 8, 0, tzinfo=LONDON),
            False,
            "closed until 9am today",
            ["020 8303 7777", "020 8303 7171"],
        ),
    ],
)
def test_who_to_ring_depends_on_the_hour(
    bexley: Partnership, at: datetime, is_open: bool, words: str, numbers: list[str]
) -> None:
    """Decision 6."""
    ways = ways_to_reach(doors_for(bexley), at)
    assert (ways.name, ways.is_open, ways.words) == ("MASH", is_open, words)
    assert [point.phone for point in ways.ring] == numbers


def test_no_number_of_the_pack_counts_as_checked(bexley: Partnership) -> None:
    """Decision 34."""
    door = FrontDoor.objects.get(partnership=bexley)
    assert not ContactPoint.objects.filter(front_door=door, checked_at__isnull=False).exists()
    lado = ContactPoint.objects.get(front_door=door, kind=ContactPoint.Kind.LADO)
    assert lado.invented
