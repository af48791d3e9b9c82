"""Reading an edition: the matrix, at a glance, the glossary, and editions that are not in force."""

import html
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import Membership, Partnership
from accounts.rules import Role
from fixtures.operations import load_partnership
from tests.cast import Outsider, wear
from thresholds import operations, packs
from thresholds.models import Edition, GlanceStep
from thresholds.presenters import edition_in_force, matrix, source_words

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


def read(client: Client, name: str, *arguments: object, status: int = 200) -> str:
    response = client.get(reverse(f"thresholds:{name}", args=arguments))
    assert response.status_code == status, response
    return " ".join(html.unescape(response.content.decode()).split())


def publish(edition: Edition, name: str, from_day: str, **changes: Any) -> Edition:
    """Publish the text of `edition` again, changed, under another name."""
    data = deepcopy(packs.as_data(edition)) | changes
    data["edition"] = data["edition"] | {"name": name, "in_force_from": from_day}
    packs.load(edition.framework.partnership, data)
    return Edition.objects.get(framework=edition.framework, name=name)


@pytest.fixture
def newer(edition: Edition) -> Edition:
    """An edition in force that prints one sign no more and another in other words."""
    indicators = packs.as_data(edition)["indicators"]
    assert (indicators[0]["text"], indicators[1]["text"]) == ("Physically well", "Nutritious diet")
    indicators[1]["text"] = "Eats well"
    return publish(edition, "2026 guide", "2026-04-01", indicators=indicators[1:])


# The matrix -----------------------------------------------------------------------------------


def test_the_matrix_shows_every_sign_once_by_domain_and_level(
    client: Client, edition: Edition
) -> None:
    page = read(client, "matrix")
    for code, text in edition.indicators.values_list("code", "text"):
        assert page.count(f'{reverse("thresholds:indicator", args=[code])}"') == 1
        assert text in page
    assert page.count('scope="col"') == 1 + 4
    assert page.count('scope="row"') == edition.domains.count()


def test_the_matrix_asks_as_many_questions_of_the_database_however_long_it_is(
    client: Client, edition: Edition
) -> None:
    read(client, "matrix")
    with CaptureQueriesContext(connection) as few:
        read(client, "matrix")
    publish(edition, "short", "2026-04-01", indicators=packs.as_data(edition)["indicators"][:3])
    with CaptureQueriesContext(connection) as many:
        read(client, "matrix")
    assert len(few) == len(many) < 12


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("levels_of_need", []),
        ("indicator", ["BX-3-EMO-03"]),
        ("domain", ["health"]),
        ("level", [3]),
        ("glossary", []),
        ("circumstance", ["fgm"]),
        ("at_a_glance_step", ["after-the-mash"]),
        ("history", []),
    ],
)
def test_each_page_asks_few_questions_of_the_database(
    client: Client, edition: Edition, name: str, arguments: list[str | int]
) -> None:
    with CaptureQueriesContext(connection) as asked:
        read(client, name, *arguments)
    assert len(asked) <= 14, "\n".join(query["sql"][:120] for query in asked)


def test_a_domain_that_a_level_does_not_print_says_so(client: Client, edition: Edition) -> None:
    only = packs.as_data(edition)["indicators"][:1]
    publish(edition, "short", "2026-04-01", indicators=only)
    assert "The guide prints no sign here." in read(client, "matrix")


def test_domains_stand_under_the_section_they_are_printed_in(edition: Edition) -> None:
    domains = packs.as_data(edition)["domains"]
    for number, domain in enumerate(domains):
        domain["section"] = "Development" if number < 7 else "Parents and carers"
    sectioned = publish(edition, "sections", "2026-04-01", domains=domains)
    assert [(name, len(rows)) for name, rows in matrix(sectioned)] == [
        ("Development", 7),
        ("Parents and carers", 7),
    ]


# At a glance ------------------------------------------------------------------------------------


