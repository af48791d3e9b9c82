"""Which question comes after which, and how far a draft has come."""

import pytest

from referrals import rules
from referrals.forms.draft import flow
from referrals.forms.draft.flow import Asked, Child, Person, Situation, Status
from referrals.rules import Facts, Ground, Need, NeedKey, Section

FAMILY = Situation(
    ground=Ground.CONSENT,
    children=(Child(1, age=16), Child(2, unborn=True)),
    people=(Person(1), Person(2, under_18=True, at_home=True), Person(3, under_18=True)),
    professionals=(1,),
    circumstances=("fgm",),
    domains=("health",),
    signs_chosen=True,
    agreements=(1,),
    prompt_age=16,
)


def places(situation: Situation) -> list[str]:
    """Every place a situation asks in."""
    return [place for chain in flow.chains(situation) for place in chain.places]


def test_no_place_is_asked_twice() -> None:
    assert len(places(FAMILY)) == len(set(places(FAMILY)))


def test_every_place_leads_forward_and_back() -> None:
    known = {*places(FAMILY), flow.TASK_LIST, "children", "people", "professionals"}
    known |= {"signs", "agreements"}
    for place in places(FAMILY):
        after, before = flow.place_after(place, FAMILY), flow.place_before(place, FAMILY)
        assert after in known
        assert before in known
        chain = flow.chain_of(place, FAMILY)
        if chain and after in chain.places:
            assert flow.place_before(after, FAMILY) == place


def test_an_unborn_baby_is_asked_about_less() -> None:
    assert flow.place_after("children/1/name", FAMILY) == "children/1/date-of-birth"
    assert flow.place_after("children/2/name", FAMILY) == "children/2/due"
    assert "children/2/young-carer" not in places(FAMILY)
    assert "children/1/said" in places(FAMILY)
    assert "children/2/said" not in places(FAMILY)


def test_a_young_carer_is_always_asked_about_r_099() -> None:
    for child in (Child(1), Child(1, age=0), Child(1, age=17)):
        assert "young-carer" in flow.child_questions(child)


def test_adults_and_children_of_the_family_are_asked_different_things() -> None:
    asked = places(FAMILY)
    assert {"people/1/responsibility", "people/1/contact"} <= set(asked)
    assert "people/2/worried-too" in asked
    assert "people/2/contact" not in asked
    assert "people/3/worried-too" not in asked


def test_nobody_has_parental_responsibility_before_a_child_is_born() -> None:
    only_unborn = Situation(children=(Child(1, unborn=True),), people=(Person(1),))
    assert "people/1/responsibility" not in places(only_unborn)


@pytest.mark.parametrize(
    ("situation", "shown"),
    [
        (Situation(ground=Ground.CONSENT), False),
        (Situation(ground=Ground.DUTY), False),
        (Situation(ground=Ground.UNSAFE_TO_ASK), True),
        (Situation(ground=Ground.SIGNIFICANT_HARM), True),
        (Situation(danger=True), True),
        (Situation(children=(Child(1, level=4),)), True),
        (Situation(children=(Child(1, suggested=4),)), True),
        (Situation(children=(Child(1, level=3, suggested=3),)), False),
    ],
)
def test_questions_about_serious_harm_are_shown_when_harm_may_be_serious_r_134(
    situation: Situation, shown: bool
) -> None:
    assert ("harm-said" in places(situation)) is shown


@pytest.mark.parametrize("ground", [None, *Ground])
@pytest.mark.parametrize("level", [None, 1, 2, 3, 4])
def test_what_is_needed_follows_the_ground_and_the_level(
    ground: Ground | None, level: int | None
) -> None:
    situation = Situation(ground=ground, children=(Child(1, level=level),))
    without = ground in rules.SENDS_WITHOUT_AGREEMENT
    assert situation.needs(Asked.ALWAYS)
    assert situation.needs(Asked.WITH_CONSENT) is not without
    assert situation.needs(Asked.WITH_CONSENT_AT_LEVEL_3) is (not without and level == 3)
    assert not situation.needs(Asked.SERIOUS_HARM)
    assert not situation.needs(Asked.HELPS)


def test_without_agreement_only_why_is_asked_r_117() -> None:
    for ground in rules.SENDS_WITHOUT_AGREEMENT:
        asked = places(Situation(ground=ground, children=(Child(1, age=17),), prompt_age=16))
        assert "why-without" in asked
        assert not {"agreements", "objection", "children/1/agrees"} & set(asked)


def test_young_people_are_asked_from_the_partnerships_age_r_023() -> None:
    assert flow.asked_to_agree(Child(1, age=16), 16)
    assert not flow.asked_to_agree(Child(1, age=15), 16)
    assert not flow.asked_to_agree(Child(1), 16)
    assert not flow.asked_to_agree(Child(1, age=17), None)


def test_only_the_last_question_ends_a_task() -> None:
    assert flow.ends_section("lead-consulted", FAMILY) == Section.AGREEMENT
    assert flow.ends_section("risk-person", FAMILY) == Section.WORRY
    assert flow.ends_section("worry", FAMILY) is None
    assert flow.ends_section("children/1/name", FAMILY) is None


def test_each_need_has_its_place() -> None:
    for key in NeedKey:
        need = Need(key, Section.WORRY, "", False, child=2, member=3)
        place = flow.place_of_need(need, unborn={2})
        if key in {NeedKey.GROUND, NeedKey.WORKER_ROLE}:
            assert place is None
        else:
            assert place and "{" not in place
    due = Need(NeedKey.AGE, Section.CHILDREN, "", False, child=2)
    assert flow.place_of_need(due, unborn={2}) == "children/2/due"
    assert flow.place_of_need(due) == "children/2/date-of-birth"
    nobody = Need(NeedKey.CHILD, Section.CHILDREN, "", False)
    assert flow.place_of_need(nobody) == "children"


def test_a_task_is_completed_when_nothing_needed_is_open_and_its_end_was_reached() -> None:
    facts = Facts(signs_said=True, children=(rules.ChildFacts(1, "Amira"),))
    open_need = [Need(NeedKey.WORRY, Section.WORRY, "", False)]
    done_need = [Need(NeedKey.WORRY, Section.WORRY, "", True)]
    started = flow.Marks(started=frozenset({Section.WORRY}))
    ended = flow.Marks(started=started.started, done=frozenset({Section.WORRY}))

    def status(needs: list[Need], marks: flow.Marks) -> Status:
        return flow.status_of(Section.WORRY, needs, marks, facts)

    assert status(open_need, flow.Marks()) == Status.NOT_YET_STARTED
    assert status(open_need, ended) == Status.IN_PROGRESS
    assert status(done_need, started) == Status.IN_PROGRESS
    assert status(done_need, ended) == Status.COMPLETED


def test_the_level_cannot_start_before_children_and_signs() -> None:
    for facts in (
        Facts(),
        Facts(signs_said=True),
        Facts(children=(rules.ChildFacts(1, "Amira"),)),
    ):
        status = flow.status_of(Section.LEVEL, [], flow.Marks(), facts)
        assert status == Status.CANNOT_START_YET
