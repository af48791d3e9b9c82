"""Every page of a draft: who opens it, what it asks, what it keeps."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from referrals.duties import place_of
from referrals.forms.draft import flow
from referrals.models import FamilyMember, Professional, Referral, ReferredChild
from referrals.operations import drafts
from referrals.rules import Answer, ChildKind
from referrals.views.draft.base import situation_of
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.unit.referrals.draft.conftest import AddChild
from thresholds.models import Indicator

At = Callable[..., str]


def text_of(page: Any) -> str:
    """Return a page's source with its quotes as people write them."""
    return html.unescape(page.content.decode())


def ticked(page: Any) -> list[str]:
    """Return the values of the boxes and buttons that are ticked on a page."""
    return re.findall(r'value="([^"]*)" checked', text_of(page))


@pytest.fixture
def full_draft(agreed_draft: Referral, teacher: Membership, add_child: AddChild) -> Referral:
    """A draft with a child, an unborn baby, a family, professionals, signs and agreements."""
    draft = agreed_draft
    add_child("Amira", last_name="Khatun", about_age=16)
    add_child("", kind=ChildKind.UNBORN)
    mother = drafts.add_member(by=teacher, referral=draft, answers={"name": "Sana Khatun"})
    drafts.add_member(
        by=teacher,
        referral=draft,
        answers={"name": "Bilal Khatun", "under_18": True, "lives_with": "yes"},
    )
    drafts.add_professional(by=teacher, referral=draft, answers={"name": "Rosa Lim"})
    chosen = Indicator.objects.filter(edition=draft.edition, level__number=4)[:2]
    pks = [indicator.pk for indicator in chosen]
    drafts.choose_indicators(by=teacher, referral=draft, shown=pks, chosen=pks)
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["fgm", "young_carer"])
    drafts.record_agreement(
        by=teacher,
        referral=draft,
        children=[1, 2],
        answers={"giver": mother.name, "capacity": "parental_responsibility"},
    )
    draft.refresh_from_db()
    return draft


def every_place(draft: Referral) -> list[str]:
    """Return every place the form asks in, with the lists' adding and removing pages."""
    situation = situation_of(draft)
    # The domains share one page: two of them stand for all.
    asked = flow.chains(replace(situation, domains=situation.domains[:2]))
    return [
        "",
        *(place for chain in asked for place in chain.places),
        "children/add",
        "children/add/child",
        "children/add/unborn",
        "children/add/unnamed",
        "children/1/remove",
        "people/add",
        "people/1/remove",
        "professionals/add",
        "professionals/1/remove",
        "agreements/add",
        "agreements/1/remove",
        "words",
    ]