def answer(client: Client, slug: str, words: str) -> str:
    """Answer a question and return the name of the page it leads to."""
    address = reverse("thresholds:at_a_glance_step", args=[slug])
    step = GlanceStep.objects.filter(slug=slug).latest("pk")
    choice = step.choices.get(words__startswith=words)
    response = client.post(address, {"answer": str(choice.order)})
    assert response.status_code == 302
    return str(response["Location"]).rstrip("/").rpartition("/")[2]


def test_at_a_glance_begins_with_significant_harm(client: Client, edition: Edition) -> None:
    first = client.get(reverse("thresholds:at_a_glance"))
    assert first["Location"] == reverse("thresholds:at_a_glance_step", args=["significant-harm"])
    page = read(client, "at_a_glance_step", "significant-harm")
    question = "Are you worried the child may be suffering, or at risk of, significant harm?"
    assert f"{question}</h1>" in page


@pytest.mark.parametrize(
    ("answers", "ending"),
    [
        (["Yes"], "Ring the MASH now"),
        (["No", "No", "Level 1", "My own"], "Follow your own agency’s procedures"),
        (["No", "I do not know", "Level 1", "Another"], "Consult the other agency"),
        (["No", "Yes", "Level 2"], "Make a plan with the other agency or team"),
        (["No", "Yes", "Level 3"], "Make a referral through the MASH"),
        (["No", "No", "Level 4"], "The MASH will help you to the right specialist service"),
        (["No", "Yes", "We do not", "Level 3"], "Make a referral through the MASH"),
    ],
)
def test_each_path_ends_in_what_to_do(
    client: Client, edition: Edition, answers: list[str], ending: str
) -> None:
    """R-031, R-033, R-036, R-038, R-044."""
    slug = "significant-harm"
    for words in answers:
        slug = answer(client, slug, words)
    page = read(client, "at_a_glance_step", slug)
    assert f"{ending}</h1>" in page
    step = edition.glance_steps.select_related("level").get(slug=slug)
    assert step.level is not None
    assert step.level.routes.get().words in page


def test_an_action_says_whom_to_ring_at_this_hour(client: Client, edition: Edition) -> None:
    """Decision 6."""
    with time_machine.travel(MONDAY, tick=False):
        page = read(client, "at_a_glance_step", "ring-the-mash-now")
    assert "020 3045 5440</a> (from a printed guide, not yet checked), open until 5pm" in page
    with time_machine.travel(SUNDAY, tick=False):
        page = read(client, "at_a_glance_step", "ring-the-mash-now")
    assert "The MASH is closed until 9am tomorrow. Emergency duty team: " in page


def test_the_review_leads_to_the_mash_where_there_is_significant_harm(
    client: Client, edition: Edition
) -> None:
    assert answer(client, "review", "The child may be suffering") == "ring-the-mash-now"
    assert answer(client, "review", "The child’s needs") == "no-further-action"
    assert answer(client, "review", "Further support") == "carry-on"


def test_every_step_can_be_reached_and_none_is_a_dead_end(edition: Edition) -> None:
    steps = {step.slug: step for step in edition.glance_steps.prefetch_related("choices__leads_to")}
    reached, waiting = set(), ["significant-harm"]
    while waiting:
        slug = waiting.pop()
        if slug not in reached:
            reached.add(slug)
            waiting += [choice.leads_to.slug for choice in steps[slug].choices.all()]
    assert reached == set(steps)
    for step in steps.values():
        assert not step.is_question or step.choices.count() >= 2


def test_what_was_read_into_the_guide_is_said(client: Client, edition: Edition) -> None:
    page = read(client, "at_a_glance_step", "whose-agency")
    assert "What the guide does not say outright" in page
    assert "Source: lines 1466 to 1481 and 1511 to 1516" in page


@pytest.mark.parametrize("typed", [{}, {"answer": ""}, {"answer": "99"}, {"answer": "\x00"}])
def test_a_question_without_an_answer_says_so(
    client: Client, edition: Edition, typed: dict[str, str]
) -> None:
    address = reverse("thresholds:at_a_glance_step", args=["significant-harm"])
    response = client.post(address, typed)
    assert response.status_code == 422
    assert "Select your answer" in response.content.decode()


