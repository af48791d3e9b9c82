"""What each duty asks, what is kept of it, and what the answers mean (decisions 16 and 26)."""

from itertools import product

import pytest

from referrals import duties
from referrals.duties import Around

MASH = Around(office="MASH", next_day="Monday 23 November")
KEYS = sorted(duties.DUTIES)


def means(
    key: str,
    given: dict[str, str] | None = None,
    *,
    done: str = "",
    around: Around = MASH,
    **answers: str,
) -> str:
    return " ".join(duties.meaning(key, (given or {}) | answers, done=done, around=around))


@pytest.mark.parametrize("key", KEYS)
def test_every_choice_of_every_duty_may_be_not_known_yet_and_every_answer_left_out(
    key: str,
) -> None:
    asks = duties.duty_of(key).asks
    assert asks
    for ask in asks:
        assert not ask.choices or ask.choices[duties.UNKNOWN] == duties.NOT_KNOWN_YET
    assert duties.kept(key, {}) == {}
    assert duties.meaning(key, {}, done="", around=MASH) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_question_under_another_names_one_that_is_asked_with_that_answer(key: str) -> None:
    asked: dict[str, object] = {duties.DONE: {duties.YES: "Yes"}}
    names = [ask.name for ask in duties.duty_of(key).asks]
    assert len(names) == len(set(names))
    for ask in duties.duty_of(key).asks:
        if ask.under:
            parent, answer = ask.under
            assert answer in asked[parent]  # type: ignore[operator]
        asked[ask.name] = ask.choices


def test_only_the_dutys_own_answers_are_kept_and_only_while_they_are_asked() -> None:
    told = {"police_told": "yes", "police_told_who": " PC Lane ", "weeks": "20"}
    assert duties.kept("missing", told) == {"police_told": "yes", "police_told_who": "PC Lane"}
    assert duties.kept("missing", told | {"police_told": "no"}) == {"police_told": "no"}
    assert duties.kept("missing", {"missing_from": "the moon"}) == {}
    report = {"reported_by": "The school nurse"}
    assert duties.kept("fgm", report, done="yes") == report
    assert duties.kept("fgm", report, done="no") == {}
    assert duties.kept("carried_off_by_fairies", {"weeks": "20"}) == {}
    assert len(duties.kept("unborn", {"weeks": "9" * 900})["weeks"]) == duties.SHORT


def test_a_circumstance_of_a_partnerships_own_keeps_the_two_general_questions() -> None:
    duty = duties.duty_of("county_lines_panel")
    assert (duty.act, duty.who, duty.asks) == ("Have you done this?", "Who did you tell?", ())
    assert duties.meaning("county_lines_panel", {"x": "y"}, done="no", around=MASH) == []


def test_answers_are_read_back_in_the_order_asked_and_in_words() -> None:
    answers = {"police_told_reference": "CAD 12", "police_told": "yes", "looked_after": "unknown"}
    assert [(one.about, one.words) for one in duties.read_back("missing", answers)] == [
        ("Looked after by a council", "Not known yet"),
        ("Reported missing to the police", "Yes, reference CAD 12"),
    ]
    assert duties.fill("{office} told", "front door") == "Front door told"


@pytest.mark.parametrize("how", ["told", "saw"])
def test_fgm_a_professional_who_was_told_or_saw_reports_personally(how: str) -> None:
    """R-107, R-108: no colleague and no referral stands for it."""
    words = means("fgm", done="no", regulated="yes", known_how=how)
    assert "you must report this to the police yourself" in words
    assert "Ring 101 by the end of Monday 23 November." in words
    assert "sending this does not replace it" in words
    assert means("fgm", done="yes", regulated="yes", known_how=how) == ""


@pytest.mark.parametrize("how", ["suspected", "others"])
def test_fgm_suspected_follows_child_protection_procedures(how: str) -> None:
    """R-109: in all other cases."""
    words = means("fgm", regulated="yes", known_how=how)
    assert "the law does not ask you to report to the police yourself" in words
    assert "Child protection procedures apply all the same: ring the MASH" in words


def test_fgm_told_to_somebody_who_is_no_such_professional() -> None:
    words = means("fgm", regulated="no", known_how="told")
    assert "is for teachers and registered health and social care professionals" in words
    assert "Child protection procedures apply all the same" in words


@pytest.mark.parametrize("key", ["child_sexual_exploitation", "criminal_exploitation"])
def test_exploitation_needs_the_front_door_and_the_police(key: str) -> None:
    """R-106: telling one does not stand for telling the other."""
    assert "Ring the police on 101 as well" in means(key, done="yes", police_told="no")
    assert "Ring the MASH as well" in means(key, done="no", police_told="yes")
    assert means(key, done="yes", police_told="yes") == ""