def test_every_question_of_the_form_opens_for_its_author(
    full_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    places = every_place(full_draft)
    assert len(places) > 60
    for place in places:
        page = browser_of_teacher.get(at(place))
        text = text_of(page)
        assert page.status_code == 200, place
        assert text.count("<h1") == 1, place
        assert "no-store" in page["Cache-Control"], place
        assert "Khatun" not in text.split("</title>")[0], place


def test_an_unborn_baby_is_asked_about_as_one_who_is_not_born_yet(
    full_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    # Decision 1: pages.md 5E.
    name = text_of(browser_of_teacher.get(at("children/2/name")))
    assert "Name, if there is one (optional)" in name
    assert "What is the baby's name?" in name
    home = text_of(browser_of_teacher.get(at("children/2/address")))
    assert "Where does the baby's mother live?" in home.split("</title>")[0]
    assert "Where does the baby's mother live?" in home.split("<h1")[1]
    services = text_of(browser_of_teacher.get(at("children/2/school")))
    assert "Which GP and midwife?" in services
    assert "School" not in services.split("<h1")[1]
    background = text_of(browser_of_teacher.get(at("children/2/background")))
    assert "What are the baby's ethnic group" in background.split("</title>")[0]
    assert browser_of_teacher.get(at("children/2/said"))["Location"] == at()
    browser_of_teacher.post(
        at("children/2/school"),
        {"gp_other": "Bexley Medical Group", "health_visitor_other": "Ann Roe"},
    )
    baby = full_draft.children.get(number=2)
    assert (baby.gp, baby.health_visitor) == ("Bexley Medical Group", "Ann Roe")
    check = text_of(browser_of_teacher.get(f"/referrals/{full_draft.reference}/check/"))
    assert "What the baby said" not in check
    assert "GP, midwife or health visitor" in check
    assert "Unborn baby, unborn" not in check


def test_nobody_else_opens_or_writes_a_draft(
    full_draft: Referral,
    signed_in: SignedIn,
    colleague: Membership,
    other_teacher: Membership,
    screener: Membership,
    keyworker: Membership,
    outsider: Outsider,
    at: At,
) -> None:
    strangers = [colleague, other_teacher, screener, keyworker, outsider(Role.PRACTITIONER)]
    some = ["", "worry", "children/1/name", "people/1/contact", "signs/health", "words"]
    for stranger in strangers:
        browser = signed_in(stranger)
        for place in some:
            assert browser.get(at(place)).status_code == 404, (stranger, place)
        assert browser.post(at("worry"), {"worry": "Mine now"}).status_code == 404
    full_draft.refresh_from_db()
    assert full_draft.worry == ""


def test_a_colleague_the_draft_was_given_to_writes_in_it(
    draft: Referral, colleague: Membership, signed_in: SignedIn, at: At
) -> None:
    draft.named.create(membership=colleague)
    answer = signed_in(colleague).post(at("worry"), {"worry": "He came to school without a coat."})
    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.worry == "He came to school without a coat."
    assert draft.saved_by == colleague


def test_opening_a_question_writes_one_line_in_the_audit_trail(
    draft: Referral,
    browser_of_teacher: Client,
    teacher: Membership,
    one_audit_entry: OneAuditEntry,
    at: At,
) -> None:
    with one_audit_entry("draft.viewed", subjects=[draft.reference], by=teacher):
        browser_of_teacher.get(at("worry"))


def test_a_place_that_is_no_question_is_not_found(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    for place in (
        "nonsense",
        "children/7/name",
        "people/7/who",
        "signs/nonsense",
        "children/add/adult",
    ):
        assert browser_of_teacher.get(at(place)).status_code == 404, place


def test_a_question_that_does_not_apply_leads_to_the_task_list(
    browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("", kind=ChildKind.UNBORN)
    for place in ("children/1/sex", "signs/apply", place_of("fgm")):
        answer = browser_of_teacher.get(at(place))
        assert (answer.status_code, answer["Location"]) == (302, at("")), place


def test_lists_take_the_same_number_of_queries_at_1_and_20_rows(
    draft: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    def queries(place: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser_of_teacher.get(at(place)).status_code == 200
        return len(caught)

    def fill(up_to: int) -> None:
        for number in range(draft.children.count() + 1, up_to + 1):
            ReferredChild.objects.create(referral=draft, number=number, first_name="Child")
            FamilyMember.objects.create(referral=draft, number=number, name="Relative")
            Professional.objects.create(referral=draft, number=number, name="Worker")
            drafts.record_agreement(
                by=teacher, referral=draft, children=[number], answers={"giver": "Sana"}
            )

    lists = ["", "children", "people", "professionals", "agreements"]
    fill(1)
    for place in lists:
        queries(place)
    few = {place: queries(place) for place in lists}
    fill(20)
    assert {place: queries(place) for place in lists} == few


# Children ------------------------------------------------------------------------------------


def test_a_child_is_added_by_name_and_asked_about_in_order(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    assert browser_of_teacher.get(at("children"))["Location"] == at("children/add")
    answer = browser_of_teacher.post(at("children/add"), {"kind": "child"})
    assert answer["Location"] == at("children/add/child")
    answer = browser_of_teacher.post(
        at("children/add/child"), {"first_name": "Zoë", "last_name": "O'Neill-Łuk"}
    )
    assert answer["Location"] == at("children/1/date-of-birth")
    child = draft.children.get()
    assert (child.first_name, child.last_name) == ("Zoë", "O'Neill-Łuk")
    assert child.name_key == "oneill luk zoe"


def test_pressing_twice_adds_one_child(draft: Referral, browser_of_teacher: Client, at: At) -> None:
    posted = {"first_name": "Amira", "form_key": "8c5f4a0e-5a3a-4f3e-9d5c-1c2d3e4f5a6b"}
    first = browser_of_teacher.post(at("children/add/child"), posted)
    second = browser_of_teacher.post(at("children/add/child"), posted)
    assert draft.children.count() == 1
    assert first["Location"] == second["Location"] == at("children/1/date-of-birth")


def test_a_child_without_a_name_is_described(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    missing = browser_of_teacher.post(at("children/add/unnamed"), {})
    assert missing.status_code == 422
    assert "Enter the child's name, or describe them" in text_of(missing)
    browser_of_teacher.post(at("children/add/unnamed"), {"description": "Boy, about 6"})
    assert draft.children.get().description == "Boy, about 6"


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({}, "Enter Amira's date of birth, or about how old they are"),
        ({"known": "date"}, "Enter Amira's date of birth, or about how old they are"),
        ({"known": "about"}, "Enter Amira's date of birth, or about how old they are"),
        ({"known": "about", "about_age": "twelve"}, "Age must be a number from 0 to 17"),
        ({"known": "date", "d": ("31", "2", "2016")}, "Date of birth must be a real date"),
        ({"known": "date", "d": ("1", "1", "2999")}, "Date of birth must be today or in the past"),
        ({"known": "date", "d": ("1", "1", "1986")}, "Amira would be 18 or over. Check the year"),
        ({"known": "date", "d": ("1", "1", "16")}, "Year must have 4 numbers"),
    ],
)
def test_a_wrong_date_of_birth_is_said_beside_it_and_kept(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
    posted: dict[str, Any],
    error: str,
) -> None:
    # nobody of 18 or over.
    add_child("Amira")
    day, month, year = posted.pop("d", ("", "", ""))
    data = {
        **posted,
        "date_of_birth_day": day,
        "date_of_birth_month": month,
        "date_of_birth_year": year,
    }
    page = browser_of_teacher.post(at("children/1/date-of-birth"), data)
    text = text_of(page)
    assert page.status_code == 422
    assert text.count(error) == 2
    assert "<title>Error: " in text
    assert f'value="{year}"' in text


def test_i_do_not_know_is_an_answer(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    child = add_child("Amira")
    browser_of_teacher.post(at("children/1/date-of-birth"), {"known": "unknown"})
    browser_of_teacher.post(at("children/1/address"), {"home": "unknown"})
    browser_of_teacher.post(at("children/1/young-carer"), {"young_carer": "unknown"})
    child.refresh_from_db()
    assert child.age_unknown
    assert child.address_unknown == "unknown"
    assert child.young_carer == Answer.UNKNOWN


def test_a_due_date_is_within_ten_months(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    child = add_child("", kind=ChildKind.UNBORN)
    far = browser_of_teacher.post(
        at("children/1/due"), {"due_on_month": "3", "due_on_year": "2099"}
    )
    assert "Due date must be within 10 months of today" in text_of(far)
    missing = browser_of_teacher.post(at("children/1/due"), {})
    assert "Enter when the baby is due" in text_of(missing)
    browser_of_teacher.post(at("children/1/due"), {"age_unknown": "on"})
    child.refresh_from_db()
    assert child.age_unknown


def test_an_address_needs_a_full_postcode_or_a_reason(
    browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    child = add_child("Amira")
    wrong = browser_of_teacher.post(
        at("children/1/address"), {"home": "address", "address": "1 High St", "postcode": "DA6"}
    )
    assert "Enter a full postcode, like DA6 7AT" in text_of(wrong)
    assert "1 High St" in text_of(wrong)
    missing = browser_of_teacher.post(at("children/1/address"), {})
    assert "Enter where Amira lives or is now" in text_of(missing)
    browser_of_teacher.post(
        at("children/1/address"),
        {"home": "address", "postcode": "da67at", "address_confidential": "on"},
    )
    child.refresh_from_db()
    assert (child.postcode, child.address_confidential) == ("DA6 7AT", True)


def test_numbers_are_checked_by_their_check_digits(
    browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    child = add_child("Amira")
    wrong = browser_of_teacher.post(
        at("children/1/numbers"), {"nhs_number": "943 476 5918", "pupil_number": "B123456789012"}
    )
    text = text_of(wrong)
    assert "Check the NHS number. It has 10 numbers and the last is a check" in text
    assert "Check the pupil number" in text
    assert "943 476 5918" in text
    browser_of_teacher.post(
        at("children/1/numbers"), {"nhs_number": "943 476 5919", "pupil_number": "a123456789012"}
    )
    child.refresh_from_db()
    assert (child.nhs_number, child.pupil_number) == ("9434765919", "A123456789012")


def test_whether_a_child_may_know_keeps_apart_that_they_do(
    browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    child = add_child("Amira", about_age=12)
    browser_of_teacher.post(
        at("children/1/may-know"), {"may_know": "not_told_yet", "safe_phone": "07700 900123"}
    )
    child.refresh_from_db()
    assert (child.may_know, child.already_knows) == (Answer.YES, Answer.NO)
    assert child.safe_phone == "07700 900 123"
    assert (
        'value="not_told_yet" checked'
        in browser_of_teacher.get(at("children/1/may-know")).content.decode()
    )


def test_removing_a_child_asks_first_and_keeps_the_rest(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    add_child("Yusuf")
    page = text_of(browser_of_teacher.get(at("children/2/remove")))
    assert "Remove Yusuf from this draft?" in page
    assert "What you wrote about Yusuf is deleted. The rest of the draft is kept." in page
    browser_of_teacher.post(at("children/2/remove"))
    assert [child.first_name for child in draft.children.all()] == ["Amira"]


# Family --------------------------------------------------------------------------------------


def test_a_family_member_is_related_to_each_child(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    add_child("Yusuf")
    answer = browser_of_teacher.post(
        at("people/add"),
        {
            "name": "Sana Khatun",
            "under_18": "no",
            "lives_with": "yes",
            "relation_1": "mother",
            "relation_2": "aunt",
        },
    )
    assert answer["Location"] == at("people/1/responsibility")
    missing = browser_of_teacher.post(at("people/1/responsibility"), {"responsibility_1": "yes"})
    assert "Select who has parental responsibility for Yusuf, or 'I do not know'" in text_of(
        missing
    )
    browser_of_teacher.post(
        at("people/1/responsibility"), {"responsibility_1": "yes", "responsibility_2": "unknown"}
    )
    member = agreed_draft.family_members.get()
    said = {
        row.child.first_name: (row.relation, row.parental_responsibility)
        for row in member.relationships.select_related("child")
    }
    assert said == {"Amira": ("mother", "yes"), "Yusuf": ("aunt", "unknown")}


def test_an_adult_is_asked_how_it_is_safe_to_reach_them(
    agreed_draft: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    member = drafts.add_member(by=teacher, referral=agreed_draft, answers={"name": "Sana Khatun"})
    missing = browser_of_teacher.post(at("people/1/contact"), {"may_know": "no"})
    assert "Say why Sana Khatun must not know" in text_of(missing)
    browser_of_teacher.post(
        at("people/1/contact"),
        {"may_know": "no", "may_not_know_because": "He reads her phone."},
    )
    member.refresh_from_db()
    assert (member.may_know, member.may_not_know_because) == ("no", "He reads her phone.")


def test_a_child_of_the_home_who_worries_us_too_becomes_a_child_of_the_referral(
    agreed_draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
) -> None:
    add_child("Amira")
    drafts.add_member(
        by=teacher,
        referral=agreed_draft,
        answers={
            "name": "Bilal Khatun",
            "under_18": True,
            "lives_with": "yes",
            "about_age": 9,
            "first_language": "Sylheti",
        },
    )
    missing = browser_of_teacher.post(at("people/1/worried-too"), {"worried_too": "no"})
    assert "Say why Bilal Khatun is not part of this referral" in text_of(missing)
    browser_of_teacher.post(at("people/1/worried-too"), {"worried_too": "yes"})
    browser_of_teacher.post(at("people/1/worried-too"), {"worried_too": "yes"})
    added = agreed_draft.children.get(number=2)
    assert agreed_draft.children.count() == 2
    assert (added.full_name, added.about_age, added.first_language) == (
        "Bilal Khatun",
        9,
        "Sylheti",
    )
    refused = browser_of_teacher.post(
        at("people/1/worried-too"), {"worried_too": "no", "not_referred_because": "He is well."}
    )
    assert "Remove them from the children first" in text_of(refused)
    assert "He is well." in text_of(refused)


def test_an_age_that_does_not_agree_is_said_beside_it(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    page = browser_of_teacher.post(
        at("people/add"), {"name": "Sana", "under_18": "yes", "about_age": "35"}
    )
    assert "Check the age. It does not agree with 'under 18'" in text_of(page)
    assert draft.family_members.count() == 0


def test_nobody_knowing_the_household_is_an_answer(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    missing = browser_of_teacher.post(at("people"), {})
    assert "Add the people who live with Amira, or select 'I do not know'" in text_of(missing)
    browser_of_teacher.post(at("people"), {"another": "unknown"})
    agreed_draft.refresh_from_db()
    assert agreed_draft.household_known == Answer.UNKNOWN


def test_professionals_are_listed_or_nobody_is(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    browser_of_teacher.post(at("professionals"), {"another": "yes"})
    draft.refresh_from_db()
    assert draft.nobody_helping == Answer.YES
    missing = browser_of_teacher.post(at("professionals/add"), {"agency": "CAMHS"})
    assert "Enter their name, or their job" in text_of(missing)
    assert "CAMHS" in text_of(missing)
    browser_of_teacher.post(at("professionals/add"), {"job": "Health visitor"})
    draft.refresh_from_db()
    assert draft.professionals.get().name == "Health visitor"
    assert draft.nobody_helping == Answer.NO


def test_audit_entries_of_a_draft_name_nobody(
    full_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    browser_of_teacher.post(at("worry"), {"worry": "Amira says her stepfather hit her."})
    for entry in AuditEntry.objects.all():
        text = f"{entry.action} {entry.subjects} {entry.detail}"
        assert not any(word in text for word in ("Amira", "Khatun", "stepfather", "Rosa"))


# The same child twice -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "called"),
    [
        ("child", {"first_name": "Amira", "last_name": "Khatun"}, "Amira Khatun"),
        ("unborn", {"first_name": ""}, "Unborn baby"),
        ("unnamed", {"description": "Boy, about 6, number 12"}, "Boy, about 6, number 12"),
    ],
)
def test_going_back_and_saving_again_asks_whether_it_is_another_child(
    draft: Referral,
    browser_of_teacher: Client,
    at: At,
    kind: str,
    typed: dict[str, str],
    called: str,
) -> None:
    browser_of_teacher.post(at(f"children/add/{kind}"), typed)
    asked = browser_of_teacher.post(at(f"children/add/{kind}"), typed)
    assert asked.status_code == 422
    assert f"You already added {called}. Is this another child?" in text_of(asked)
    assert draft.children.count() == 1
    same = browser_of_teacher.post(at(f"children/add/{kind}"), typed | {"is_another": "no"})
    assert same["Location"] == at("children/1/name")
    assert draft.children.count() == 1
    another = browser_of_teacher.post(at(f"children/add/{kind}"), typed | {"is_another": "yes"})
    assert another["Location"].startswith(at("children/2/")[:-1])
    assert draft.children.count() == 2


def test_pressing_twice_is_not_asked_about(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    page = text_of(browser_of_teacher.get(at("children/add/child")))
    key = re.findall(r'name="form_key" value="([^"]+)"', page)[0]
    typed = {"first_name": "Amira", "last_name": "Khatun", "form_key": key}
    first = browser_of_teacher.post(at("children/add/child"), typed)
    second = browser_of_teacher.post(at("children/add/child"), typed)
    assert second.status_code == 302
    assert second["Location"] == first["Location"]
    assert draft.children.count() == 1


def test_children_of_one_name_are_told_apart_in_what_is_missing_and_where_they_are_ticked(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira", last_name="Khatun")
    add_child("Amira", last_name="Khatun")
    add_child("Yusuf", last_name="Khatun")
    add_child("", kind=ChildKind.UNBORN)
    add_child("", kind=ChildKind.UNBORN)
    check = text_of(browser_of_teacher.get(f"/referrals/{agreed_draft.reference}/check/"))
    needed = check.split("Needed before you can send")[1].split("</ul>")[0]
    for words in (
        "Select the level that fits Amira (child 1) best",
        "Select the level that fits Amira (child 2) best",
        "Select the level that fits Yusuf best",
        "Select the level that fits baby 4 best",
        "Select the level that fits baby 5 best",
    ):
        assert words in needed
    level = text_of(browser_of_teacher.get(at("children/2/level")))
    assert "Which level fits Amira (child 2) best?" in level
    assert "The same for Amira (child 1), Yusuf, baby 4 and baby 5" in level
    who = text_of(browser_of_teacher.get(at("agreements/add")))
    assert "Amira Khatun (child 1)" in who
    assert "Amira Khatun (child 2)" in who
