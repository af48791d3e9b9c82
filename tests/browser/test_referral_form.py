"""The referral form in a browser: by keyboard and phone, with errors, and without JavaScript."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership
from referrals.duties import place_of
from referrals.models import Referral
from referrals.operations import drafts
from referrals.rules import ChildKind, Ground
from tests.axe import expect_accessible, expect_no_sideways_scroll
from tests.browsers import NewPage
from tests.cast import wear
from thresholds.models import Indicator

pytestmark = pytest.mark.browser


def sign_in(page: Page, membership: Membership, server: LiveServer) -> Page:
    """Open the page's browser as this person."""
    cookie = wear(Client(), membership).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])
    return page


@pytest.fixture
def draft(live_server: LiveServer, teacher: Membership) -> Referral:
    """A draft of a family that has agreed."""
    draft = drafts.start_draft(by=teacher)
    Referral.objects.filter(pk=draft.pk).update(agreement="yes", ground=Ground.CONSENT)
    draft.refresh_from_db()
    return draft


def go(page: Page, draft: Referral, place: str = "") -> None:
    """Open a place of the draft."""
    page.goto(f"/referrals/{draft.reference}/draft/{place + '/' if place else ''}")


def expect_heading(page: Page, words: str) -> None:
    """Wait for the page whose heading this is."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def save(page: Page) -> None:
    """Press the question's button."""
    page.get_by_role("button", name=re.compile("^(Save and continue|Continue)$")).click()


def test_a_child_is_written_down_question_by_question(
    page: Page, live_server: LiveServer, teacher: Membership, draft: Referral
) -> None:
    sign_in(page, teacher, live_server)
    go(page, draft)
    page.get_by_role("link", name="Children", exact=True).click()
    expect_heading(page, "Who are you adding?")
    page.get_by_label("A child", exact=True).check()
    save(page)
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("Enter the child's first name")
    expect(page).to_have_title(re.compile("^Error: "))
    expect_accessible(page)
    page.get_by_label("First names").fill("Zoë")
    page.get_by_label("Last name").fill("O'Neill-Featherstonehaugh")
    save(page)
    expect_heading(page, "What is Zoë's date of birth?")
    page.get_by_label("Day").fill("31")
    page.get_by_label("Month").fill("feb")
    page.get_by_label("Year").fill("2016")
    save(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Day")).to_be_focused()
    expect(page.get_by_label("Month")).to_have_value("feb")
    expect_accessible(page)
    page.get_by_label("Day").fill("27")
    save(page)
    expect_heading(page, "What is Zoë's sex?")
    child = draft.children.get()
    assert str(child.date_of_birth) == "2016-02-27"


def test_what_is_typed_is_saved_while_typing(
    page: Page, live_server: LiveServer, teacher: Membership, draft: Referral
) -> None:
    sign_in(page, teacher, live_server)
    go(page, draft, "worry")
    page.get_by_label("What are you worried about?").fill("He came to school without a coat.")
    expect(page.locator("[data-autosave-line]")).to_have_text(re.compile("Saved"), timeout=15_000)
    draft.refresh_from_db()
    assert draft.worry == "He came to school without a coat."
    # The page knows the newer version, so that its own autosave is no conflict.
    save(page)
    expect_heading(page, "What do you think will happen if nothing changes?")


def test_signs_lead_to_a_suggestion_and_a_level(
    page: Page, live_server: LiveServer, teacher: Membership, draft: Referral
) -> None:
    child = drafts.add_child(
        by=teacher, referral=draft, kind=ChildKind.CHILD, answers={"first_name": "Amira"}
    )
    sign_in(page, teacher, live_server)
    go(page, draft, "signs")
    expect_accessible(page)
    page.get_by_role("link", name="Health", exact=True).click()
    expect_accessible(page)
    signs = Indicator.objects.filter(edition=draft.edition, domain__slug="health", level__number=3)[
        :2
    ]
    for sign in signs:
        page.locator(f'input[type=checkbox][value="{sign.pk}"]').check()
    save(page)
    expect(page.get_by_text("2 chosen")).to_be_visible()
    save(page)
    expect_heading(page, "Your referral")
    page.get_by_role("link", name="Level", exact=True).click()
    expect_heading(page, "Suggested level for Amira: Level 3 Intensive")
    expect_accessible(page)
    page.get_by_label("Level 4 Specialist").check()
    save(page)
    expect(page.get_by_role("alert")).to_contain_text(
        "Say why you chose a different level from the one suggested"
    )
    expect_accessible(page)
    page.get_by_label("Level 3 Intensive").check()
    save(page)
    expect_heading(page, "Your referral")
    child.refresh_from_db()
    assert child.confirmed_level == 3


def test_two_windows_are_settled_side_by_side(
    new_page: NewPage,
    live_server: LiveServer,
    teacher: Membership,
    colleague: Membership,
    draft: Referral,
) -> None:
    draft.named.create(membership=colleague)
    mine = sign_in(new_page(), teacher, live_server)
    go(mine, draft, "strengths")
    drafts.save(
        by=colleague, referral=draft, version=draft.version, changes={"strengths": "Theirs."}
    )
    mine.get_by_label("What is going well?").fill("Mine.")
    save(mine)
    expect_heading(mine, "Someone else changed this while you were writing")
    expect_accessible(mine)
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("alert")).to_contain_text("Select what to keep")
    mine.get_by_label("Keep both, one under the other").check()
    mine.get_by_role("button", name="Save").click()
    expect_heading(mine, "What already keeps")
    draft.refresh_from_db()
    assert draft.strengths == "Theirs.\n\nMine."


