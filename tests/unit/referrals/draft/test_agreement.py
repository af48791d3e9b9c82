"""Who agreed, to what and how; the words a parent reads; the task list."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership
from referrals.models import Consent, Referral
from referrals.operations import drafts
from referrals.rules import Agreement, ChildKind, Ground
from tests.unit.referrals.draft.conftest import AddChild
from tests.unit.referrals.draft.test_pages import text_of, ticked
from thresholds.models import Indicator

At = Callable[[str], str]


@pytest.fixture
def family(agreed_draft: Referral, teacher: Membership, add_child: AddChild) -> Referral:
    """Two children and their mother."""
    add_child("Amira", about_age=16)
    add_child("Yusuf", about_age=8)
    drafts.add_member(by=teacher, referral=agreed_draft, answers={"name": "Sana Khatun"})
    return agreed_draft


MOTHER = {"giver": "member-1", "capacity": "parental_responsibility"}


def test_one_act_of_agreeing_holds_for_all_children(
    family: Referral, browser_of_teacher: Client, at: At
) -> None:
    assert browser_of_teacher.get(at("agreements"))["Location"] == at("agreements/add")
    page = text_of(browser_of_teacher.get(at("agreements/add")))
    assert (
        page.index("The same for all children") < page.index("Yusuf</label")
        if ("Yusuf</label" in page)
        else "The same for all children" in page
    )
    answer = browser_of_teacher.post(at("agreements/add"), MOTHER | {"applies_to": ["all"]})
    assert answer["Location"] == at("agreements/1/purposes")
    missing = browser_of_teacher.post(at("agreements/1/purposes"), {"sharing": ["share_health"]})
    assert "Select what they agreed to" in text_of(missing)
    browser_of_teacher.post(
        at("agreements/1/purposes"),
        {"help_with": ["referral", "family_wellbeing"], "sharing": ["share_health"]},
    )
    browser_of_teacher.post(
        at("agreements/1/how"),
        {
            "how": "verbal",
            "witness": "Callum Reyes",
            "given_on_day": "20",
            "given_on_month": "11",
            "given_on_year": "2020",
        },
    )
    consents = Consent.objects.filter(child__referral=family).order_by("child__number")
    assert [consent.child.first_name for consent in consents] == ["Amira", "Yusuf"]
    for consent in consents:
        assert consent.giver == "Sana Khatun"
        assert consent.giver_member is not None
        assert consent.giver_member.name == "Sana Khatun"
        assert consent.purposes == ["referral", "family_wellbeing", "share_health"]
        assert (consent.how, consent.witness) == ("verbal", "Callum Reyes")
    listed = text_of(browser_of_teacher.get(at("agreements")))
    assert "You have recorded 1 agreement" in listed
    assert "Said yes, witnessed by Callum Reyes, 20 November 2020" in listed


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({}, "Select who agreed"),
        ({"giver": "someone", "capacity": "carer"}, "Enter who agreed"),
        (
            {"giver": "member-1", "capacity": "carer"},
            "Say why nobody with parental responsibility could be asked",
        ),
        (
            {"giver": "child-1", "capacity": "young_person"},
            "Say how you judged that they understand",
        ),
        (
            {"giver": "child-1", "capacity": "parental_responsibility"},
            "Select 'They are a young person who understands'",
        ),
        (MOTHER, "Select which children this is for"),
    ],
)
def test_who_agreed_is_said_with_why_they_may_r_021(
    family: Referral, browser_of_teacher: Client, at: At, posted: dict[str, str], error: str
) -> None:
    # a parent, a carer, or a young person who understands.
    page = browser_of_teacher.post(at("agreements/add"), posted)
    assert error in text_of(page)
    assert not Consent.objects.filter(child__referral=family).exists()


def test_nobody_agrees_in_a_capacity_they_cannot_have_decision_21(
    family: Referral, teacher: Membership, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    # parental responsibility, an expectant mother, the council.
    add_child("", kind=ChildKind.UNBORN)

    def said(giver: str, capacity: str, *children: str) -> str:
        page = browser_of_teacher.post(
            at("agreements/add"),
            {"giver": giver, "capacity": capacity, "applies_to": list(children)},
        )
        return text_of(page) if page.status_code == 422 else ""

    for capacity in ("parental_responsibility", "expectant_mother"):
        refused = said("council", capacity, "1")
        assert "Select 'The council has parental responsibility'" in refused
    assert "Select another reason, or select that the council agreed" in said(
        "member-1", "council", "1"
    )
    assert "an expectant mother agrees for an unborn baby only, not for Amira" in said(
        "member-1", "expectant_mother", "1", "3"
    )
    assert "not for Amira and Yusuf" in said("someone", "expectant_mother", "all")
    assert not Consent.objects.filter(child__referral=family).exists()
    for giver, capacity, child in (
        ("member-1", "expectant_mother", "3"),
        ("child-1", "expectant_mother", "3"),
        ("council", "council", "1"),
    ):
        assert said(giver, capacity, child) == ""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("unknown", "you said you do not know whether Sana Khatun has parental responsibility"),
        ("no", "you said Sana Khatun does not have parental responsibility"),
    ],
)
def test_parental_responsibility_is_what_the_family_page_says_r_021(
    family: Referral,
    browser_of_teacher: Client,
    at: At,
    answer: str,
    words: str,
) -> None:
    mother = family.family_members.get()
    amira, yusuf = family.children.order_by("number")
    mother.relationships.create(child=amira, parental_responsibility="yes")
    mother.relationships.create(child=yusuf, parental_responsibility=answer)
    refused = browser_of_teacher.post(at("agreements/add"), MOTHER | {"applies_to": ["all"]})
    text = text_of(refused)
    assert f"{words} for Yusuf" in text
    assert "for Amira" not in text.split("<form")[-1].split("for Yusuf")[0][-60:]
    # In the summary and beside the field; what was chosen stays chosen.
    assert text.count(f"{words} for Yusuf") == 2
    assert {"member-1", "parental_responsibility", "all"} <= set(ticked(refused))
    accepted = browser_of_teacher.post(at("agreements/add"), MOTHER | {"applies_to": ["1"]})
    assert accepted["Location"] == at("agreements/1/purposes")


def test_responsibility_taken_back_on_the_family_page_is_asked_before_sending_r_021(
    family: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    mother, yusuf = family.family_members.get(), family.children.get(number=2)
    said = mother.relationships.create(child=yusuf, parental_responsibility="yes")
    answers = {
        "giver": "Sana Khatun",
        "giver_member": mother,
        "capacity": "parental_responsibility",
        "purposes": ["referral"],
        "how": "paper",
    }
    drafts.record_agreement(by=teacher, referral=family, children=[2], answers=answers)
    words = "Check who agreed for Yusuf: under Family and household you did not say"

    def check() -> str:
        return text_of(browser_of_teacher.get(f"/referrals/{family.reference}/check/"))

    assert words not in check()
    said.parental_responsibility = "unknown"
    said.save()
    assert words in check()
    assert "Enter who agreed for Yusuf" not in check()


def test_an_agreement_cannot_end_before_it_was_given_and_says_when_it_ends_decision_22(
    family: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    drafts.record_agreement(
        by=teacher, referral=family, children=[1, 2], answers={"giver": "Sana Khatun"}
    )

    def how(until: str) -> Any:
        day, month, year = until.split()
        return browser_of_teacher.post(
            at("agreements/1/how"),
            {
                "how": "screen",
                "signature": "Sana Khatun",
                "is_my_signature": "on",
                "given_on_day": "20",
                "given_on_month": "11",
                "given_on_year": "2020",
                "language": "Bengali",
                "interpreter": "Rina Das",
                "until_day": day,
                "until_month": month,
                "until_year": year,
            },
        )

    assert "Until when must be the day they agreed or later" in text_of(how("19 11 2020"))
    assert "Until when must be today or later" in text_of(how("21 11 2020"))
    assert how("1 3 2090").status_code == 302
    for page in (at("agreements"), f"/referrals/{family.reference}/check/"):
        text = text_of(browser_of_teacher.get(page))
        assert "1 March 2090" in text
        assert "Rina Das" in text
        assert "Signed on this screen" in text
        assert "Sign on this screen" not in text


@pytest.mark.parametrize(
    ("posted", "error"),
    [
        ({}, "Select how they agreed"),
        ({"how": "verbal"}, "Enter who witnessed it"),
        ({"how": "screen"}, "Enter your full name to sign"),
        ({"how": "screen", "signature": "Sana Khatun"}, "Select that this is your signature"),
        ({"how": "paper"}, "Enter when they agreed"),
    ],
)
def test_how_they_agreed_is_complete_r_026(
    family: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    at: At,
    posted: dict[str, str],
    error: str,
) -> None:
    # signed, or said with a witness, and when.
    drafts.record_agreement(
        by=teacher, referral=family, children=[1, 2], answers={"giver": "Sana Khatun"}
    )
    assert error in text_of(browser_of_teacher.post(at("agreements/1/how"), posted))


def test_a_signature_is_asked_for_at_levels_2_and_3_r_022(
    family: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    drafts.record_agreement(
        by=teacher, referral=family, children=[1], answers={"giver": "Sana Khatun"}
    )
    words = "Bexley needs a signature. 'Said yes' counts until it is signed at the first visit."
    assert words not in text_of(browser_of_teacher.get(at("agreements/1/how")))
    family.children.filter(number=1).update(confirmed_level=3)
    assert words in text_of(browser_of_teacher.get(at("agreements/1/how")))


def test_an_agreement_to_level_2_alone_says_that_the_referral_is_for_level_2_only_r_022(
    family: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    drafts.record_agreement(
        by=teacher, referral=family, children=[1, 2], answers={"giver": "Sana Khatun"}
    )
    words = "This referral is for level 2 only. Select 'Help at level 2 only'"
    family.children.filter(number=1).update(confirmed_level=2)
    assert words not in text_of(browser_of_teacher.get(at("agreements/1/purposes")))
    family.children.update(confirmed_level=2)
    assert words in text_of(browser_of_teacher.get(at("agreements/1/purposes")))
    browser_of_teacher.post(at("agreements/1/purposes"), {"help_with": ["referral", "level_2"]})
    assert "Help at level 2 only" in text_of(browser_of_teacher.get(at("agreements")))
    family.children.filter(number=2).update(confirmed_level=3)
    assert words not in text_of(browser_of_teacher.get(at("agreements/1/purposes")))


def test_changing_for_whom_it_holds_keeps_the_rest(
    family: Referral, teacher: Membership, browser_of_teacher: Client, at: At
) -> None:
    number = drafts.record_agreement(
        by=teacher,
        referral=family,
        children=[1],
        answers={"giver": "Sana Khatun", "how": "paper", "purposes": ["referral"]},
    )
    drafts.change_agreement(by=teacher, referral=family, number=number, answers={}, children=[2])
    consent = Consent.objects.get(child__referral=family)
    assert (consent.child.first_name, consent.how, consent.purposes) == (
        "Yusuf",
        "paper",
        ["referral"],
    )
    browser_of_teacher.post(at(f"agreements/{number}/remove"))
    assert not Consent.objects.filter(child__referral=family).exists()


def test_a_young_person_of_16_is_asked_and_an_8_year_old_is_not_r_023(
    family: Referral, browser_of_teacher: Client, at: At
) -> None:
    # R-023 in Bexley from 16; R-118 in Dudley from 14.
    missing = browser_of_teacher.post(at("children/1/agrees"), {})
    assert "Select whether Amira agrees as well" in text_of(missing)
    unsaid = browser_of_teacher.post(at("children/1/agrees"), {"answer": "not_asked"})
    assert "Say why Amira was not asked" in text_of(unsaid)
    answer = browser_of_teacher.post(at("children/1/agrees"), {"answer": "no"})
    assert answer["Location"] == at("objection")
    consent = Consent.objects.get(child__referral=family, by_young_person=True)
    assert (consent.child.first_name, consent.answer) == ("Amira", "refused")


def test_whether_parents_know_is_said_with_who_or_why_r_027(
    family: Referral, browser_of_teacher: Client, at: At
) -> None:
    # inform the family, unless that would increase the risk.
    for posted, error in (
        ({}, "Select whether the parents or carers know"),
        ({"parents_know": "none"}, "Say why they do not know"),
    ):
        assert error in text_of(browser_of_teacher.post(at("parents-know"), posted))
    browser_of_teacher.post(
        at("parents-know"), {"parents_know": "none", "none_because": "Not safe today."}
    )
    family.refresh_from_db()
    assert (family.parents_know, family.parents_know_who) == ("none", "Not safe today.")
    assert "Not safe today." in text_of(browser_of_teacher.get(at("parents-know")))


def test_sharing_without_agreement_says_why_r_155(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    # the basis is recorded with the reasons.
    Referral.objects.filter(pk=draft.pk).update(ground=Ground.UNSAFE_TO_ASK)
    missing = browser_of_teacher.post(at("why-without"), {})
    assert "Say why you are sharing without agreement" in text_of(missing)
    browser_of_teacher.post(at("why-without"), {"ground_because": "He would hurt her."})
    draft.refresh_from_db()
    assert draft.ground_because == "He would hurt her."


def test_a_family_not_asked_yet_is_asked_first(
    family: Referral, browser_of_teacher: Client, at: At
) -> None:
    Referral.objects.filter(pk=family.pk).update(agreement=Agreement.NOT_YET, ground="")
    page = text_of(browser_of_teacher.get(at("agreements")))
    assert "You said you had not asked yet." in page
    assert at("words") in page


def test_the_words_a_parent_reads_name_no_child_and_say_what_no_means(
    family: Referral, browser_of_teacher: Client, teacher: Membership, at: At
) -> None:
    # openly, before they say yes or no.
    page = text_of(browser_of_teacher.get(at("words") + "?share=share_health&share=share_police"))
    assert "Help for your family" in page
    assert f"{teacher.person.full_name} would like to ask for help for your family." in page
    assert "The team may talk to: police and health." in page
    assert "If you say no, we will usually not send this." in page
    assert "Amira" not in page
    assert "MASH" not in page.split("<article>")[1].split("</article>")[0]


# The task list -------------------------------------------------------------------------------


def test_the_task_list_says_what_is_needed_and_that_nobody_has_seen_it(
    agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    page = text_of(browser_of_teacher.get(at("")))
    assert "Your referral" in page
    # The family's agreement was asked before the list: no row of it is done by that.
    assert "Needed to send: 0 of" in page
    assert "Not sent yet. Last saved" in page
    assert "Cannot start yet" in page
    for words in ("Send now with what you have", "Give this draft to a colleague", "Not needed"):
        assert words in page


@pytest.mark.parametrize("why", ["danger", "sign", "duty"])
def test_an_alarming_draft_says_not_sent_decision_32(
    draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
    why: str,
) -> None:
    add_child("Amira")
    if why == "danger":
        Referral.objects.filter(pk=draft.pk).update(danger_now=True)
    elif why == "sign":
        sign = Indicator.objects.filter(edition=draft.edition, level__number=4)[0]
        drafts.choose_indicators(by=teacher, referral=draft, shown=[sign.pk], chosen=[sign.pk])
    else:
        drafts.choose_circumstances(by=teacher, referral=draft, keys=["missing"])
    page = text_of(browser_of_teacher.get(at("")))
    assert "NOT SENT — nobody has seen this." in page
    assert "If a child is at risk" in page


def test_a_task_is_completed_at_its_last_question(
    agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    browser_of_teacher.post(at("callback"), {"callback_number": "020 7946 0100"})
    agreed_draft.refresh_from_db()
    assert agreed_draft.sections_done == ["about_you"]
    assert "Completed" in text_of(browser_of_teacher.get(at("")))


def test_taking_an_agreement_out_of_a_draft_names_whose(
    family: Referral, browser_of_teacher: Client, at: At
) -> None:
    of_council = {"giver": "council", "capacity": "council", "applies_to": ["all"]}
    browser_of_teacher.post(at("agreements/add"), of_council)
    question = text_of(browser_of_teacher.get(at("agreements/1/remove")))
    assert "Remove the agreement of the council from this draft?" in question
    assert "Yes, remove the agreement of the council" in question
