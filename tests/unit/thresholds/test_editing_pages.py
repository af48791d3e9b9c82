"""The administrators' pages of an edition: what each shows, does, and says when it cannot."""

import html
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.rules import Role
from tests.cast import Outsider, SignedIn
from thresholds import operations
from thresholds.models import Edition, Indicator

pytestmark = pytest.mark.django_db

TAKES_EFFECT = {"takes_effect_on_day": "1", "takes_effect_on_month": "4"}


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


@pytest.fixture
def browser(administrator: Membership, signed_in: SignedIn) -> Client:
    """The administrator's browser."""
    return signed_in(administrator)


@pytest.fixture
def second(second_administrator: Membership, signed_in: SignedIn) -> Client:
    """The second administrator's browser."""
    return signed_in(second_administrator)


def address(name: str, *arguments: object) -> str:
    return reverse(f"thresholds:{name}", args=arguments)


def words(response: object) -> str:
    return " ".join(html.unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def read(browser: Client, name: str, *arguments: object) -> str:
    response = browser.get(address(name, *arguments))
    assert response.status_code == 200
    return words(response)


def sign(draft: Edition, code: str = "BX-3-HEA-01") -> Indicator:
    return draft.indicators.select_related("level", "domain").get(code=code)


def test_the_list_says_what_is_in_force_and_leads_to_a_draft(
    edition: Edition, browser: Client
) -> None:
    page = read(browser, "editions")
    assert "2018 guide" in page
    assert "In force" in page
    assert "1 September 2018" in page
    opened = browser.post(address("edition_open", edition.pk))
    draft = Edition.objects.drafts().get(framework=edition.framework)
    assert opened["Location"] == address("edition", draft.pk)
    page = read(browser, "editions")
    assert "Work on it" in page
    assert "Open a draft" not in page


def test_pressing_open_twice_opens_one_draft(edition: Edition, browser: Client) -> None:
    form_key = browser.get(address("edition_open", edition.pk)).context["form"]["form_key"].value()
    first, again = (
        browser.post(address("edition_open", edition.pk), {"form_key": form_key}) for _ in "12"
    )
    assert first["Location"] == again["Location"]
    refused = browser.post(address("edition_open", edition.pk))
    assert refused.status_code == 422
    assert "A draft is open already" in words(refused)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MASH_SCREENER])
def test_another_partnership_finds_nothing(
    draft: Edition, outsider: Outsider, signed_in: SignedIn, role: Role
) -> None:
    stranger = signed_in(outsider(role))
    for name in ("edition", "edition_changes", "edition_signs", "edition_settings", "edition_ask"):
        assert stranger.get(address(name, draft.pk)).status_code == 404
        assert stranger.post(address(name, draft.pk)).status_code in {404, 405}


def test_a_domains_list_shows_its_signs_by_level_with_what_can_be_done(
    draft: Edition, browser: Client
) -> None:
    page = read(browser, "edition_domain", draft.pk, "health")
    for text in draft.indicators.filter(domain__slug="health").values_list("text", flat=True):
        assert text in page
    assert "Add a sign" in page
    assert read(browser, "edition_signs", draft.pk).count("Level 3") > 10


def test_a_sign_is_added_and_an_empty_one_is_asked_for(draft: Edition, browser: Client) -> None:
    path = address("edition_add", draft.pk, "health")
    refused = browser.post(path, {"level": "3", "text": " ", "in_other_words": "won’t eat"})
    assert refused.status_code == 422
    assert "Enter the sign" in words(refused)
    assert "won’t eat" in words(refused)
    added = browser.post(
        path,
        {"level": "3", "text": "Refuses\nall food", "in_other_words": "won’t eat\n\nwon’t eat"},
    )
    assert added["Location"] == address("edition_domain", draft.pk, "health")
    row = draft.indicators.get(text="Refuses all food")
    assert row.in_other_words == ["won’t eat"]
    assert "Added" in read(browser, "edition_domain", draft.pk, "health")


def test_a_sign_is_reworded_moved_placed_retired_and_put_back(
    draft: Edition, browser: Client
) -> None:
    row = sign(draft)
    browser.post(
        address("edition_sign", draft.pk, row.code),
        {"text": "Newly worded", "in_other_words": "", "flag": row.flag, "version": "1"},
    )
    assert sign(draft).text == "Newly worded"
    page = read(browser, "edition_sign", draft.pk, row.code)
    assert f"Published as: {row.text}" in page
    moved = browser.post(
        address("edition_move", draft.pk, row.code),
        {"level": "4", "domain": "emotional-development", "version": "2"},
    )
    assert moved["Location"].endswith(f"/emotional-development/#{row.code}")
    placed = browser.post(address("edition_place", draft.pk, row.code), {"after": "first"})
    assert placed.status_code == 302
    browser.post(address("edition_shift", draft.pk, row.code, "down"))
    beside = draft.indicators.filter(level__number=4, domain__slug="emotional-development")
    assert list(beside.values_list("code", flat=True))[1] == row.code
    assert "Retire this sign?" in read(browser, "edition_retire", draft.pk, row.code)
    browser.post(address("edition_retire", draft.pk, row.code), {"because": "Said twice"})
    assert not draft.indicators.filter(code=row.code).exists()
    page = read(browser, "edition_domain", draft.pk, "health")
    assert "Put back" in page
    assert "Said twice" in read(browser, "edition", draft.pk)
    browser.post(address("edition_restore", draft.pk, row.code))
    assert sign(draft).text == row.text


