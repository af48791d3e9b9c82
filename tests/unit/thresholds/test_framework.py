"""Bexley's framework in the database: whole, in printed order, flagged, and frozen."""

import re
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction

from thresholds.models import Edition, Indicator

PRINTED_AT_LEVEL = {1: 31, 2: 71, 3: 33, 4: 64}


def test_every_bullet_of_the_guide_is_there_once(edition: Edition) -> None:
    counted = Counter(edition.indicators.values_list("level__number", flat=True))
    assert counted == PRINTED_AT_LEVEL
    sources = list(edition.indicators.values_list("source", flat=True))
    assert len(set(sources)) == len(sources) == 199


def test_the_domains_stand_in_one_order_and_each_holds_signs(edition: Edition) -> None:
    domains = list(edition.domains.all())
    assert len(domains) == 14
    assert [domain.name for domain in domains[:2]] == ["Health", "Emotional development"]
    assert all(domain.indicators.exists() for domain in domains)


def test_codes_are_readable_and_name_the_level(edition: Edition) -> None:
    for indicator in edition.indicators.select_related("level"):
        assert re.fullmatch(rf"BX-{indicator.level.number}-[A-Z]{{3}}-\d\d", indicator.code)


def test_oddities_of_the_print_are_kept_and_flagged(edition: Edition) -> None:
    """Decision 19."""
    odd = edition.indicators.get(text__contains="leisure facilitates")
    assert "facilitates" in odd.flag
    twice = edition.indicators.filter(text__startswith="Severe emotional/behavioural challenges")
    assert [indicator.text[-1] for indicator in twice] == ["s", "."]
    assert all("twice" in indicator.flag for indicator in twice)
    assert edition.indicators.exclude(flag="").count() > 25


def test_a_slash_at_a_lines_end_is_joined_as_slashes_are_printed_within_a_line(
    edition: Edition,
) -> None:
    spaced = edition.indicators.filter(text__contains="/ ").values_list("text", flat=True)
    assert list(spaced) == ["Developmental and health checks / immunisations up to date"]
    specialist = edition.levels.get(number=4)
    # The first of these two slashes is printed in the middle of a line, and with its space.
    assert "significant harm/ removal from home/serious" in specialist.outcome
    assert "orders/custody" in specialist.how_to_get_help
    assert "ends with a slash" in edition.source


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Young carer whose development", "Emotional development"),
        ("Child has few positive relationships", "Guidance, boundaries and stimulation"),
    ],
)
def test_doubtful_placements_are_decided_and_say_so(
    edition: Edition, text: str, domain: str
) -> None:
    indicator = edition.indicators.get(text__startswith=text)
    assert indicator.domain.name == domain
    assert "is possible too" in indicator.flag


def test_the_settings_and_the_law_are_the_editions(edition: Edition) -> None:
    """R-004; decision 35."""
    assert (edition.level_3_needs, edition.cumulative_domains) == (2, 4)
    assert "2018" in edition.law
    assert "2023" in edition.law


def test_the_circumstances_carry_their_floors_and_duties(edition: Edition) -> None:
    """Decision 16; R-105 to R-107, R-110, R-112, R-165."""
    floors = dict(edition.circumstances.values_list("key", "floor"))
    assert floors == {
        "fgm": 4,
        "non_mobile_injury": 4,
        "child_sexual_exploitation": 4,
        "criminal_exploitation": 4,
        "radicalisation": 3,
        "missing": 3,
        "private_fostering": 4,
        "young_carer": None,
        "unborn": None,
    }
    told = edition.circumstances.filter(is_duty_to_tell=True).values_list("key", flat=True)
    assert set(told) == {"fgm", "radicalisation", "missing", "private_fostering"}


@pytest.mark.parametrize(
    ("key", "rule", "words"),
    [
        ("fgm", "R-108", "the law says you must tell the police yourself"),
        ("child_sexual_exploitation", "R-106", "Ring the MASH and the police on 101 now"),
        ("criminal_exploitation", "R-106", "Ring the MASH and the police on 101 now"),
        ("radicalisation", "R-110", "Tell the MASH: they advise you, and know who the Prevent"),
        ("radicalisation", "R-110", "at immediate risk, tell the police straight away on 999"),
        ("missing", "R-105", "Speak to the MASH today"),
        ("missing", "R-105", "A looked after child who is missing has the highest priority"),
        ("missing", "R-105", "think of forced marriage and female genital mutilation too"),
        ("private_fostering", "R-111", "step-parents; cousins and great aunts are not"),
        ("private_fostering", "R-112", "Ring the MASH directly"),
        ("private_fostering", "R-112", "The carer and the parents must tell the council too"),
        ("young_carer", "R-101", "Offer the child and the family an assessment through Imago"),
        ("young_carer", "R-101", "safety or wellbeing now, tell the MASH"),
        ("unborn", "R-165", "Follow the pre-birth planning procedure"),
        ("non_mobile_injury", "R-165", "follow the bruising protocol"),
    ],
)
def test_each_duty_says_the_essential_words_of_its_rule(
    edition: Edition, key: str, rule: str, words: str
) -> None:
    circumstance = edition.circumstances.get(key=key)
    assert rule in circumstance.rule
    assert words in circumstance.duty_words()


def test_private_fostering_is_asked_about_by_its_definition_r_111(edition: Edition) -> None:
    asked = edition.circumstances.get(key="private_fostering").label
    assert "not a close relative, by private arrangement, for 28 days or more" in asked


def test_the_duty_about_mutilation_names_the_day(edition: Edition) -> None:
    """R-108."""
    duty = edition.circumstances.get(key="fgm")
    assert "ring 101 by the end of Monday 23 November." in duty.duty_words("Monday 23 November")
    assert "{" not in duty.duty_words()


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize("table", ["indicator", "level", "domain", "circumstance", "route"])
def test_a_published_editions_words_can_be_neither_changed_nor_deleted(
    edition: Edition, table: str
) -> None:
    refused(f"UPDATE thresholds_{table} SET frozen = false")
    refused(f"DELETE FROM thresholds_{table}")


def test_a_published_edition_takes_no_more_and_keeps_its_settings(edition: Edition) -> None:
    refused("UPDATE thresholds_edition SET level_3_needs = 1")
    refused("DELETE FROM thresholds_edition")
    one = edition.indicators.first()
    assert one is not None
    with pytest.raises(DatabaseError, match="takes no more"), transaction.atomic():
        Indicator.objects.create(
            edition=edition, level=one.level, domain=one.domain, code="BX-9", text="New", order=999
        )