def test_radicalisation_with_an_immediate_risk_is_told_to_the_police() -> None:
    """R-110."""
    assert "call 999" in means("radicalisation", immediate="yes", police_told="not_needed")
    assert means("radicalisation", immediate="yes", police_told="yes") == ""
    assert means("radicalisation", immediate="no", police_told="not_needed") == ""


def test_a_missing_looked_after_child_has_the_highest_priority() -> None:
    """R-105."""
    assert "has the highest priority. Ring the MASH now." in means("missing", looked_after="yes")
    assert "Ring" not in means("missing", looked_after="yes", done="yes")
    assert "report it to the police on 101 now" in means("missing", police_told="unknown")
    back = means("missing", found="yes", police_told="no")
    assert "101" not in back
    assert "Tell the MASH all the same" in back


FOSTERED = {"relation": "other", "age": "under_16", "arranged_by": "family", "lasts": "long"}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"relation": "close"}, "the carer is a close relative"),
        ({"relation": "parent"}, "someone who has parental responsibility"),
        ({"age": "older"}, "16 or over and not disabled"),
        ({"arranged_by": "council"}, "the council placed the child there"),
        ({"lasts": "short"}, "less than 28 days"),
    ],
)
def test_what_is_no_private_fostering_in_law_is_said_gently(
    answer: dict[str, str], why: str
) -> None:
    """R-111: under 16, under 18 if disabled, no close relative, 28 days or more, private."""
    words = means("private_fostering", FOSTERED | answer)
    assert words.startswith("This may not be private fostering in law, because")
    assert why in words
    assert "We have changed nothing: the level and the duty stay." in words


def test_private_fostering_that_fits_says_so_until_the_council_was_told() -> None:
    """R-111, R-112."""
    for age in ("under_16", "disabled"):
        fits = means("private_fostering", FOSTERED, age=age)
        assert "fits private fostering, so the council must be told" in fits
    assert means("private_fostering", FOSTERED, done="yes") == ""
    assert means("private_fostering", FOSTERED, lasts="unknown") == ""
    both = means("private_fostering", relation="close", lasts="short")
    assert "a close relative and it is meant to last less than 28 days" in both


def test_a_young_carers_assessment_is_passed_on_or_waits_for_the_decision() -> None:
    """R-100, R-101; decision 26."""
    assert "Pass it on now." in means("young_carer", family_answer="accepted")
    waiting = Around(office="MASH", waits=True)
    words = means("young_carer", around=waiting, family_answer="accepted")
    assert words.startswith("Do not pass it on yet. The MASH decides first")
    assert means("young_carer", around=waiting, passed_on="yes") == ""
    assert "They can change their mind" in means("young_carer", family_answer="declined")


def test_passing_on_waits_with_a_level_4_sign_a_duty_or_someone_who_must_not_be_told() -> None:
    """Decision 26, over every combination; a circumstance does not make itself wait."""
    for sign, told, duty, other in product((False, True), repeat=4):
        others = [("young_carer", True), *([("missing", duty)] if other else [])]
        waits = duties.waits_for_the_hub(
            "young_carer", others=others, level_4_sign=sign, must_not_be_told=told
        )
        assert waits is (sign or told or (duty and other))


def test_an_injury_without_a_doctor_and_a_pregnancy_without_a_midwife_say_what_to_do() -> None:
    """R-165."""
    assert "A doctor must see the child today" in means("non_mobile_injury", medical="no")
    assert means("non_mobile_injury", medical="yes", done="yes", explanation="Fell") == ""
    assert "Ring the MASH even where" in means("non_mobile_injury", explanation="Fell", done="no")
    assert "no midwife has seen the mother" in means("unborn", booked="no")
    assert means("unborn", booked="yes") == ""


@pytest.mark.parametrize("key", KEYS)
def test_no_combination_of_choices_says_that_a_level_or_a_duty_ends(key: str) -> None:
    """Advice never lifts a lowest level (R-003): every sentence leaves it to the front door."""
    choices = {ask.name: list(ask.choices) for ask in duties.duty_of(key).asks if ask.choices}
    for said in product(*choices.values()):
        for done in ("yes", "no", "unknown", ""):
            answers = dict(zip(choices, said, strict=True))
            for sentence in duties.meaning(key, answers, done=done, around=MASH):
                assert "{" not in sentence
                assert sentence.endswith((".", "?"))
                assert len(sentence) < 300
                assert "do not refer" not in sentence.lower()
