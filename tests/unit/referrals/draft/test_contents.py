"""The form asks everything the partnerships' documents ask of a referral."""

import pytest

from referrals.forms.draft import agreement, children, circumstances, family, flow, tried
from referrals.forms.draft.base import DraftForm
from referrals.forms.draft.professionals import ProfessionalForm
from referrals.operations.drafts import agreement as agreement_operations
from referrals.operations.drafts import family as family_operations
from referrals.operations.drafts import writing
from referrals.views.draft.questions import REFERRAL_FORMS

FORMS: list[type[DraftForm]] = [
    *REFERRAL_FORMS.values(),
    *children.NAME_FORMS.values(),
    *children.CHILD_FORMS.values(),
    *family.PERSON_FORMS.values(),
    ProfessionalForm,
    circumstances.CircumstancesForm,
    circumstances.DutyForm,
    agreement.WhoAgreedForm,
    agreement.PurposesForm,
    agreement.HowAgreedForm,
]

# What a rule asks for, as the answers it is kept in.
CONTENTS = {
    "R-007 the seven Signs of Safety questions": {
        "worry",
        "if_nothing_changes",
        "complicating",
        "strengths",
        "existing_safety",
        "needed_now",
        "family_wants",
    },
    "R-132 the general list": {
        "relationship_to_child",
        "first_name",
        "last_name",
        "date_of_birth",
        "sex",
        "gender",
        "address",
        "postcode",
        "previous_addresses",
        "name",
        "lives_with",
        "ethnicity",
        "religion",
        "first_language",
        "needs_interpreter",
        "communication",
        "disabled",
        "special_needs",
    },
    "R-133 a child in need": {
        "tried",
        "why_now",
        "development",
        "parenting",
        "environment",
        "staying_involved",
        "complicating_words",
        "before",
        "how_known",
        "how_known_who",
        "risk_person",
        "what_next",
        "last_seen_on",
    },
    "R-134 significant harm": {
        "harm_said",
        "harm_parents_say",
        "harm_condition",
        "harm_deadline",
        "harm_parents_where",
        "harm_contexts",
        "where_now",
        "working_now",
    },
    "R-150 what has happened before": {"before"},
    "R-099 young carers": {"young_carer", "young_carer_for"},
    "R-022, R-026 signed consent": {"how", "signature", "witness", "given_on"},
    "R-019, R-120, R-153 the safeguarding lead": {"lead_consulted", "lead_consulted_name"},
}


@pytest.mark.parametrize("rule", CONTENTS)
def test_the_form_asks_what_a_rule_lists(rule: str) -> None:
    asked = {name for form in FORMS for name in form.base_fields}
    assert CONTENTS[rule] <= asked


def test_parental_responsibility_and_relation_are_asked_for_each_child_r_132() -> None:
    situation = flow.Situation(children=(flow.Child(1), flow.Child(2)))
    names = [(1, "Amira"), (2, "Yusuf")]
    asked = family.ResponsibilityForm(
        situation=situation, names=names, words={"name": "Sana", "child": "Amira and Yusuf"}
    )
    assert {"responsibility_1", "responsibility_2"} <= set(asked.fields)
    who = family.WhoForm(situation=situation, names=names, words={"child": "Amira and Yusuf"})
    assert {"relation_1", "relation_2"} <= set(who.fields)


def test_every_answer_a_form_keeps_is_one_an_operation_takes() -> None:
    known = (
        writing.ANSWERS
        | family_operations.CHILD_ANSWERS
        | family_operations.MEMBER_ANSWERS
        | family_operations.PROFESSIONAL_ANSWERS
        | agreement_operations.CONSENT_ANSWERS
    )
    situation = flow.Situation()
    for form_class in {*REFERRAL_FORMS.values(), *children.CHILD_FORMS.values()}:
        form = form_class(data={}, situation=situation, words={"child": "Amira"})
        form.is_valid()
        assert set(form.changes()) <= known, form_class


def test_no_helpful_question_holds_anybody_up() -> None:
    for form_class in {*REFERRAL_FORMS.values(), *children.CHILD_FORMS.values()}:
        form = form_class(data={}, situation=flow.Situation(), words={"child": "Amira"})
        if not form.is_needed:
            assert form.is_valid(), (form_class, form.errors)


def test_help_already_given_is_asked_about_first_r_001() -> None:
    # everything possible at the present level before a higher one; needed at level 3.
    level_3 = flow.Situation(children=(flow.Child(1, level=3),))
    form = tried.TriedForm(data={}, situation=level_3)
    assert form.errors["tried"] == ["Enter what has been tried, or why nothing has"]
    said = tried.TriedForm(data={"nothing_tried_because": "We met today."}, situation=level_3)
    assert said.is_valid()
    both = {"tried": "Breakfast club.", "nothing_tried_because": "We met today."}
    for situation in (level_3, flow.Situation()):
        contradicting = tried.TriedForm(data=both, situation=situation)
        assert contradicting.errors["nothing_tried_because"] == [
            "Enter what has been tried, or why nothing has, not both. Empty one of the two"
        ]