def test_an_action_takes_no_answers(client: Client, edition: Edition) -> None:
    address = reverse("thresholds:at_a_glance_step", args=["ring-the-mash-now"])
    assert client.post(address, {"answer": "1"}).status_code == 405


# Special circumstances --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "rule", "words"),
    [
        ("fgm", "R-107", "child abuse and constitutes significant harm"),
        ("fgm", "R-108", "to personally report to the Police when she/he has either been told"),
        ("radicalisation", "R-110", "local authority Prevent coordinators or police Prevent"),
        ("missing", "R-105", "afforded the highest child protection priority"),
        ("child-sexual-exploitation", "R-106", "affection, money, gifts) in exchange for"),
        ("criminal-exploitation", "R-106", "they should speak immediately to the MASH"),
        ("private-fostering", "R-111", "exchange holidays or language courses"),
        ("private-fostering", "R-113", "six weekly intervals in the first year and 12 weekly"),
        ("private-fostering", "R-114", "to prohibit it"),
        ("young-carer", "R-099", "the question as to whether a child is a young carer is always"),
        ("young-carer", "R-100", "automatically referred to Imago"),
        ("special-educational-needs-and-disability", "R-095", "follow the same path as any other"),
        ("special-educational-needs-and-disability", "R-096", "immediately shared with that"),
        ("special-educational-needs-and-disability", "R-097", "managed in the usual way through"),
        ("special-educational-needs-and-disability", "R-098", "An EHC plan is a legal document"),
        ("youth-justice-and-serious-youth-violence", "R-102", "(ETE) status and any special"),
        ("youth-justice-and-serious-youth-violence", "R-103", "memorandum of understanding"),
        ("youth-justice-and-serious-youth-violence", "R-104", "weapon enabled crime, where the"),
    ],
)
def test_each_special_circumstance_says_what_to_do_and_what_the_guide_prints(
    client: Client, edition: Edition, slug: str, rule: str, words: str
) -> None:
    page = read(client, "circumstance", slug)
    assert words in page, rule
    assert page.index("In danger now") < page.index("What the guide says")
    assert "word for word" in page


def test_children_no_referral_asks_about_stand_in_the_list_too(
    client: Client, edition: Edition
) -> None:
    for page in (read(client, "levels_of_need"), read(client, "circumstance", "missing")):
        assert "Children with special educational needs and/or disabilities (SEND)" in page
        assert "Children involved in the youth justice system and serious youth violence" in page


def test_a_passage_about_a_circumstance_has_no_second_address(
    client: Client, edition: Edition
) -> None:
    read(client, "circumstance", "sexual-exploitation", status=404)


# The glossary -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("Close relative", "A cousin or a great aunt is not a close relative"),
        ("Private fostering", "with the intention that it should last for 28 days or more"),
        ("Gillick competence", "capable of giving consent to other matters"),
        ("Fraser competence", "contraceptive advice without parental consent or knowledge"),
        ("Child in need", "also: Section 17, s17, CIN"),
        ("Child protection", "also: Section 47, s47"),
        ("EHC plan", "the education, health and care provision required"),
    ],
)
def test_the_glossary_explains_the_guides_terms(
    client: Client, edition: Edition, term: str, words: str
) -> None:
    """R-024, R-098, R-111."""
    page = read(client, "glossary")
    assert f"<dt>{term}" in page
    assert words in page


def test_a_document_without_a_glossary_or_questions_offers_none(
    client: Client, edition: Edition
) -> None:
    publish(edition, "bare", "2026-04-01", glossary=[], at_a_glance=[])
    for name in ("glossary", "at_a_glance"):
        read(client, name, status=404)
        assert reverse(f"thresholds:{name}") not in read(client, "levels_of_need")


@pytest.mark.parametrize("table", ["glossaryterm", "glancestep", "glancechoice", "passage"])
def test_the_glossary_and_the_questions_are_frozen_with_their_edition(
    edition: Edition, table: str
) -> None:
    """Decision 15."""
    with connection.cursor() as cursor, pytest.raises(Exception, match="pgtrigger"):
        cursor.execute(f"UPDATE thresholds_{table} SET frozen = false")