@pytest.mark.parametrize("javascript", [True, False])
def test_the_form_works_on_a_phone_with_and_without_javascript(
    new_page: NewPage,
    live_server: LiveServer,
    teacher: Membership,
    draft: Referral,
    javascript: bool,
) -> None:
    drafts.add_child(
        by=teacher,
        referral=draft,
        kind=ChildKind.CHILD,
        answers={"first_name": "Amira", "about_age": 16},
    )
    page = sign_in(
        new_page(viewport={"width": 320, "height": 640}, java_script_enabled=javascript),
        teacher,
        live_server,
    )
    places = ["", "must-not-know", "children", "children/1/school", "people/add", "circumstances"]
    places += ["signs", "signs/health", "children/1/level", "agreements/add", "words"]
    for place in places:
        go(page, draft, place)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        if javascript:
            expect_accessible(page)
            expect_no_sideways_scroll(page)
    go(page, draft, "must-not-know")
    page.get_by_label("Yes").check()
    page.get_by_label("Who, and why?").fill("Her uncle: he has threatened her.")
    save(page)
    expect_heading(page, "Your referral")
    draft.refresh_from_db()
    assert draft.must_not_know == "Her uncle: he has threatened her."


def test_what_holds_for_nobody_and_a_second_child_of_one_name_are_asked_beside_the_field(
    new_page: NewPage, live_server: LiveServer, teacher: Membership, draft: Referral
) -> None:
    for _ in range(2):
        drafts.add_child(
            by=teacher,
            referral=draft,
            kind=ChildKind.CHILD,
            answers={"first_name": "Amira", "last_name": "Khatun"},
        )
    sign = Indicator.objects.filter(edition=draft.edition, level__number=4)[0]
    drafts.choose_indicators(by=teacher, referral=draft, shown=[sign.pk], chosen=[sign.pk])
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["fgm"])
    page = sign_in(new_page(viewport={"width": 320, "height": 700}), teacher, live_server)

    go(page, draft, place_of("fgm"))
    reported = page.get_by_role("group", name="Has it been reported to the police?")
    reported.get_by_label("Yes", exact=True).check()
    save(page)
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Select who 'Female genital mutilation")
    expect(summary).to_contain_text("Enter who at the police took the report")
    summary.get_by_role("link", name="Select who").click()
    expect(page.get_by_label("Amira Khatun (child 1)")).to_be_focused()
    expect_accessible(page)
    expect_no_sideways_scroll(page)

    go(page, draft, "children/1/level")
    expect_heading(page, "Level 4")
    expect(page.get_by_text("You have not said who this sign applies to.")).to_be_visible()
    expect_accessible(page)
    expect_no_sideways_scroll(page)

    go(page, draft, "children/add/child")
    page.get_by_label("First names").fill("Amira")
    page.get_by_label("Last name").fill("Khatun")
    save(page)
    asked = page.get_by_role("group", name="You already added Amira Khatun. Is this another child?")
    expect(asked).to_be_visible()
    expect_accessible(page)
    asked.get_by_label("No").check()
    save(page)
    expect_heading(page, "What is the child's name?")
    assert draft.children.count() == 2
