"""Circumstances, signs, the suggestion and the level."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Membership
from directory.models import FrontDoor, Service
from referrals.duties import place_of
from referrals.forms.draft.signs import SearchForm
from referrals.models import ChosenCircumstance, ChosenIndicator, Referral, ReferredChild
from referrals.operations import drafts
from referrals.operations.drafts.signs import settle
from referrals.rules import ChildKind, Ground
from tests.unit.referrals.draft.conftest import AddChild
from tests.unit.referrals.draft.test_pages import text_of, ticked
from thresholds.models import Edition, Indicator
from thresholds.suggestion import Settings

At = Callable[..., str]


def row_of(page: object, task: str) -> str:
    """Return a task's row of the task list."""
    rows = text_of(page).split('<li class="govuk-task-list__item')
    return next(row for row in rows if task in row)


@pytest.fixture
def choose(draft: Referral, teacher: Membership) -> Callable[[int, int], list[Indicator]]:
    """Choose some signs of a level: `choose(3, 2)`."""

    def some(level: int, count: int) -> list[Indicator]:
        found = list(Indicator.objects.filter(edition=draft.edition, level__number=level)[:count])
        pks = [indicator.pk for indicator in found]
        drafts.choose_indicators(by=teacher, referral=draft, shown=pks, chosen=pks)
        return found

    return some


Choose = Callable[[int, int], list[Indicator]]


def test_signs_chosen_for_an_only_child_settle_the_suggestion_with_its_words(
    draft: Referral, add_child: AddChild, choose: Choose
) -> None:
    #
    child = add_child("Amira")
    signs = choose(3, 2)
    child.refresh_from_db()
    assert child.suggested_level == 3
    assert "In Bexley 2 or more suggest Level 3." in child.suggestion["reasons"][0]
    assert child.suggestion["edition"]["name"] == draft.edition.name
    assert [sign["text"] for sign in child.suggestion["signs"]] == [sign.text for sign in signs]
    assert {row.text for row in draft.chosen_indicators.all()} == {sign.text for sign in signs}


def test_each_page_unchooses_only_its_own_signs(
    draft: Referral, teacher: Membership, add_child: AddChild, choose: Choose
) -> None:
    add_child("Amira")
    kept, dropped = choose(4, 1), choose(2, 2)
    pks = [indicator.pk for indicator in dropped]
    drafts.choose_indicators(by=teacher, referral=draft, shown=pks, chosen=[])
    assert [row.indicator for row in draft.chosen_indicators.all()] == kept


def test_signs_of_another_edition_are_not_taken(
    draft: Referral, teacher: Membership, add_child: AddChild
) -> None:
    add_child("Amira")
    drafts.choose_indicators(by=teacher, referral=draft, shown=[10**9], chosen=[10**9])
    assert not draft.chosen_indicators.exists()


def test_with_several_children_each_sign_is_applied(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    choose: Choose,
    at: At,
) -> None:
    amira, yusuf = add_child("Amira"), add_child("Yusuf")
    first, second = choose(4, 2)
    assert ticked(browser_of_teacher.get(at("signs/apply"))) == []
    missing = browser_of_teacher.post(at("signs/apply"), {f"sign_{first.pk}": ["1"]})
    assert f"Select who '{second.text}' applies to" in text_of(missing)
    browser_of_teacher.post(
        at("signs/apply"), {f"sign_{first.pk}": ["1"], f"sign_{second.pk}": ["all"]}
    )
    chosen = {row.indicator_id: row for row in agreed_draft.chosen_indicators.all()}
    assert list(chosen[first.pk].children.all()) == [amira]
    assert list(chosen[second.pk].children.all()) == [amira, yusuf]


