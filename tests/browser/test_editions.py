"""Editing the levels of need in a browser: a draft, two people at once, a new edition."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Membership
from tests.axe import expect_accessible_at_every_width
from tests.cast import PageOf
from thresholds.models import Edition
from thresholds.presenters import edition_in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = (
    "Child or young person does not come to appointments that matter for their health, growing or "
    "learning, again and again, although help with getting there has been offered to the family"
)
TABLE = "code,level,domain,text\n,2,Health,Often without glasses\n,9,Astrology,Wrong\n"


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name).first.click()


def confirmed(page: Page, words: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


def test_from_draft_through_review_to_an_edition_in_force_by_two_administrators(
    administrator: Membership, second_administrator: Membership, page_of: PageOf, tmp_path: Path
) -> None:
    before = edition_in_force(administrator.partnership)
    page = page_of(administrator)
    page.goto(reverse("thresholds:editions"))
    expect_accessible_at_every_width(page)
    follow(page, "Open a draft")
    press(page, "Open a draft")
    confirmed(page, "Draft opened")
    draft = Edition.objects.drafts().get(framework=before.framework)

    follow(page, "Signs of need")
    follow(page, "Health")
    press(page, "Add a sign")
    page.get_by_label("Level 3").check()
    page.get_by_label("Sign", exact=True).fill(LONG)
    page.get_by_label("In other words (optional)").fill("never turns up\nDNA’d again")
    press(page, "Add sign")
    confirmed(page, "Sign added")
    added = draft.indicators.get(text=LONG)
    item = page.locator(f"#{added.code}")
    expect(item).to_contain_text("Added")
    item.get_by_role("button", name="Up").click()
    confirmed(page, "Sign moved")
    page.locator("#BX-3-HEA-02").get_by_role("link", name="Retire").click()
    assert heading(page) == "Retire this sign?"
    page.get_by_label("Why (optional)").fill("It says the same as the one before.")
    press(page, "Yes, retire sign")
    confirmed(page, "Sign retired")
    expect_accessible_at_every_width(page)

    page.goto(reverse("thresholds:edition_import", args=[draft.pk]))
    table = tmp_path / "signs.csv"
    table.write_text(TABLE, encoding="utf-8")
    page.get_by_label("Choose a CSV or JSON file").set_input_files(table)
    press(page, "See what it would change")
    expect(page.get_by_text("Row 3: Choose a level from 1 to 4")).to_be_visible()
    expect_accessible_at_every_width(page)
    table.write_text(TABLE.partition(",9")[0], encoding="utf-8")
    page.get_by_label("Choose a CSV or JSON file").set_input_files(table)
    press(page, "See what it would change")
    assert heading(page) == "Import these signs?"
    expect_accessible_at_every_width(page)
    press(page, "Import")
    confirmed(page, "1 sign imported")
    assert heading(page) == "What changed"
    expect_accessible_at_every_width(page)

    page.goto(reverse("thresholds:edition", args=[draft.pk]))
    follow(page, "Who it would affect")
    expect_accessible_at_every_width(page)
    follow_back(page)
    page.get_by_label("Add a comment").fill("Agreed with health and the schools’ forum.")
    press(page, "Add comment")
    expect(page.get_by_text("Agreed with health")).to_be_visible()
    press(page, "Ask to publish")
    press(page, "Ask to publish")
    expect(page.get_by_text("Enter the day on which it takes effect").first).to_be_visible()
    day = timezone.localdate() + timedelta(days=10)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    expect_accessible_at_every_width(page)
    press(page, "Ask to publish")
    expect(page.get_by_text("Another administrator must publish it")).to_be_visible()
    page.goto(reverse("thresholds:edition_publish", args=[draft.pk]))
    expect(page.get_by_text("Another administrator must publish it")).to_be_visible()

    other = page_of(second_administrator)
    other.goto(reverse("reports:set_up"))
    expect(other.get_by_text("edition waiting for a second administrator")).to_be_visible()
    other.goto(reverse("thresholds:edition", args=[draft.pk]))
    expect_accessible_at_every_width(other)
    press(other, "Publish")
    expect_accessible_at_every_width(other)
    press(other, "Publish")
    confirmed(other, "Edition published")
    expect(other.get_by_text("Takes effect on")).to_be_visible()
    assert edition_in_force(administrator.partnership) == before


def follow_back(page: Page) -> None:
    page.get_by_role("navigation", name="Back").get_by_role("link").click()


def test_two_who_reword_one_sign_at_once_settle_it_side_by_side_without_javascript(
    administrator: Membership, second_administrator: Membership, page_of: PageOf
) -> None:
    page = page_of(administrator, java_script_enabled=False)
    page.goto(reverse("thresholds:editions"))
    follow(page, "Open a draft")
    press(page, "Open a draft")
    framework = edition_in_force(administrator.partnership).framework
    draft = Edition.objects.drafts().get(framework=framework)
    address = reverse("thresholds:edition_sign", args=[draft.pk, "BX-3-HEA-01"])
    page.goto(address)
    other = page_of(second_administrator)
    other.goto(address)
    other.get_by_label("Sign", exact=True).fill("What the colleague wrote")
    press(other, "Save sign")
    confirmed(other, "Sign saved")
    page.get_by_label("Sign", exact=True).fill("What I wrote")
    press(page, "Save sign")
    assert heading(page) == "Someone else changed this while you were writing"
    expect(page.get_by_text("What the colleague wrote")).to_be_visible()
    expect(page.get_by_text("What I wrote")).to_be_visible()
    assert not page.locator("input[type=radio]:checked").count()
    press(page, "Save")
    expect(page.get_by_text("Select what to keep for sign").first).to_be_visible()
    page.get_by_label("Keep mine").check()
    press(page, "Save")
    confirmed(page, "Sign saved")
    assert draft.indicators.get(code="BX-3-HEA-01").text == "What I wrote"


def test_questions_at_a_glance_are_built_and_a_discarded_draft_loses_no_words(
    administrator: Membership, second_administrator: Membership, page_of: PageOf
) -> None:
    framework = edition_in_force(administrator.partnership).framework
    page = page_of(administrator)
    page.goto(reverse("thresholds:editions"))
    follow(page, "Open a draft")
    press(page, "Open a draft")
    draft = Edition.objects.drafts().get(framework=framework)
    follow(page, "At a glance")
    press(page, "Add a page")
    page.get_by_label("A question", exact=True).check()
    page.get_by_label("The question, or what to do in short").fill("Is the child in hospital?")
    page.get_by_label("None").check()
    page.get_by_label("No", exact=True).check()
    press(page, "Add page")
    confirmed(page, "Page added")
    problems = page.locator(".es-inset--warning")
    expect(problems).to_contain_text("has no answers, so it leads nowhere")
    expect(problems).to_contain_text("Nobody can reach “Is the child in hospital?”")
    expect_accessible_at_every_width(page)
    page.locator("#is-the-child-in-hospital").get_by_role("link", name="Answers").click()
    page.get_by_label("Answer 1", exact=True).fill("Yes")
    press(page, "Save answers")
    expect(page.get_by_text("Select where answer 1 leads").first).to_be_visible()
    page.get_by_label("Answer 1 leads to").select_option(label="Ring the MASH now")
    expect_accessible_at_every_width(page)
    press(page, "Save answers")
    confirmed(page, "Answers saved")
    page.locator("#is-the-child-in-hospital").get_by_role("button", name="Up").click()
    confirmed(page, "Moved")

    page.goto(reverse("thresholds:edition_passage", args=[draft.pk, "young-carers"]))
    page.get_by_label("What the guide says", exact=True).fill(LONG)
    other = page_of(second_administrator)
    other.goto(reverse("thresholds:edition_discard", args=[draft.pk]))
    press(other, "Yes, discard draft")
    confirmed(other, "Draft discarded")
    press(page, "Save passage")
    assert heading(page) == "This draft was discarded"
    expect(page.get_by_text(second_administrator.person.full_name)).to_be_visible()
    expect(page.get_by_text(LONG)).to_be_visible()
    expect_accessible_at_every_width(page)
    press(page, "Open a new draft")
    press(page, "Open a draft")
    confirmed(page, "Draft opened")