def test_pressing_retire_twice_retires_once_and_is_no_error(
    draft: Edition, browser: Client
) -> None:
    for _ in range(2):
        response = browser.post(address("edition_retire", draft.pk, "BX-3-HEA-01"))
        assert response.status_code == 302
    assert draft.events.filter(about="BX-3-HEA-01").count() == 1


def test_a_large_file_survives_the_way_through_the_preview(draft: Edition, browser: Client) -> None:
    rows = "".join(f",2,Health,Sign “{number}” {'é' * 400}\n" for number in range(900))
    preview = browser.post(
        address("edition_import", draft.pk), file(f"code,level,domain,text\n{rows}")
    )
    assert preview.status_code == 200
    confirmed = browser.post(
        address("edition_confirm_import", draft.pk), dict(preview.context["initial"])
    )
    assert confirmed.status_code == 302
    assert draft.indicators.count() == 199 + 900


def test_the_end_of_a_list_is_said_in_words(draft: Edition, browser: Client) -> None:
    refused = browser.post(address("edition_shift", draft.pk, "BX-3-HEA-01", "up"))
    assert refused.status_code == 409
    assert "It cannot go further this way" in words(refused)
    assert (
        browser.post(address("edition_shift", draft.pk, "BX-3-HEA-01", "away")).status_code == 404
    )


def test_levels_domains_circumstances_and_settings_are_changed_on_their_pages(
    draft: Edition, browser: Client
) -> None:
    level = draft.levels.get(number=3)
    page = browser.get(address("edition_level", draft.pk, 3))
    answers = {name: field.value() for name, field in bound(page) if field.value() is not None}
    saved = browser.post(address("edition_level", draft.pk, 3), answers | {"summary": "Many needs"})
    assert saved["Location"] == address("edition_texts", draft.pk)
    level.refresh_from_db()
    assert level.summary == "Many needs"
    browser.post(
        address("edition_change_domain", draft.pk, "health"), {"name": "Growing", "version": "1"}
    )
    browser.post(address("edition_shift_domain", draft.pk, "health", "down"))
    assert [row.name for row in draft.domains.all()[:2]] == ["Emotional development", "Growing"]
    page = browser.get(address("edition_circumstance", draft.pk, "missing"))
    answers = {name: field.value() for name, field in bound(page)}
    browser.post(address("edition_circumstance", draft.pk, "missing"), answers | {"floor": "4"})
    assert draft.circumstances.get(key="missing").floor == 4
    page = browser.get(address("edition_settings", draft.pk))
    answers = {name: field.value() for name, field in bound(page)}
    refused = browser.post(
        address("edition_settings", draft.pk), answers | {"level_3_needs": "none"}
    )
    assert "Enter a whole number from 1 to 20" in words(refused)
    browser.post(address("edition_settings", draft.pk), answers | {"level_3_needs": "3"})
    draft.refresh_from_db()
    assert draft.level_3_needs == 3
    changes = read(browser, "edition_changes", draft.pk)
    for said in ("Many needs", "Growing", "lowest level", "Level 3 signs that suggest Level 3"):
        assert said in changes


def bound(page: Any) -> list[tuple[str, Any]]:
    form = page.context["form"]
    return [(field.name, field) for field in form]


def test_two_who_reword_one_sign_see_both_and_nothing_is_chosen_beforehand(
    draft: Edition, browser: Client, second: Client
) -> None:
    path = address("edition_sign", draft.pk, "BX-3-HEA-01")
    second.post(path, {"text": "Theirs", "in_other_words": "said so", "flag": "", "version": "1"})
    conflict = browser.post(
        path, {"text": "Mine", "in_other_words": "said so", "flag": "", "version": "1"}
    )
    assert conflict.status_code == 409
    page = words(conflict)
    assert "Someone else changed this while you were writing" in page
    assert "Farah Winslow saved at" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert not re.search(r"type=\"radio\"[^>]* checked", page)
    kept = dict(conflict.context["kept"]) | {"settle": "yes", "version": "2"}
    refused = browser.post(path, kept)
    assert "Select what to keep for sign" in words(refused)
    settled = browser.post(path, kept | {"text": "both"})
    assert settled.status_code == 302
    assert sign(draft).text == "Theirs Mine"