def test_a_domain_page_groups_by_level_and_ticks_only_what_was_chosen(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    page = browser_of_teacher.get(at("signs/health"))
    text = text_of(page).split("</h1>")[1]
    places = [
        text.index(heading) for heading in ("Level 4", "Level 3", "Level 2", "Doing well (Level 1)")
    ]
    assert places == sorted(places)
    assert ticked(page) == []
    sign = draft.edition.indicators.filter(domain__slug="health", level__number=4).first()
    assert sign
    answer = browser_of_teacher.post(at("signs/health"), {"level_4": [str(sign.pk)]})
    assert answer["Location"] == at("signs")
    assert "1 chosen" in text_of(browser_of_teacher.get(at("signs")))
    assert ticked(browser_of_teacher.get(at("signs/health"))) == [str(sign.pk)]


def test_with_no_sign_chosen_it_asks_why(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    assert text_of(browser_of_teacher.get(at("signs"))).count("<h1") == 1
    missing = browser_of_teacher.post(at("signs"), {})
    assert "Say why none of these fits" in text_of(missing)
    browser_of_teacher.post(at("signs"), {"no_indicator_because": "It is about his housing."})
    agreed_draft.refresh_from_db()
    assert agreed_draft.no_indicator_because == "It is about his housing."


def test_a_search_is_posted_and_shows_signs_without_ticking_them(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    page = browser_of_teacher.post(at("signs"), {"search": "1", "words_noticed": "bullied"})
    assert page.status_code == 200
    assert "like what you have noticed" in text_of(page)
    assert not draft.chosen_indicators.exists()
    nothing = browser_of_teacher.post(at("signs"), {"search": "1", "words_noticed": "zzzz"})
    assert "We found nothing for these words" in text_of(nothing)
    empty = browser_of_teacher.post(at("signs"), {"search": "1", "words_noticed": ""})
    assert "Enter what you have noticed" in text_of(empty)


def test_the_example_beside_the_search_finds_printed_signs_with_each_of_its_words(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    example = str(SearchForm().fields["words_noticed"].help_text).split("for example: ")[1]
    alternatives = example.split(", ")
    assert len(alternatives) == 3

    def found(words: str) -> str:
        page = browser_of_teacher.post(at("signs"), {"search": "1", "words_noticed": words})
        text = text_of(page)
        assert "like what you have noticed" in text, words
        return text

    # Words between commas are alternatives, and an ending makes no difference.
    for alternative in alternatives:
        found(alternative)
    together = found(example)
    stem = draft.edition.indicators.filter(text__icontains="absences").first()
    assert stem and stem.text in together
    assert stem.text in found("zzzz, absence")


def test_the_worry_offers_signs_that_are_not_chosen(
    draft: Referral, teacher: Membership, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    drafts.save(
        by=teacher, referral=draft, version=None, changes={"worry": "He is bullied at school."}
    )
    page = text_of(browser_of_teacher.get(at("signs")))
    assert "From what you have written about the worry, you may want to consider:" in page
    assert not draft.chosen_indicators.exists()


def test_the_worry_offers_at_most_six_signs_by_domain_and_says_no_level_decision_17(
    draft: Referral, teacher: Membership, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    worry = "DV at home. Amira hasn't had her jabs and turns up hungry. No concerns about drugs."
    drafts.save(by=teacher, referral=draft, version=None, changes={"worry": worry})
    offers = browser_of_teacher.get(at("signs")).context["offers"]
    assert len(offers) == 6
    texts = [offer["text"] for offer in offers]
    assert {"Missing immunisations/checks"} <= set(texts)
    assert not [text for text in texts if "drug" in text]
    assert all(set(offer) == {"text", "domain", "href"} for offer in offers)


def test_an_offered_sign_leads_to_its_very_box(
    draft: Referral, teacher: Membership, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    worry = "She is bullied at school and turns up hungry."
    drafts.save(by=teacher, referral=draft, version=None, changes={"worry": worry})
    offered = browser_of_teacher.get(at("signs")).context["offers"]
    found = browser_of_teacher.post(at("signs"), {"search": "1", "words_noticed": worry})
    for sign in [*offered, *found.context["found"]]:
        address, box = sign["href"].split("#")
        page = text_of(browser_of_teacher.get(address))
        assert page.count(f'id="{box}"') == 1
        label = page.split(f'for="{box}">')[1].split("</label>")[0]
        assert label.strip() == sign["text"]


def test_without_a_worry_nothing_is_offered(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    assert browser_of_teacher.get(at("signs")).context["offers"] == []


# Circumstances -------------------------------------------------------------------------------


def test_each_circumstance_opens_its_duty_before_moving_on_decision_16(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    # FGM, told to the police by the professional personally.
    child = add_child("Amira")
    answer = browser_of_teacher.post(at("circumstances"), {"circumstances": ["fgm"]})
    assert answer["Location"] == at(place_of("fgm"))
    page = text_of(browser_of_teacher.get(at(place_of("fgm"))))
    assert "You must tell the police yourself" in page
    assert "ring 101 by the end of" in page
    assert "{next working day}" not in page
    half = text_of(browser_of_teacher.post(at(place_of("fgm")), {"duty_done": "yes"}))
    for missing in ("who at the police took the report", "when it was reported"):
        assert half.count(f"Enter {missing}, or 'not known'") == 2
    browser_of_teacher.post(
        at(place_of("fgm")),
        {"duty_done": "yes", "duty_who": "PC Lane", "duty_when": "4:40pm today"},
    )
    duty = draft.chosen_circumstances.get()
    child.refresh_from_db()
    assert (duty.duty_done, duty.duty_who) == ("yes", "PC Lane")
    assert child.suggested_level == 4


def test_none_of_these_is_an_answer_and_excludes_the_others(
    agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    for wrong in ({}, {"circumstances": ["none", "fgm"]}):
        page = browser_of_teacher.post(at("circumstances"), wrong)
        assert "Select any that apply, or 'None of these'" in text_of(page)
    browser_of_teacher.post(at("circumstances"), {"circumstances": ["none"]})
    agreed_draft.refresh_from_db()
    assert agreed_draft.circumstances_asked
    assert 'value="none" checked' in text_of(browser_of_teacher.get(at("circumstances")))


def test_what_the_children_told_already_is_offered_ticked_r_099(
    browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    #
    add_child("Amira", young_carer="yes")
    add_child("", kind=ChildKind.UNBORN)
    page = browser_of_teacher.get(at("circumstances"))
    assert set(ticked(page)) == {"young_carer", "unborn"}


def test_a_circumstance_applies_to_the_children_named(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    # private fostering is told to the MASH, for the child it is about.
    amira, yusuf = add_child("Amira"), add_child("Yusuf")
    browser_of_teacher.post(at("circumstances"), {"circumstances": ["private_fostering"]})
    browser_of_teacher.post(
        at(place_of("private_fostering")), {"applies_to": ["2"], "duty_done": "no"}
    )
    amira.refresh_from_db()
    yusuf.refresh_from_db()
    assert (amira.suggested_level, yusuf.suggested_level) == (1, 4)


@pytest.mark.parametrize(("key", "floor"), [("fgm", 4), ("radicalisation", 3)])
def test_a_circumstance_of_which_nobody_said_to_whom_it_applies_holds_for_every_child(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    at: At,
    key: str,
    floor: int,
) -> None:
    # Decision 16: a floor is never lost for want of an answer.
    children = [add_child("Amira"), add_child("Yusuf")]
    browser_of_teacher.post(at("circumstances"), {"circumstances": [key]})
    label = agreed_draft.chosen_circumstances.get().circumstance.label
    refused = browser_of_teacher.post(at(place_of(key)), {"duty_done": "no"})
    assert refused.status_code == 422
    assert "Needed to send" in text_of(refused)
    # In the summary, with a link, and beside the boxes.
    assert text_of(refused).count(f"Select who '{label}' applies to") == 2
    for child in children:
        child.refresh_from_db()
        assert child.suggested_level == floor
        assert [one["key"] for one in child.suggestion["circumstances"]] == [key]
    check = text_of(browser_of_teacher.get(f"/referrals/{agreed_draft.reference}/check/"))
    assert f"Select who '{label}' applies to" in check
    assert at(place_of(key)) in check.split("Needed before you can send")[1].split("</ul>")[0]
    assert "In progress" in row_of(browser_of_teacher.get(at()), "Special circumstances")
    browser_of_teacher.post(at(place_of(key)), {"applies_to": ["2"], "duty_done": "no"})
    levels = []
    for child in children:
        child.refresh_from_db()
        levels.append(child.suggested_level)
    assert levels == [1, floor]


def test_a_circumstance_chosen_before_any_child_holds_for_the_child_added_later(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    browser_of_teacher.post(at("circumstances"), {"circumstances": ["fgm"]})
    child = add_child("Amira")
    child.refresh_from_db()
    assert child.suggested_level == 4


def test_the_circumstance_of_a_baby_is_not_asked_of_a_child_and_the_other_way_round(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    # a baby who is not born looks after nobody.
    child, baby = add_child("Amira"), add_child("", kind=ChildKind.UNBORN)
    browser_of_teacher.post(at("circumstances"), {"circumstances": ["young_carer", "unborn"]})
    applies = {
        one.circumstance.key: list(one.children.all()) for one in draft.chosen_circumstances.all()
    }
    assert applies == {"young_carer": [child], "unborn": [baby]}
    for key in applies:
        assert "Who does this apply to?" not in text_of(browser_of_teacher.get(at(place_of(key))))


def test_with_two_babies_unborn_counts_for_both_until_one_is_named(
    agreed_draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    babies = [add_child("", kind=ChildKind.UNBORN), add_child("", kind=ChildKind.UNBORN)]
    browser_of_teacher.post(at("circumstances"), {"circumstances": ["unborn"]})
    page = browser_of_teacher.post(at(place_of("unborn")), {"duty_done": "no"})
    assert "Select who 'Unborn baby' applies to" in text_of(page)
    assert 'name="applies_to" type="checkbox" value="1"' not in text_of(page)
    assert 'name="applies_to" type="checkbox" value="3"' in text_of(page)
    for baby in babies:
        baby.refresh_from_db()
        assert [one["key"] for one in baby.suggestion["circumstances"]] == ["unborn"]


# Level ---------------------------------------------------------------------------------------


def test_a_level_4_sign_of_nobody_counts_for_every_child_and_is_asked_before_sending(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    choose: Choose,
    at: At,
) -> None:
    # a sign that was ticked is never left out of the suggestion.
    children = [add_child("Amira"), add_child("Yusuf")]
    (sign,) = choose(4, 1)
    for child in children:
        page = text_of(browser_of_teacher.get(at(f"children/{child.number}/level")))
        assert "Level 4" in page.split("<h1")[1].split("</h1>")[0]
        assert "You chose no sign above Level 1" not in page
        assert "You have not said who this sign applies to. It counts for every child" in page
        assert f'href="{at("signs/apply")}"' in page
    check = text_of(browser_of_teacher.get(f"/referrals/{agreed_draft.reference}/check/"))
    needed = check.split("Needed before you can send")[1].split("</ul>")[0]
    assert f"Select who '{sign.text}' applies to" in needed
    assert f"{at('signs/apply')}?next=check" in needed
    browser_of_teacher.post(at("signs/apply"), {f"sign_{sign.pk}": ["2"]})
    suggested = []
    for child in children:
        child.refresh_from_db()
        suggested.append(child.suggested_level)
    assert suggested == [1, 4]
    after = text_of(browser_of_teacher.get(f"/referrals/{agreed_draft.reference}/check/"))
    assert f"Select who '{sign.text}' applies to" not in after


def test_the_suggestion_is_shown_with_its_reasons_and_nothing_is_chosen_beforehand(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    choose: Choose,
    at: At,
) -> None:
    child = add_child("Amira")
    signs = choose(3, 3)
    shown = browser_of_teacher.get(at("children/1/level"))
    page = text_of(shown)
    assert "Level 3 Intensive" in page
    assert "This is advice to help you decide. It is not a score and it decides nothing." in page
    assert "You chose 3 signs at Level 3. In Bexley 2 or more suggest Level 3." in page
    assert all(sign.text in page for sign in signs)
    assert ticked(shown) == []
    missing = browser_of_teacher.post(at("children/1/level"), {})
    assert "Select the level that fits Amira best" in text_of(missing)
    differs = browser_of_teacher.post(at("children/1/level"), {"confirmed_level": "4"})
    assert "Say why you chose a different level from the one suggested" in text_of(differs)
    browser_of_teacher.post(
        at("children/1/level"),
        {"confirmed_level": "4", "level_differs_because": "It happened again today."},
    )
    child.refresh_from_db()
    assert (child.suggested_level, child.confirmed_level) == (3, 4)
    assert child.level_differs_because == "It happened again today."


def test_agreeing_needs_no_reason_and_keeps_none(
    agreed_draft: Referral, teacher: Membership, add_child: AddChild, choose: Choose
) -> None:
    child = add_child("Amira")
    choose(3, 2)
    child.refresh_from_db()
    drafts.confirm_level(by=teacher, child=child, level=3, because="left over")
    child.refresh_from_db()
    assert (child.confirmed_level, child.level_differs_because) == (3, "")


def test_the_same_level_for_children_with_an_equal_suggestion(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    add_child: AddChild,
    teacher: Membership,
    choose: Choose,
    at: At,
) -> None:
    children = [add_child(name) for name in ("Amira", "Yusuf", "Noor")]
    signs = choose(4, 1)
    drafts.apply_indicators(by=teacher, referral=agreed_draft, children_of={signs[0].pk: [1, 2]})
    page = text_of(browser_of_teacher.get(at("children/1/level")))
    assert "The same for Yusuf" in page
    answer = browser_of_teacher.post(
        at("children/1/level"), {"confirmed_level": "4", "same_for_others": "on"}
    )
    assert answer["Location"] == at("children/3/level")
    for child in children:
        child.refresh_from_db()
    assert [child.confirmed_level for child in children] == [4, 4, None]


def test_another_suggestion_asks_for_the_level_again(
    agreed_draft: Referral, teacher: Membership, add_child: AddChild, choose: Choose
) -> None:
    child = add_child("Amira")
    choose(2, 1)
    child.refresh_from_db()
    drafts.confirm_level(by=teacher, child=child, level=2)
    choose(4, 1)
    child.refresh_from_db()
    assert (child.suggested_level, child.confirmed_level) == (4, None)


def test_a_family_that_refused_meets_the_shutter(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    Referral.objects.filter(pk=draft.pk).update(ground=Ground.COULD_NOT_ASK)
    answer = browser_of_teacher.get(at("children/1/level"))
    assert answer["Location"] == at("before/shutter")


@pytest.fixture
def low(
    agreed_draft: Referral, teacher: Membership, add_child: AddChild, choose: Choose
) -> ReferredChild:
    """A child at Level 2, who may not need a referral."""
    child = add_child("Amira")
    choose(2, 1)
    child.refresh_from_db()
    Referral.objects.filter(pk=agreed_draft.pk).update(worry="He is often late for school.")
    return drafts.confirm_level(by=teacher, child=child, level=2)


def test_you_may_not_need_to_refer_always_ends_with_a_consultation_decision_18(
    low: ReferredChild, browser_of_teacher: Client, at: At
) -> None:
    answer = browser_of_teacher.post(at("children/1/level"), {"confirmed_level": "2"})
    assert answer["Location"] == at("may-not-need")
    page = text_of(browser_of_teacher.get(at("may-not-need")))
    assert "You may not need to refer" in page
    last = page.index("If you are still worried, ask for a consultation.")
    assert last > page.index("Record that you signposted instead")


def test_the_help_offered_has_to_do_with_what_was_written(
    low: ReferredChild, agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    for name, about in (("Autism hub", "For families of autistic children."), ("Debt", "Money.")):
        Service.objects.create(
            partnership=agreed_draft.partnership,
            slug=name.lower().replace(" ", "-"),
            name=name,
            description=about,
            levels=[2],
        )
    agreed_draft.chosen_indicators.all().delete()
    Referral.objects.filter(pk=agreed_draft.pk).update(worry="Zzzz.")
    nothing = text_of(browser_of_teacher.get(at("may-not-need")))
    assert "You may not need to refer" in nothing
    assert "Help that may fit" not in nothing
    Referral.objects.filter(pk=agreed_draft.pk).update(worry="He is autistic.")
    fitting = text_of(browser_of_teacher.get(at("may-not-need")))
    offered = fitting.split("Help that may fit")[1].split("</ul>")[0]
    assert "Autism hub" in offered
    assert "Debt" not in offered


@pytest.mark.parametrize("why", ["danger", "ground", "safety", "circumstance", "sign", "unsaid"])
def test_you_may_not_need_to_refer_is_never_shown_over_a_worry_about_safety_decision_18(
    low: ReferredChild,
    agreed_draft: Referral,
    teacher: Membership,
    browser_of_teacher: Client,
    choose: Choose,
    at: At,
    why: str,
) -> None:
    draft = Referral.objects.filter(pk=agreed_draft.pk)
    if why == "danger":
        draft.update(danger_now=True)
    elif why == "unsaid":
        draft.update(worry=" ")
    elif why == "ground":
        draft.update(ground=Ground.SIGNIFICANT_HARM)
    elif why == "safety":
        draft.update(harm_deadline="Home time at 3:15pm.")
    elif why == "circumstance":
        drafts.choose_circumstances(by=teacher, referral=agreed_draft, keys=["young_carer"])
    else:
        choose(3, 1)
    assert browser_of_teacher.get(at("may-not-need"))["Location"] == at("")


def test_signposting_instead_closes_the_draft_and_is_recorded_whole(
    low: ReferredChild, agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    # what was done instead is kept, with who, when and the services told about.
    missing = browser_of_teacher.post(at("may-not-need"), {})
    assert "Select what you told the family about" in text_of(missing)
    Service.objects.create(
        partnership=agreed_draft.partnership,
        slug="school-late",
        name="Getting to school on time",
        description="Help for children who are late for school.",
        levels=[2],
    )
    own_words = "The school's breakfast club, and the bus pass " + "x" * 150
    browser_of_teacher.post(at("may-not-need"), {"services": ["school-late"], "other": own_words})
    agreed_draft.refresh_from_db()
    assert agreed_draft.status == "not_needed"
    whole = f"Signposted instead: Getting to school on time, {own_words}"
    step = agreed_draft.status_changes.get(action="discard", child=None)
    assert step.reason == whole
    assert agreed_draft.not_needed_because == f"{whole[:199]}…"
    entry = AuditEntry.objects.get(action="referral.discarded")
    assert entry.detail == {"signposted_to": ["school-late"]}
    record = text_of(browser_of_teacher.get(f"/referrals/{agreed_draft.reference}/"))
    assert f"Not needed: {whole}." in record


def test_the_right_route_is_said_in_the_partnerships_own_words(
    low: ReferredChild, agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    # each service's own form, and who leads; R-031 at Level 1.
    page = text_of(browser_of_teacher.get(at("may-not-need")))
    assert "Two or three services work together, led by the service or the people who" in page
    assert "Use each service's own form or letter" in page
    ReferredChild.objects.filter(pk=low.pk).update(confirmed_level=1)
    page = text_of(browser_of_teacher.get(at("may-not-need")))
    assert "Follow your own agency's procedures, or ask another single agency" in page


def test_the_help_offered_fits_the_signs_domains_the_age_and_the_area(
    low: ReferredChild, agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    # the family centre for where the child lives, not another.
    Service.objects.filter(partnership=agreed_draft.partnership).delete()
    for slug, about in (
        ("toddler-dentist", "Dental health clinic, aged 0-4."),
        ("school-dentist", "Dental health clinic, aged 5 to 17."),
        ("north-centre", "Help for families."),
        ("south-centre", "Help for families with health."),
    ):
        Service.objects.create(
            partnership=agreed_draft.partnership,
            slug=slug,
            name=slug.replace("-", " ").capitalize(),
            description=about,
            levels=[2],
        )
    for name, district in (("North centre", "DY1"), ("South centre", "DY9")):
        FrontDoor.objects.create(
            partnership=agreed_draft.partnership,
            key=name[:5].lower(),
            kind=FrontDoor.Kind.FAMILY_CENTRE,
            name=name,
            short_name=name,
            area=name[:5],
            postcode_districts=[district],
        )
    agreed_draft.chosen_indicators.update(domain="Health", text="Zzzz")
    Referral.objects.filter(pk=agreed_draft.pk).update(worry="Zzzz.")

    def offered() -> list[str]:
        services = browser_of_teacher.get(at("may-not-need")).context["services"]
        return [found["service"].slug for found in services]

    assert set(offered()) == {"school-dentist", "toddler-dentist"}
    ReferredChild.objects.filter(pk=low.pk).update(about_age=9, postcode="DY1 4AA")
    assert offered() == ["north-centre", "school-dentist"]


# To whom what applies, over every class --------------------------------------------------------


@pytest.mark.parametrize(("place", "needs"), [("Bexley", 2), ("Dudley", 1)])
def test_each_child_gets_the_level_of_what_applies_to_it_or_to_nobody_in_particular(
    draft: Referral,
    add_child: AddChild,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    needs: int,
) -> None:
    # Decisions 1, 15 and 16: every level of sign and every floor, for one, the other, both, nobody.
    settings = Settings(place, "MASH", level_3_needs=needs, cumulative_domains=4)
    monkeypatch.setattr(Edition, "settings", lambda edition, *, front_door: settings)
    children = [add_child("Amira"), add_child("Yusuf")]
    # To a third child applies what is not looked at.
    aside = add_child("Noor")
    edition = draft.edition
    sign_of = {
        level: ChosenIndicator.objects.create(
            referral=draft, indicator=sign, text=sign.text, level=level, domain=sign.domain.name
        )
        for level in (2, 3, 4)
        if (sign := edition.indicators.filter(level__number=level).first())
    }
    chosen = {
        one.floor: ChosenCircumstance.objects.create(referral=draft, circumstance=one)
        for one in edition.circumstances.filter(key__in=["fgm", "missing", "young_carer"])
    }
    alone = {2: 2, 3: {2: 2, 1: 3}[needs], 4: 4}
    rows: list[ChosenIndicator | ChosenCircumstance] = [*sign_of.values(), *chosen.values()]
    levels = [*alone.values(), *(floor or 1 for floor in chosen)]
    assert len(rows) == 6
    for row, level in zip(rows, levels, strict=True):
        for other in rows:
            other.children.set([aside])
        for whom in ([0], [1], [0, 1], []):
            row.children.set([children[at] for at in whom])
            settle(draft)
            found = list(
                draft.children.filter(number__in=(1, 2)).values_list("suggested_level", flat=True)
            )
            applies = whom or [0, 1]
            assert found == [level if at in applies else 1 for at in (0, 1)], (row, whom)


def test_the_suggestion_shows_each_duty_with_its_record_and_strengths_beside_decision_17(
    draft: Referral, teacher: Membership, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    # what is going well is shown, and takes nothing away.
    add_child("Amira")
    well = draft.edition.indicators.filter(level__number=1).first()
    assert well
    drafts.choose_indicators(by=teacher, referral=draft, shown=[well.pk], chosen=[well.pk])
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["missing", "unborn"])
    drafts.record_duty(
        by=teacher,
        referral=draft,
        key="missing",
        done="yes",
        who="Dee Ward",
        when="2pm",
        answers={"police_told": "yes", "police_told_reference": "CAD 4417"},
    )
    Referral.objects.filter(pk=draft.pk).update(strengths="Her aunt helps every day.")
    page = text_of(browser_of_teacher.get(at("children/1/level")))
    what_to_do, strengths = page.split("What to do")[1].split("Strengths you told us")
    assert "You must speak to the MASH about a missing child" in what_to_do
    assert "MASH told: Dee Ward, 2pm" in what_to_do
    assert "Reported missing to the police: Yes, reference CAD 4417" in what_to_do
    assert f'href="{at(place_of("missing"))}"' in what_to_do
    # Each duty once: its panel stands for the sentence of the stored advice.
    assert what_to_do.count("You must speak to the MASH about a missing child") == 2
    assert "They take nothing away from the level suggested." in strengths
    assert well.text in strengths
    assert "Her aunt helps every day." in strengths
    assert "Level 3" in page.split("<h1")[1].split("</h1>")[0]
