"""The public pages of the framework."""

import html

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import Partnership
from thresholds.models import Edition
from thresholds.presenters import neighbours
from thresholds.presenters_finding import nearest

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
    page = read(client, "level", number)
    level = edition.levels.get(number=number)
    for text in level.indicators.values_list("text", flat=True):
        assert text in page
    assert level.routes.get().words in page


@pytest.mark.parametrize(
    ("number", "rule", "words"),
    [
        (1, "R-031", "Follow your own agency's procedures, or ask another single agency"),
        (2, "R-032", "Use each service's own form or letter, or this referral form if you choose"),
        (2, "R-022", "the parents' signed agreement to the referral and to sharing information"),
        (2, "R-022", "noting that it is for Level 2 – additional need services only"),
        (2, "R-033", "led by the service or the people who know the family best"),
        (2, "R-033", "A plan with a review date may help"),
        (2, "R-033", "the leading agency keeps it, not the council"),
        (3, "R-034", "the Bexley referral form, which is for Levels 3 and 4"),
        (3, "R-035", "Work together at Level 2 first"),
        (3, "R-036", "talk with the family and, with their agreement, complete the Bexley"),
        (3, "R-036", "send it to the MASH"),
        (3, "R-036", "records it, and passes it to Family Wellbeing or another Level 3 service"),
        (3, "R-037", "The MASH checks that it says enough for help to start quickly"),
        (4, "R-038", "Refer to the MASH now. Wait for no assessment if a child is, or may be,"),
        (4, "R-039", "new referrals, including cases that are no longer open"),
        (4, "R-034, R-039", "Use the Bexley referral form"),
        (4, "R-040", "For an open case, tell the child's social worker"),
        (4, "R-040", "if they are away, their manager or the duty social worker"),
        (4, "R-040", "if you do not know who it is, ring the MASH"),
        (4, "R-041", "Professionals in all agencies refer a child who has suffered"),
        (4, "R-041", "or is likely to suffer significant harm"),
        (4, "R-041", "with the parent's agreement, one whose developmental or disability needs"),
        (4, "R-027", "tell them about the referral, unless there is immediate risk"),
    ],
)
def test_a_levels_page_says_the_essential_words_of_each_rule_of_its_route(
    client: Client, number: int, rule: str, words: str
) -> None:
    assert words in read(client, "level", number), rule


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
    assert first in [sign.text for sign in nearest(edition, words)[:2]]


def test_a_program_that_searches_without_pause_is_told_to_wait_and_a_typist_never_is(
    client: Client, edition: Edition, settings: Settings
) -> None:
    assert settings.ACCOUNT_RATE_LIMITS["find_signs"] == "240/m/key"
    most_typed = 60_000 // 350
    assert most_typed < 240
    settings.ACCOUNT_RATE_LIMITS = {"find_signs": "2/m/key"}
    address = reverse("thresholds:find")
    client.cookies["csrftoken"] = "a" * 32
    assert [client.post(address, {"noticed": "bruises"}).status_code for _ in range(2)] == [200] * 2
    live = client.post(address, {"noticed": "bruises"}, headers={"X-Live-Check": "1"})
    assert (live.status_code, live.content) == (429, b"")
    refused = client.post(address, {"noticed": "bruises on a baby"})
    assert refused.status_code == 429
    page = html.unescape(refused.content.decode())
    assert "Wait a minute, then search again" in page
    assert "bruises on a baby" in page
    # Another browser behind the same address, and reading, go on.
    other = Client()
    other.cookies["csrftoken"] = "b" * 32
    assert other.post(address, {"noticed": "bruises"}).status_code == 200
    assert client.get(address).status_code == 200


def test_a_search_that_finds_nothing_offers_the_domains(client: Client, edition: Edition) -> None:
    for words in ("zxqv", "the and of"):
        response = client.post(reverse("thresholds:find"), {"noticed": words})
        assert "We found nothing for these words." in response.content.decode()


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
    """R-145."""
    Partnership.objects.create(key="other", name="Other", place="Other")
    assert "Levels of need in Bexley" in read(client, "levels_of_need")


def test_while_typing_only_what_is_found_is_answered(client: Client, edition: Edition) -> None:
    live = {"X-Live-Check": "1"}
    found = client.post(reverse("thresholds:find"), {"noticed": "DV at home"}, headers=live)
    words = found.content.decode()
    assert "Domestic abuse in the home" in words
    assert "Level 3 Intensive · Basic care, ensuring safety and protection" in words
    assert "<html" not in words
    assert found["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    unusable = client.post(reverse("thresholds:find"), {"noticed": "a" * 1001}, headers=live)
    assert (unusable.status_code, unusable.content) == (422, b"")


def test_what_is_denied_is_not_found_and_the_number_to_ring_is_there(
    client: Client, edition: Edition
) -> None:
    page = client.post(reverse("thresholds:find"), {"noticed": "no concerns about drugs"})
    assert "We found nothing for these words." in page.content.decode()
    assert "ring and ask" in page.content.decode()