def test_settling_after_a_third_change_asks_again(
    draft: Edition, browser: Client, second: Client
) -> None:
    path = address("edition_sign", draft.pk, "BX-3-HEA-01")
    second.post(path, {"text": "Theirs", "version": "1"})
    conflict = browser.post(path, {"text": "Mine", "version": "1"})
    second.post(path, {"text": "Theirs again", "version": "2"})
    kept = dict(conflict.context["kept"]) | {"settle": "yes", "version": "2", "text": "mine"}
    again = browser.post(path, kept)
    assert again.status_code == 409
    assert "Theirs again" in words(again)
    assert sign(draft).text == "Theirs again"


def test_what_was_typed_about_a_sign_that_a_colleague_retired_is_shown(
    draft: Edition, browser: Client, second: Client
) -> None:
    second.post(address("edition_retire", draft.pk, "BX-3-HEA-01"))
    gone = browser.post(
        address("edition_sign", draft.pk, "BX-3-HEA-01"), {"text": "Long thought over"}
    )
    assert gone.status_code == 409
    assert "This sign was retired meanwhile" in words(gone)
    assert "Long thought over" in words(gone)
    assert browser.get(address("edition_sign", draft.pk, "BX-9-HEA-01")).status_code == 404


def test_from_draft_to_edition_by_two_administrators(
    draft: Edition, browser: Client, second: Client
) -> None:
    refused = browser.post(
        address("edition_ask", draft.pk), TAKES_EFFECT | {"takes_effect_on_year": "2099"}
    )
    assert "Nothing differs from the published edition" in words(refused)
    browser.post(address("edition_retire", draft.pk, "BX-3-HEA-02"))
    refused = browser.post(
        address("edition_ask", draft.pk), TAKES_EFFECT | {"takes_effect_on_year": "2020"}
    )
    assert "Enter today or a day to come" in words(refused)
    refused = browser.post(address("edition_ask", draft.pk), {"takes_effect_on_day": "31"})
    assert "must include a month and year" in words(refused)
    asked = browser.post(
        address("edition_ask", draft.pk), TAKES_EFFECT | {"takes_effect_on_year": "2099"}
    )
    assert asked["Location"] == address("edition", draft.pk)
    assert "Another administrator must publish it" in read(browser, "edition", draft.pk)
    assert "Another administrator must publish it" in read(browser, "edition_publish", draft.pk)
    own = browser.post(address("edition_publish", draft.pk))
    assert own.status_code == 422
    assert "You asked for this draft to be published" in words(own)
    late = browser.post(
        address("edition_sign", draft.pk, "BX-3-HEA-01"), {"text": "After it was asked for"}
    )
    assert late.status_code == 409
    assert "Withdraw the request before you change it" in words(late)
    assert "After it was asked for" in words(late)
    page = second.get(address("edition_publish", draft.pk))
    assert "It takes effect on 1 April 2099" in words(page)
    published = second.post(
        address("edition_publish", draft.pk), {"version": page.context["form"]["version"].value()}
    )
    assert published["Location"] == address("edition", draft.pk)
    draft.refresh_from_db()
    assert draft.in_force_from == date(2099, 4, 1)
    again = second.post(address("edition_publish", draft.pk))
    assert again.status_code == 422
    assert "This edition is published" in words(again)
    late = browser.post(address("edition_sign", draft.pk, "BX-3-HEA-01"), {"text": "Too late"})
    assert "This edition is published and its text never changes" in words(late)


def test_a_draft_sent_back_says_why(draft: Edition, browser: Client, second: Client) -> None:
    browser.post(address("edition_retire", draft.pk, "BX-3-HEA-02"))
    browser.post(address("edition_ask", draft.pk), TAKES_EFFECT | {"takes_effect_on_year": "2099"})
    assert "Send this draft back?" in read(second, "edition_withdraw", draft.pk)
    second.post(address("edition_withdraw", draft.pk), {"because": "Level 3 needs a look"})
    assert "Level 3 needs a look" in read(browser, "edition", draft.pk)
    refused = second.post(address("edition_withdraw", draft.pk))
    assert "Nobody has asked" in words(refused)


def test_a_comment_is_shown_with_who_and_when(draft: Edition, second: Client) -> None:
    refused = second.post(address("edition_comment", draft.pk), {"comment": " "})
    assert "Enter a comment" in words(refused)
    second.post(address("edition_comment", draft.pk), {"comment": "Agreed with health?"})
    page = read(second, "edition", draft.pk)
    assert "Agreed with health?" in page
    assert "Farah Winslow" in page


