"""The pages on which an administrator builds levels, domains, glossary, passages and questions."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.rules import Role
from tests.cast import Outsider, SignedIn
from thresholds import operations
from thresholds.models import Edition

pytestmark = pytest.mark.django_db

TERM = {"term": "Kinship care", "also": "", "meaning": "Care by relatives.", "source": ""}


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


@pytest.fixture
def browser(administrator: Membership, signed_in: SignedIn) -> Client:
    """The administrator's browser."""
    return signed_in(administrator)


def address(name: str, *arguments: object) -> str:
    return reverse(f"thresholds:{name}", args=arguments)


def words(response: object) -> str:
    return " ".join(html.unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def read(browser: Client, name: str, *arguments: object) -> str:
    response = browser.get(address(name, *arguments))
    assert response.status_code == 200
    return words(response)


def send(browser: Client, data: dict[str, Any], name: str, *arguments: object) -> Any:
    return browser.post(address(name, *arguments), data)


def test_a_level_is_retired_only_after_it_says_what_stands_on_it(
    draft: Edition, browser: Client
) -> None:
    page = read(browser, "edition_retire_level", draft.pk, 3)
    assert "It cannot be taken out yet" in page
    assert "Yes, retire level" not in page
    refused = send(browser, {}, "edition_retire_level", draft.pk, 3)
    assert refused.status_code == 422
    assert "Add a level" not in read(browser, "edition_texts", draft.pk)
    assert browser.get(address("edition_add_level", draft.pk)).status_code == 302


def test_a_domain_is_retired_after_it_says_how_many_signs_are_lost(
    draft: Edition, administrator: Membership, browser: Client
) -> None:
    operations.add_sign(
        by=administrator, edition=draft, level=2, domain="health", text="Never wears a coat"
    )
    held = draft.indicators.filter(domain__slug="health").count()
    page = read(browser, "edition_retire_domain", draft.pk, "health")
    assert f"It holds {held} signs" in page
    assert "1 sign was never published and will be lost" in page
    # A colleague added another one while the page was open.
    operations.add_sign(
        by=administrator, edition=draft, level=2, domain="health", text="Never wears shoes"
    )
    stale = send(
        browser,
        {"signs": str(held), "because": "We merged it."},
        "edition_retire_domain",
        draft.pk,
        "health",
    )
    assert stale.status_code == 422
    assert f"It holds {held + 1} signs" in words(stale)
    assert "We merged it." in words(stale)
    send(browser, {"signs": str(held + 1)}, "edition_retire_domain", draft.pk, "health")
    page = read(browser, "edition_texts", draft.pk)
    assert "Retired domains" in page
    # Its signs wait for their domain.
    assert "Put its domain back first" in read(browser, "edition_changes", draft.pk)
    send(browser, {}, "edition_put_back", draft.pk, "domain", "health")
    assert draft.domains.filter(slug="health").exists()
    for kind, slug in (("nothing", "health"), ("level", "x"), ("level", "99999999999")):
        assert send(browser, {}, "edition_put_back", draft.pk, kind, slug).status_code in {404, 409}


def test_a_taken_name_is_said_beside_its_field_and_nothing_typed_is_lost(
    draft: Edition, browser: Client
) -> None:
    for name, data, field in (
        ("edition_add_term", {**TERM, "term": "Private fostering"}, "term"),
        (
            "edition_add_passage",
            {"name": "Young carers", "is_principle": "False", "duty": "Ask.", "text": "Kept words"},
            "name",
        ),
    ):
        refused = send(browser, data, name, draft.pk)
        assert refused.status_code == 422
        assert "Enter another name" in words(refused)
        assert field in refused.context["form"].errors
    assert "Kept words" in words(refused)


def test_two_who_change_a_term_at_once_see_both_texts(
    draft: Edition,
    administrator: Membership,
    second_administrator: Membership,
    browser: Client,
) -> None:
    term = draft.glossary.get(slug="private-fostering")
    saved = {"term": term.term, "also": term.also, "source": term.source}
    operations.change_term(
        by=second_administrator, term=term, changes={"meaning": "Theirs."}, version=1
    )
    mine = {**saved, "meaning": "Mine.", "version": "1"}
    conflict = send(browser, mine, "edition_term", draft.pk, term.slug)
    assert conflict.status_code == 409
    page = words(conflict)
    assert "Theirs." in page
    assert "Mine." in page
    assert second_administrator.person.full_name in page
    kept = {f"mine-{name}": value for name, value in mine.items() if name != "version"}
    send(
        browser,
        {**kept, "settle": "yes", "meaning": "both", "version": "2"},
        "edition_term",
        draft.pk,
        term.slug,
    )
    term.refresh_from_db()
    assert term.meaning.split() == ["Theirs.", "Mine."]


def test_two_who_change_what_a_passage_is_about_at_once_choose_between_the_lists(
    draft: Edition, second_administrator: Membership, browser: Client
) -> None:
    passage = draft.passages.get(slug="young-carers")
    operations.change_passage(
        by=second_administrator,
        passage=passage,
        changes={"circumstances": ["young_carer", "missing"]},
        version=1,
    )
    mine = {
        "name": passage.title,
        "is_principle": "False",
        "circumstances": ["young_carer", "unborn"],
        "duty": "",
        "text": passage.text,
        "source": passage.source,
    }
    conflict = send(browser, {**mine, "version": "1"}, "edition_passage", draft.pk, passage.slug)
    assert conflict.status_code == 409
    assert "An unborn baby" in words(conflict)
    kept = {
        f"mine-{name}": "\n".join(value) if isinstance(value, list) else value
        for name, value in mine.items()
    }
    settled = {**kept, "settle": "yes", "circumstances": "mine", "version": "2"}
    send(browser, settled, "edition_passage", draft.pk, passage.slug)
    passage.refresh_from_db()
    assert passage.circumstances == ["young_carer", "unborn"]


def test_two_who_change_the_answers_of_a_question_at_once_see_where_each_leads(
    draft: Edition, second_administrator: Membership, browser: Client
) -> None:
    step = draft.glance_steps.get(slug="significant-harm")
    pages = {row.slug: row.title for row in draft.glance_steps.all()}
    operations.set_answers(
        by=second_administrator, step=step, answers=[("Yes", "ring-the-mash-now")], version=1
    )
    mine = {"answer_1": "Perhaps", "leads_1": "assessed-before", "version": "1"}
    conflict = send(browser, mine, "edition_answers", draft.pk, step.slug)
    assert conflict.status_code == 409
    assert pages["assessed-before"] in words(conflict)
    assert pages["ring-the-mash-now"] in words(conflict)


def test_an_answer_that_leads_nowhere_is_refused_beside_its_field(
    draft: Edition, browser: Client
) -> None:
    refused = send(
        browser,
        {"answer_1": "Yes", "leads_2": "review"},
        "edition_answers",
        draft.pk,
        "significant-harm",
    )
    assert refused.status_code == 422
    page = words(refused)
    assert "Select where answer 1 leads" in page
    assert "Enter answer 2" in page
    operations.set_answers(
        by=draft.opened_by,  # type: ignore[arg-type]
        step=draft.glance_steps.get(slug="significant-harm"),
        answers=[],
        version=1,
    )
    page = read(browser, "edition_glance", draft.pk)
    assert "has no answers, so it leads nowhere" in page
    assert "has no answers, so it leads nowhere" in read(browser, "edition_ask", draft.pk)
    step = read(browser, "edition_remove_step", draft.pk, "review")
    assert "leads here" in step


def test_what_was_typed_into_a_text_that_was_taken_out_meanwhile_can_be_copied(
    draft: Edition, second_administrator: Membership, browser: Client
) -> None:
    term = draft.glossary.get(slug="private-fostering")
    operations.remove_text(by=second_administrator, text=term)
    gone = send(
        browser,
        {**TERM, "meaning": "A long text of mine.", "version": "1"},
        "edition_term",
        draft.pk,
        "private-fostering",
    )
    assert gone.status_code == 409
    assert "A long text of mine." in words(gone)
    assert second_administrator.person.full_name in words(gone)
    assert send(browser, TERM, "edition_term", draft.pk, "never-was").status_code == 404


# A draft that is no more -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments", "data", "typed"),
    [
        ("edition_term", ("private-fostering",), {"meaning": "Words of mine."}, "Words of mine."),
        ("edition_add", ("health",), {"text": "A sign of mine."}, "A sign of mine."),
        ("edition_level", (3,), {"goes_to": "services"}, "Services, by their own forms"),
        ("edition_comment", (), {"comment": "A remark of mine."}, "A remark of mine."),
    ],
)
def test_what_was_typed_into_a_draft_that_was_discarded_meanwhile_can_be_copied(
    draft: Edition,
    edition: Edition,
    second_administrator: Membership,
    browser: Client,
    name: str,
    arguments: tuple[Any, ...],
    data: dict[str, str],
    typed: str,
) -> None:
    operations.discard_draft(by=second_administrator, edition=draft)
    gone = send(browser, data, name, draft.pk, *arguments)
    assert gone.status_code == 409
    page = words(gone)
    assert f"{second_administrator.person.full_name} discarded “{draft.name}”" in page
    assert typed in page
    assert address("edition_open", edition.pk) in page
    assert browser.get(address("edition", draft.pk)).status_code == 404
    # With a draft there is again, it leads there.
    other = operations.open_draft(by=second_administrator, based_on=edition)
    assert address("edition", other.pk) in words(send(browser, data, name, draft.pk, *arguments))


def test_nobody_else_learns_that_a_draft_was_discarded(
    draft: Edition,
    second_administrator: Membership,
    teacher: Membership,
    outsider: Outsider,
    signed_in: SignedIn,
) -> None:
    operations.discard_draft(by=second_administrator, edition=draft)
    for hat in (teacher, outsider(Role.ADMINISTRATOR)):
        refused = send(signed_in(hat), TERM, "edition_term", draft.pk, "private-fostering")
        assert refused.status_code == 404
        assert "discarded" not in words(refused)


def test_what_was_typed_into_a_draft_that_was_published_meanwhile_can_be_copied(
    draft: Edition, administrator: Membership, second_administrator: Membership, browser: Client
) -> None:
    operations.remove_text(by=administrator, text=draft.glossary.get(slug="private-fostering"))
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=draft.in_force_from)
    operations.publish(by=second_administrator, edition=draft)
    gone = send(browser, TERM, "edition_add_term", draft.pk)
    assert gone.status_code == 409
    page = words(gone)
    assert "This edition is published and its text never changes" in page
    assert "Care by relatives." in page
    assert address("edition_open", draft.pk) in page