# Editions that are not in force -------------------------------------------------------------------


def test_an_older_edition_stays_readable_and_says_that_it_is_older(
    client: Client, edition: Edition, newer: Edition
) -> None:
    listed = read(client, "history")
    assert "2026 guide, in force since 1 April 2026." in listed
    assert reverse("thresholds:older_matrix", args=[edition.pk]) in listed
    page = read(client, "older_matrix", edition.pk)
    assert "Not the edition in force: 2018 guide." in page
    assert "In force from 1 September 2018 to 31 March 2026. It is kept to be read." in page
    for text in edition.indicators.values_list("text", flat=True):
        assert text in page
    assert reverse("thresholds:older_indicator", args=[edition.pk, "BX-1-HEA-01"]) in page


def test_a_sign_that_is_printed_no_more_is_shown_as_it_was(
    client: Client, edition: Edition, newer: Edition
) -> None:
    gone = edition.indicators.get(text="Physically well")
    page = read(client, "indicator", gone.code)
    assert "Not the edition in force: 2018 guide." in page
    assert "It is not in the edition in force." in page


def test_an_older_sign_says_how_it_reads_now(
    client: Client, edition: Edition, newer: Edition
) -> None:
    changed = edition.indicators.get(text="Nutritious diet")
    assert "Eats well</h1>" in read(client, "indicator", changed.code)
    page = read(client, "older_indicator", edition.pk, changed.code)
    assert "Nutritious diet</h1>" in page
    assert "The edition in force prints it at Level 1: “Eats well”" in page
    kept = edition.indicators.get(text="Frequent accidents.")
    page = read(client, "older_indicator", edition.pk, kept.code)
    assert "with the same words at the same level" in page


def test_an_edition_to_come_can_be_read_and_says_from_when(
    client: Client, edition: Edition
) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        coming = publish(edition, "2027 guide", "2027-01-01")
        page = read(client, "older_matrix", coming.pk)
        assert "It takes effect on 1 January 2027." in page
        assert "2018 guide, in force since" in read(client, "history")


def test_a_draft_begins_with_all_there_is_to_read_its_questions_leading_to_its_own(
    edition: Edition, administrator: Membership
) -> None:
    draft = operations.open_draft(by=administrator, based_on=edition)
    for name in ("glossary", "passages", "glance_steps", "glance_choices"):
        assert getattr(draft, name).count() == getattr(edition, name).count() > 0
    for choice in draft.glance_choices.select_related("step", "leads_to"):
        assert (choice.step.edition_id, choice.leads_to.edition_id) == (draft.pk, draft.pk)


def test_the_edition_in_force_has_one_address(client: Client, edition: Edition) -> None:
    response = client.get(reverse("thresholds:older_matrix", args=[edition.pk]))
    assert response["Location"] == reverse("thresholds:matrix")
    code = "BX-1-HEA-01"
    response = client.get(reverse("thresholds:older_indicator", args=[edition.pk, code]))
    assert response["Location"] == reverse("thresholds:indicator", args=[code])


def test_drafts_and_other_partnerships_editions_are_found_by_nobody(
    client: Client, edition: Edition, newer: Edition
) -> None:
    """R-145."""
    data = packs.as_data(edition) | {"key": "elsewhere", "name": "Elsewhere's framework"}
    elsewhere = Partnership.objects.create(key="elsewhere", name="Elsewhere", place="Elsewhere")
    packs.load(elsewhere, data)
    draft = Edition.objects.create(
        framework=edition.framework, name="draft", law="", in_force_from="2027-01-01"
    )
    for other in (edition_in_force(elsewhere), draft):
        read(client, "older_matrix", other.pk, status=404)
        read(client, "older_indicator", other.pk, "BX-1-HEA-01", status=404)
        read(client, "document", other.pk, status=404)