def test_discarding_asks_first_and_leads_to_the_list(draft: Edition, browser: Client) -> None:
    page = read(browser, "edition_discard", draft.pk)
    assert f"Discard “{draft.name}”?" in page
    assert "Yes, discard draft" in page
    gone = browser.post(address("edition_discard", draft.pk))
    assert gone["Location"] == address("editions")
    assert browser.get(address("edition", draft.pk)).status_code == 404


def test_an_older_edition_is_opened_as_the_way_back(
    draft: Edition,
    edition: Edition,
    administrator: Membership,
    second_administrator: Membership,
    browser: Client,
) -> None:
    operations.retire_sign(by=administrator, indicator=sign(draft))
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=date(2099, 1, 1))
    operations.publish(by=second_administrator, edition=draft)
    page = read(browser, "editions")
    assert "Takes effect later" in page
    assert "Go back to this text" in page
    assert "Go back to this older text?" in read(browser, "edition_open", edition.pk)


# A file ----------------------------------------------------------------------------------------


def file(text: str, name: str = "signs.csv") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_a_file_is_shown_before_it_is_imported(draft: Edition, browser: Client) -> None:
    text = "code,level,domain,text\n,3,Health,Refuses all food\nBX-3-HEA-01,3,Health,Reworded\n"
    preview = browser.post(address("edition_import", draft.pk), file(text))
    assert preview.status_code == 200
    page = words(preview)
    assert "Import these signs?" in page
    assert "Refuses all food" in page
    assert draft.indicators.count() == 199
    confirmed = browser.post(
        address("edition_confirm_import", draft.pk), dict(preview.context["initial"])
    )
    assert confirmed["Location"] == address("edition_changes", draft.pk)
    assert draft.indicators.count() == 200
    assert sign(draft).text == "Reworded"


def test_wrong_rows_are_named_and_nothing_is_imported(draft: Edition, browser: Client) -> None:
    text = "code,level,domain,text\n,3,Health,Fine\n,7,Health,Wrong\n,3,Astrology,Wrong too\n"
    refused = browser.post(address("edition_import", draft.pk), file(text))
    assert refused.status_code == 422
    page = words(refused)
    assert "Nothing was imported: 2 problems" in page
    assert "Row 3: Choose a level from 1 to 4" in page
    assert "Row 4: No domain of this edition is called “Astrology”" in page
    assert draft.indicators.count() == 199


def test_a_draft_changed_since_the_preview_is_shown_again(
    draft: Edition, browser: Client, second: Client
) -> None:
    text = "code,level,domain,text\nBX-3-HEA-01,3,Health,From the file\n"
    preview = browser.post(address("edition_import", draft.pk), file(text))
    second.post(
        address("edition_sign", draft.pk, "BX-3-HEA-01"), {"text": "Theirs", "version": "1"}
    )
    again = browser.post(
        address("edition_confirm_import", draft.pk), dict(preview.context["initial"])
    )
    assert again.status_code == 409
    assert "The draft was changed while you looked" in words(again)
    assert sign(draft).text == "Theirs"


@pytest.mark.parametrize("answers", [{}, {"rows": "nonsense"}, {"rows": '[{"level": 9}]'}])
def test_a_preview_that_was_tampered_with_imports_nothing(
    draft: Edition, browser: Client, answers: dict[str, str]
) -> None:
    response = browser.post(address("edition_confirm_import", draft.pk), answers)
    assert response.status_code in {302, 422}
    assert draft.indicators.count() == 199


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_exported_is_a_file_that_can_be_imported(
    draft: Edition, browser: Client, kind: str
) -> None:
    exported = browser.get(address("edition_export", draft.pk, kind))
    assert f'.{kind}"' in exported["Content-Disposition"]
    upload = {"file": SimpleUploadedFile(f"signs.{kind}", exported.content)}
    page = words(browser.post(address("edition_import", draft.pk), upload))
    assert "There is nothing to import" in page
    assert browser.get(address("edition_export", draft.pk, "exe")).status_code == 404


def test_the_pages_ask_the_database_as_often_for_many_changes_as_for_few(
    draft: Edition,
    administrator: Membership,
    browser: Client,
    django_assert_max_num_queries: object,
) -> None:
    def queries(name: str, *arguments: object) -> int:
        with django_assert_max_num_queries(200) as captured:  # type: ignore[operator]
            read(browser, name, draft.pk, *arguments)
        return len(captured)

    pages = (("edition", ()), ("edition_changes", ()), ("edition_domain", ("health",)))
    operations.retire_sign(by=administrator, indicator=sign(draft, "BX-3-HEA-02"))
    few = [queries(name, *arguments) for name, arguments in pages]
    for row in draft.indicators.filter(domain__slug="health")[:15]:
        operations.change_sign(
            by=administrator, indicator=row, text=f"{row.text} again", version=None
        )
    assert [queries(name, *arguments) for name, arguments in pages] == few
