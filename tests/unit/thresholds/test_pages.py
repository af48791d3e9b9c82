"""The public pages of the framework."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Partnership
from thresholds.models import Edition
from thresholds.presenters import neighbours

pytestmark = pytest.mark.django_db


def read(client: Client, name: str, *arguments: object) -> str:
    response = client.get(reverse(f"thresholds:{name}", args=arguments))
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def test_anybody_can_read_the_four_levels(client: Client, edition: Edition) -> None:
    page = read(client, "levels_of_need")
    assert "Levels of need in Bexley</h1>" in page
    assert (
        "Four levels of help. Use them to talk, not to score. A child can move between them."
        in page
    )
    for level in edition.levels.all():
        assert level.description in page


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_levels_page_shows_every_one_of_its_signs_as_printed(
    client: Client, edition: Edition, number: int
) -> None:
    """R-031 to R-041: the route is on the page too."""
    page = read(client, "level", number)
    level = edition.levels.get(number=number)
    for text in level.indicators.values_list("text", flat=True):
        assert text in page
    assert level.routes.get().words in page


def test_a_domains_page_shows_its_signs_at_four_levels(client: Client, edition: Edition) -> None:
    page = read(client, "domain", "health")
    assert "Health</h1>" in page
    for text in edition.domains.get(slug="health").indicators.values_list("text", flat=True):
        assert text in page
    assert page.count("govuk-grid-column-one-quarter") == 4


def test_a_signs_page_shows_what_to_do_its_neighbours_and_its_flag(
    client: Client, edition: Edition
) -> None:
    sign = edition.indicators.get(text__startswith="Young carer whose")
    page = read(client, "indicator", sign.code)
    assert sign.text in page
    assert "What to do at this level" in page
    assert f"Printed like this in the guide. {sign.flag}" in page
    below, above = neighbours(sign)
    assert {other.level.number for other in below} == {2}
    assert {other.level.number for other in above} == {4}
    for other in [*below, *above]:
        assert other.text in page


def test_every_sign_and_circumstance_has_a_page(client: Client, edition: Edition) -> None:
    for code in edition.indicators.filter(order__lte=20).values_list("code", flat=True):
        read(client, "indicator", code)
    for circumstance in edition.circumstances.all():
        page = read(client, "circumstance", circumstance.slug)
        assert f"{circumstance.duty_title}</h1>" in page
        assert circumstance.duty_words() in page


def test_the_editions_page_says_since_when_and_under_which_law(
    client: Client, edition: Edition
) -> None:
    page = read(client, "history")
    assert "2018 guide, in force since 1 September 2018." in page
    assert "Working Together to Safeguard Children 2023" in page


def test_what_somebody_noticed_finds_the_nearest_signs_and_stays_out_of_addresses(
    client: Client, edition: Edition
) -> None:
    response = client.post(reverse("thresholds:find"), {"noticed": "he is missing school a lot"})
    found = [indicator.text for indicator in response.context["indicators"]]
    assert any("school" in text.casefold() for text in found[:3])
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("bruise or unexplained injury", "Non-accidental injury and/or unexplained injuries"),
        ("self harm", "Self-harming behaviours"),
        ("evicted, rent", "Rent arrears put family at risk of eviction or proceedings initiated"),
    ],
)
def test_the_search_ranks_by_what_is_said(edition: Edition, words: str, first: str) -> None:
    assert first in [sign.text for sign in edition.indicators.matching(words)[:2]]


def test_a_search_that_finds_nothing_offers_the_domains(client: Client, edition: Edition) -> None:
    for words in ("zxqv", "the and of"):
        response = client.post(reverse("thresholds:find"), {"noticed": words})
        assert "No sign uses these words." in response.content.decode()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("   ", "Enter what you have noticed"),
        ("a" * 1001, "What you have noticed must be 1,000 characters or fewer"),
    ],
)
def test_an_unusable_search_says_so_beside_the_box_and_keeps_what_was_typed(
    client: Client, edition: Edition, words: str, error: str
) -> None:
    response = client.post(reverse("thresholds:find"), {"noticed": words})
    assert response.status_code == 422
    assert error in response.content.decode()
    assert words.strip() in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "level/5/",
        "domain/nowhere/",
        "indicator/BX-1-XXX-01/",
        "circumstances/flu/",
        "level/99999999999999999999/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, edition: Edition, address: str) -> None:
    assert client.get(f"{reverse('thresholds:levels_of_need')}{address}").status_code == 404


def test_the_pages_read_only(client: Client, edition: Edition) -> None:
    assert client.post(reverse("thresholds:levels_of_need")).status_code == 405


def test_another_partnerships_framework_is_never_shown(client: Client, edition: Edition) -> None:
    Partnership.objects.create(key="other", name="Other", place="Other")
    assert "Levels of need in Bexley" in read(client, "levels_of_need")