def test_each_hat_reads_its_own_partnerships_framework(
    client: Client, edition: Edition, dudley: Partnership, outsider: Outsider
) -> None:
    """R-145."""
    signs = packs.as_data(edition)["indicators"]
    signs[0]["text"] = "Health checks as Dudley prints them"
    named = {"key": "dudley", "name": "Dudley's framework", "indicators": signs}
    packs.load(dudley, packs.as_data(edition) | named)
    assert "as Dudley prints them" not in read(client, "matrix")
    wear(client, outsider(Role.PRACTITIONER))
    assert "Health checks as Dudley prints them" in read(client, "matrix")
    read(client, "document", edition.pk, status=404)


def test_a_document_without_levels_is_read_with_its_principles_and_each_front_door(
    client: Client, settings: Settings
) -> None:
    """R-145: each authority sets its own levels; Pan Bedfordshire's document prints none."""
    load_partnership(key="pan_bedfordshire")
    settings.PARTNERSHIP = "pan_bedfordshire"
    page = read(client, "levels_of_need")
    assert "sets its own levels. They are not in this portal yet." in page
    assert "Principles of all work with children and families" in page
    assert "Being used for crime, for example carrying drugs" in page
    for number in ("01234718700", "03003008585", "01582547653", "03003308123"):
        assert f'href="tel:{number}"' in page
    first = client.get(reverse("thresholds:at_a_glance"))
    assert first["Location"].endswith("/immediate-danger/")
    principle = read(client, "circumstance", "consent")
    assert "lines 153 to 175 of the guide’s text" in principle
    assert "The other principles" in principle
    # Nothing is "always Level 4 here" where there is no Level 4.
    assert "always Level" not in read(client, "circumstance", "private-fostering")
    for name in ("find", "matrix", "glossary", "history"):
        read(client, name)
    read(client, "level", 1, status=404)


def test_a_partnership_that_has_published_nothing_says_so_and_whom_to_ring(
    client: Client, dudley: Partnership, settings: Settings
) -> None:
    settings.PARTNERSHIP = "dudley"
    page = read(client, "levels_of_need")
    assert "No levels of need are in force here yet." in page
    assert "In danger now: " in page
    for name in ("find", "matrix", "glossary", "history", "at_a_glance"):
        read(client, name, status=404)


def test_dudley_is_read_at_its_own_address(client: Client, settings: Settings) -> None:
    load_partnership(key="dudley")
    settings.PARTNERSHIP = "dudley"
    front = read(client, "levels_of_need")
    assert "Levels of need in Dudley</h1>" in front
    # A card has the first paragraph; the level's own page has all of it.
    assert "Children with acute mental health needs." in front
    assert "Emergency Protection Order" not in front
    assert "Emergency Protection Order" in read(client, "level", 4)
    page = read(client, "matrix")
    assert page.count("<table") == 3
    assert "Parents and carers</caption>" in page
    first = client.get(reverse("thresholds:at_a_glance"))
    assert first["Location"].endswith("/immediate-risk/")
    page = read(client, "at_a_glance_step", "designated-officer")
    assert '<a class="es-phone" href="tel:01384813110">01384 813110</a>' in page
    assert "Early Help Assessment" in read(client, "glossary")


@pytest.mark.parametrize(
    "address",
    [
        "at-a-glance/nowhere/",
        "history/99999999/",
        "history/99999999999999999999/",
        "history/0/indicator/BX-1-HEA-01/",
        "pdf/99999999/",
    ],
)
def test_what_does_not_exist_is_not_found(client: Client, edition: Edition, address: str) -> None:
    assert client.get(f"{reverse('thresholds:levels_of_need')}{address}").status_code == 404


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("002:1609", "line 1609 of the guide’s text"),
        ("002:1612-1613", "lines 1612 to 1613 of the guide’s text"),
        ("002:17, 20-21", "lines 17 and 20 to 21 of the guide’s text"),
        ("002:1, 2, 5", "lines 1, 2 and 5 of the guide’s text"),
        ("Agreed by the board, May 2027", "Agreed by the board, May 2027"),
        ("", ""),
    ],
)
def test_where_the_guide_prints_something_is_said_in_words(source: str, words: str) -> None:
    assert source_words(source) == words
