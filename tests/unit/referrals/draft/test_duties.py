"""Each special circumstance's own page and record, from the draft to the hub."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership
from directory.models import Service
from referrals import duties
from referrals.duties import place_of
from referrals.errors import DraftChanged
from referrals.models import Referral
from referrals.operations import drafts
from referrals.rules import Answer
from tests.unit.referrals.draft.conftest import AddChild
from tests.unit.referrals.draft.test_pages import text_of, ticked

At = Callable[..., str]


@pytest.mark.parametrize("key", sorted(duties.DUTIES))
def test_each_duty_asks_its_own_record_and_needs_none_of_it(
    draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
    key: str,
) -> None:
    # every circumstance has a record of its own.
    add_child("Amira")
    drafts.choose_circumstances(by=teacher, referral=draft, keys=[key])
    page = browser_of_teacher.get(at(place_of(key)))
    shown = text_of(page)
    assert ticked(page) == []
    assert "{office}" not in shown
    for ask in duties.duty_of(key).asks:
        assert duties.fill(ask.label, "MASH") in shown, ask.name
        assert f'name="{ask.name}"' in shown
    assert browser_of_teacher.post(at(place_of(key)), {}).status_code == 302
    row = draft.chosen_circumstances.get()
    assert (row.answers, row.duty_done) == ({}, "")
    # What is said under each question is read back as it was said.
    answers = {
        ask.name: (next(iter(ask.choices)) if ask.choices else f"{ask.name} 7")
        for ask in duties.duty_of(key).asks
    }
    browser_of_teacher.post(
        at(place_of(key)),
        answers | {"duty_done": "yes", "duty_who": "Sam Reed", "duty_when": "2pm"},
    )
    row.refresh_from_db()
    assert row.answers == duties.kept(key, answers, done="yes")
    check = text_of(browser_of_teacher.get(f"/referrals/{draft.reference}/check/"))
    assert "Sam Reed, 2pm" in check
    for said in duties.read_back(key, row.answers):
        assert f"{duties.fill(said.about, 'MASH')}: {said.words}" in check


def test_what_the_answers_mean_is_said_once_before_going_on_and_changes_nothing(
    draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
) -> None:
    # gentle words, and the lowest level of decision 16 stays.
    child = add_child("Amira")
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["private_fostering"])
    answers = {"relation": "close", "lasts": "long", "duty_done": "no"}
    place = at(place_of("private_fostering"))
    again = browser_of_teacher.post(place, answers)["Location"]
    assert again == f"{place}?said=1"
    page = text_of(browser_of_teacher.get(again))
    assert "What your answers mean" in page
    assert "This may not be private fostering in law, because the carer is a close" in page
    child.refresh_from_db()
    assert child.suggested_level == 4
    assert browser_of_teacher.post(again, answers)["Location"] != again
    from_check = browser_of_teacher.post(f"{place}?next=check", answers)["Location"]
    assert from_check == f"{place}?next=check&said=1"
    assert browser_of_teacher.post(from_check, answers)["Location"].endswith("/check/")


def test_passing_on_a_young_carers_assessment_waits_where_someone_must_not_be_told(
    draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
) -> None:
    # Decision 26; R-100.
    for name, about in (("Imago", "Young carers’ assessments."), ("Swim", "For young people.")):
        Service.objects.create(
            partnership=draft.partnership,
            slug=name.lower(),
            name=name,
            description=about,
            levels=[2],
        )
    add_child("Amira")
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["young_carer"])
    place, accepted = at(place_of("young_carer")), {"family_answer": "accepted"}
    browser_of_teacher.post(place, accepted)
    page = text_of(browser_of_teacher.get(place))
    assert "Pass it on now." in page
    helping = page.split("Services that help:")[1].split("</ul>")[0]
    assert "Imago" in helping
    assert "Swim" not in helping
    Referral.objects.filter(pk=draft.pk).update(someone_must_not_know=Answer.YES)
    assert "Do not pass it on yet." in text_of(browser_of_teacher.get(place))
    Referral.objects.filter(pk=draft.pk).update(someone_must_not_know=Answer.NO)
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["young_carer", "missing"])
    assert "Do not pass it on yet." in text_of(browser_of_teacher.get(place))


def test_two_windows_do_not_write_over_each_others_record(
    draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
) -> None:
    add_child("Amira")
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["missing"])
    row = drafts.record_duty(
        by=teacher,
        referral=draft,
        key="missing",
        done="yes",
        who="Sam",
        when="2pm",
        answers={"missing_since": "Noon"},
        version=1,
    )
    assert row.version == 2
    with pytest.raises(DraftChanged) as refused:
        drafts.record_duty(
            by=teacher,
            referral=draft,
            key="missing",
            done="yes",
            who="Sam",
            when="2pm",
            answers={"missing_since": "3pm"},
            version=1,
        )
    assert refused.value.theirs == {"missing_since": "Noon"}
    mine = {"duty_done": "yes", "duty_who": "Sam", "duty_when": "2pm", "missing_since": "3pm"}
    both = browser_of_teacher.post(at(place_of("missing")), mine | {"version": "1"})
    assert both.status_code == 409
    shown = text_of(both)
    assert "Noon" in shown
    assert "3pm" in shown
    address = re.search(r'action="([^"]*settle=[^"]*)"', shown)
    assert address
    browser_of_teacher.post(address.group(1), {"missing_since": "both", "version": "2"})
    row.refresh_from_db()
    assert row.answers == {"missing_since": "Noon\n\n3pm"}
    # What is recorded alike is no conflict, however old the page is.
    drafts.record_duty(
        by=teacher,
        referral=draft,
        key="missing",
        done="yes",
        who="Sam",
        when="2pm",
        answers=row.answers,
        version=1,
    )
