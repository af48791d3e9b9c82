"""Levels, domains, glossary, passages and pages at a glance of a draft, by its operations."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from accounts.models import Membership
from directory.opening import LONDON
from tests.cast import OneAuditEntry
from thresholds import errors, operations
from thresholds.models import Circumstance, Edition, GlanceStep, GlossaryTerm, Passage, Route
from thresholds.presenters_manage import (
    differences_of,
    not_ready_because,
    retired_texts,
    signs_of,
    text_models,
)

pytestmark = pytest.mark.django_db

LEVEL = {
    "name": "Targeted",
    "summary": "Help from one service.",
    "description": "A child who needs more than everybody.",
    "how_to_get_help": "Ask the family hub.",
}


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


@pytest.fixture
def empty(draft: Edition) -> Edition:
    """A draft of which nothing is left, as a first one begins."""
    for model in reversed(text_models()):
        if model is not Circumstance:
            model.objects.filter(edition=draft).delete()
    return draft


def add_level(by: Membership, draft: Edition, number: int, **options: Any) -> Any:
    given = {
        "texts": LEVEL,
        "route": "Talk with the family.",
        "goes_to": Route.GoesTo.HUB,
        **options,
    }
    return operations.add_level(by=by, edition=draft, number=number, **given)


# Levels ----------------------------------------------------------------------------------------


def test_a_level_is_added_with_its_route(
    empty: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    """R-002, decision 30."""
    with one_audit_entry("edition.level_added", by=administrator):
        level = add_level(administrator, empty, 2, goes_to=Route.GoesTo.SERVICES)
    way = level.routes.get()
    assert (way.goes_to, way.words) == (Route.GoesTo.SERVICES, "Talk with the family.")
    with pytest.raises(errors.LevelThere, match="Level 2 is in the draft already"):
        add_level(administrator, empty, 2)
    with pytest.raises(errors.UnknownLevel):
        add_level(administrator, empty, 5)
    for texts, route in (({**LEVEL, "name": " "}, "Ring."), (LEVEL, " ")):
        with pytest.raises(errors.NoWords):
            add_level(administrator, empty, 3, texts=texts, route=route)


def test_a_level_is_retired_only_when_nothing_stands_on_it_and_comes_back_as_published(
    draft: Edition, edition: Edition, administrator: Membership
) -> None:
    level = draft.levels.get(number=3)
    with pytest.raises(errors.LevelInUse) as refused:
        operations.retire_level(by=administrator, level=level)
    for words in ("Level 3 holds", "at a glance", "Radicalisation is always Level 3 or above"):
        assert words in refused.value.message
    level.indicators.all().delete()
    draft.glance_steps.filter(level=level).update(level=None)
    draft.circumstances.filter(floor=3).update(floor=None)
    operations.retire_level(by=administrator, level=level, because="We have three.")
    assert any("Level 3 is not there" in reason for reason in not_ready_because(draft))
    with pytest.raises(errors.TextGone):
        operations.retire_level(by=administrator, level=level)
    back = operations.restore_level(by=administrator, edition=draft, number=3)
    published = edition.levels.get(number=3)
    assert (back.name, back.source) == (published.name, published.source)
    assert back.routes.get().words == published.routes.get().words
    with pytest.raises(errors.TextThere):
        operations.restore_level(by=administrator, edition=draft, number=3)


# Domains ---------------------------------------------------------------------------------------


def test_a_domain_is_added_in_its_place_under_an_address_nothing_had(
    draft: Edition, administrator: Membership
) -> None:
    first, *_, last = [row.slug for row in draft.domains.all()]
    operations.add_domain(
        by=administrator, edition=draft, name="Life online", section="Around the child", after=first
    )
    assert [row.slug for row in draft.domains.all()][:2] == [first, "life-online"]
    assert [row.order for row in draft.domains.all()] == list(range(1, draft.domains.count() + 1))
    leading = operations.add_domain(by=administrator, edition=draft, name="سلام", after="")
    assert (leading.order, leading.slug) == (1, "domain")
    ending = operations.add_domain(by=administrator, edition=draft, name="Money")
    assert [row.slug for row in draft.domains.all()][-2:] == [last, ending.slug]
    with pytest.raises(errors.NameThere):
        operations.add_domain(
            by=administrator, edition=draft, name="LIFE online", section="Around the child"
        )
    with pytest.raises(errors.NotInThisList):
        operations.add_domain(by=administrator, edition=draft, name="Play", after="nowhere")
    said = {(row.of, row.part) for row in differences_of(draft).texts}
    assert ("Domain: Life online", "section") in said
    # The others only made room.
    assert not any(part == "place in the list" for _, part in said)
    assert "The domain “Life online” has no signs" in " ".join(not_ready_because(draft))


def test_a_domain_goes_and_comes_back_with_its_published_signs(
    draft: Edition, edition: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    health = draft.domains.get(slug="health")
    operations.add_sign(
        by=administrator, edition=draft, level=2, domain="health", text="Never wears a coat"
    )
    stayed = health.indicators.get(code="BX-3-HEA-02")
    elsewhere = draft.domains.exclude(slug="health").values_list("slug", flat=True)[0]
    operations.move_sign(
        by=administrator, indicator=stayed, level=3, domain=elsewhere, version=None
    )
    held = health.indicators.count()
    with pytest.raises(errors.MoreHeldNow):
        operations.retire_domain(by=administrator, domain=health, signs=held - 1)
    with one_audit_entry("edition.domain_retired", by=administrator):
        assert operations.retire_domain(by=administrator, domain=health, signs=held) == held
    assert not draft.indicators.filter(domain__slug="health").exists()
    with pytest.raises(errors.NameThere, match="Put it back instead"):
        operations.add_domain(by=administrator, edition=draft, name="Health")
    with pytest.raises(errors.UnknownDomain, match="Put the domain “Health” back first"):
        operations.restore_sign(by=administrator, edition=draft, code="BX-3-HEA-01")
    operations.restore_domain(by=administrator, edition=draft, slug="health")
    assert [row.slug for row in draft.domains.all()] == [row.slug for row in edition.domains.all()]
    # The sign that had been moved stayed where it was moved to; the new one is lost, as was said.
    back = {sign.code for sign in signs_of(draft) if sign.domain == "health"}
    published = {sign.code for sign in signs_of(edition) if sign.domain == "health"}
    assert back == published - {"BX-3-HEA-02"}
    orders = list(draft.indicators.values_list("order", flat=True))
    assert len(orders) == len(set(orders))


# Publishing ------------------------------------------------------------------------------------


def test_a_draft_that_cannot_work_says_why_in_words(
    empty: Edition, administrator: Membership
) -> None:
    assert not_ready_because(empty) == ["There are no levels. Add Levels 1 to 4."]
    for number in (1, 2, 4):
        add_level(administrator, empty, number, goes_to=Route.GoesTo.FAMILY_CENTRE)
    empty.levels.filter(number=1).update(name=" ")
    empty.routes.filter(level__number=2).delete()
    Passage.objects.create(edition=empty, slug="x", title="Twins", text="Two.", order=1)
    reasons = " ".join(not_ready_because(empty))
    for words in (
        "Level 1 has no name",
        "Level 2 does not say what to do and where a referral goes",
        "Level 3 is not there",
        "Level 4 has no signs",
        "A referral at Level 4 goes to a family centre, and none is set up",
        "“Twins” does not say what to do",
    ):
        assert words in reasons
    with pytest.raises(errors.NotReady, match="Level 3 is not there"):
        operations.ask_to_publish(by=administrator, edition=empty, takes_effect_on=date(2099, 1, 1))


# The glossary ----------------------------------------------------------------------------------


def test_terms_are_added_reworded_and_taken_out_in_the_order_of_the_alphabet(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("edition.text_added", by=administrator):
        added = operations.add_term(
            by=administrator,
            edition=draft,
            texts={"term": "Kinship care", "meaning": "Care by relatives.", "source": "Board 2027"},
        )
    terms = [row.term for row in draft.glossary.all()]
    assert terms == sorted(terms, key=str.casefold)
    with pytest.raises(errors.NameThere):
        operations.add_term(
            by=administrator, edition=draft, texts={"term": "kinship CARE", "meaning": "X"}
        )
    with pytest.raises(errors.NoWords, match="Enter what it means"):
        operations.add_term(by=administrator, edition=draft, texts={"term": "Zeal"})
    operations.change_term(by=administrator, term=added, changes={"term": "Abode care"}, version=1)
    assert draft.glossary.first().slug == "kinship-care"  # type: ignore[union-attr]
    with pytest.raises(errors.DraftTextChanged):
        operations.change_term(by=administrator, term=added, changes={"also": "SGO"}, version=1)
    old = draft.glossary.get(slug="private-fostering")
    operations.remove_text(by=administrator, text=old, because="It has a page.")
    with pytest.raises(errors.TextGone):
        operations.change_term(by=administrator, term=old, changes={"also": "PF"}, version=1)
    assert [row.slug for row in retired_texts(draft, GlossaryTerm)] == ["private-fostering"]
    said = {(row.of, row.part, row.after) for row in differences_of(draft).texts}
    assert ("Glossary: Abode care", "meaning", "Care by relatives.") in said
    assert ("Glossary: Private fostering", "meaning", "") in said
    operations.restore_text(
        by=administrator, edition=draft, model=GlossaryTerm, slug="private-fostering"
    )
    assert retired_texts(draft, GlossaryTerm) == []


# Passages --------------------------------------------------------------------------------------


def test_a_passage_says_what_to_do_or_what_it_is_about_and_a_reworded_one_is_no_print(
    draft: Edition, administrator: Membership
) -> None:
    texts = {"title": "Young carers at night", "text": "They are tired.", "circumstances": []}
    with pytest.raises(errors.NoDuty):
        operations.add_passage(by=administrator, edition=draft, texts=texts)
    added = operations.add_passage(
        by=administrator, edition=draft, texts={**texts, "title": "FGM", "duty": "Ask."}
    )
    # The address of the special circumstance stays its own.
    assert added.slug == "fgm-2"
    printed = draft.passages.get(slug="young-carers")
    operations.change_passage(
        by=administrator, passage=printed, changes={"text": "Reworded."}, version=1
    )
    printed.refresh_from_db()
    assert printed.source == "Reworded. The guide prints it in lines 719 to 767 of the guide’s text"
    operations.shift_text(by=administrator, text=added, up=True)
    rows = [row.slug for row in draft.passages.all()]
    assert rows[-2] == "fgm-2"
    last = draft.passages.get(slug=rows[-1])
    with pytest.raises(errors.NoFurther):
        operations.shift_text(by=administrator, text=last, up=False)
    said = {(row.of, row.part) for row in differences_of(draft).texts}
    assert ("Passage: Young carers", "what the guide says") in said
    assert ("Passage: FGM", "duty") in said


# At a glance -----------------------------------------------------------------------------------


def test_questions_at_a_glance_are_built_from_nothing_and_nobody_is_left_lost(
    empty: Edition, administrator: Membership
) -> None:
    level = add_level(administrator, empty, 4)
    ask = operations.add_step(
        by=administrator, edition=empty, texts={"title": "Is it urgent?", "is_question": True}
    )
    ring = operations.add_step(
        by=administrator,
        edition=empty,
        texts={"title": "Ring now", "is_question": False, "level": 4, "ring": True},
    )
    assert ring.level == level
    assert any("“Is it urgent?” has no answers" in one for one in not_ready_because(empty))
    for wrong in ([("Yes", "nowhere")], [("Yes", ask.slug)], [("Yes", ring.slug)] * 2):
        with pytest.raises(errors.AnswerWithoutPage):
            operations.set_answers(by=administrator, step=ask, answers=wrong, version=1)
    operations.set_answers(by=administrator, step=ask, answers=[("Yes", ring.slug)], version=1)
    assert not any("glance" in one or "has no answers" in one for one in not_ready_because(empty))
    with pytest.raises(errors.DraftTextChanged):
        operations.set_answers(by=administrator, step=ask, answers=[], version=1)
    with pytest.raises(errors.StepInUse, match="“Yes” under “Is it urgent\\?” leads here"):
        operations.remove_text(by=administrator, text=ring)
    operations.shift_text(by=administrator, text=ring, up=True)
    assert any("is no question" in one for one in not_ready_because(empty))


def test_answers_differ_and_come_back_with_their_question(
    draft: Edition, administrator: Membership
) -> None:
    first = draft.glance_steps.get(slug="significant-harm")
    was = [(one.words, one.leads_to.slug) for one in first.choices.select_related("leads_to")]
    operations.set_answers(by=administrator, step=first, answers=was[:1], version=1)
    (row,) = differences_of(draft).texts
    assert (row.of, row.part) == (f"At a glance: {first.title}", "answers")
    assert len(row.before.splitlines()) == len(row.after.splitlines()) + 1
    assert row.last is not None
    assert row.last.who == administrator.person.full_name
    operations.remove_text(by=administrator, text=first)
    back = operations.restore_text(
        by=administrator, edition=draft, model=GlanceStep, slug="significant-harm"
    )
    assert isinstance(back, GlanceStep)
    assert [(one.words, one.leads_to.slug) for one in back.choices.all()] == was
    # It is asked first again: readers begin with the first page.
    assert [row.order for row in draft.glance_steps.all()][:3] == [1, 2, 3]
    assert draft.glance_steps.first() == back


@time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=LONDON), tick=False)
def test_the_way_back_brings_the_older_glossary_and_questions_too(
    draft: Edition,
    edition: Edition,
    administrator: Membership,
    second_administrator: Membership,
) -> None:
    operations.remove_text(by=administrator, text=draft.glossary.get(slug="private-fostering"))
    day = date(2026, 11, 23)
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=day)
    operations.publish(by=second_administrator, edition=draft)
    back = operations.open_draft(by=administrator, based_on=edition)
    assert back.glossary.filter(slug="private-fostering").exists()
    said = {row.of for row in differences_of(back).texts}
    assert "Glossary: Private fostering" in said
