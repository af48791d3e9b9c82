"""What a practitioner wrote is read by the hub, all of it, and read back by its writer."""

import pytest
from django.db import models

from accounts.models import Membership
from referrals.models import (
    ChosenCircumstance,
    Consent,
    FamilyMember,
    Professional,
    Referral,
    ReferredChild,
)
from referrals.operations.drafts import agreement, family, writing
from referrals.rules import Answer
from tests.cast import SignedIn
from tests.factories import referrals
from tests.unit.mash.test_contact_pages import TABS, path, text
from thresholds.models import Circumstance

pytestmark = pytest.mark.django_db

ANSWERS: dict[type[models.Model], frozenset[str]] = {
    Referral: writing.ANSWERS,
    ReferredChild: family.CHILD_ANSWERS,
    FamilyMember: family.MEMBER_ANSWERS,
    Professional: family.PROFESSIONAL_ANSWERS,
    Consent: agreement.CONSENT_ANSWERS,
}
# A code of ours is shorter than what somebody types in their own words.
LONGEST_CODE = 20
NOT_OWN_WORDS: dict[type[models.Model], frozenset[str]] = {
    Referral: frozenset({"nothing_tried_because"}),  # refused beside what has been tried
    ReferredChild: frozenset({"safe_times", "safe_email"}),  # not asked about a child
    FamilyMember: frozenset(),
    Professional: frozenset(),
    Consent: frozenset({"capacity"}),
}
CODES = frozenset({"staying_involved"})


def own_words(record: type[models.Model]) -> dict[str, str]:
    """Return, for each answer somebody types, words to know it again by."""
    found = {}
    for name in ANSWERS[record] - NOT_OWN_WORDS[record] - CODES:
        field = record._meta.get_field(name)
        if not isinstance(field, models.TextField | models.CharField) or field.choices:
            continue
        if field.max_length is None or field.max_length > LONGEST_CODE:
            found[name] = f"{record.__name__[:8]} {name}"[: field.max_length]
    return found


def test_every_answer_in_somebodys_own_words_is_read_in_the_hub_and_read_back(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    contact = referrals.sent(teacher)
    Professional.objects.create(referral=contact, number=1)
    written = {record: own_words(record) for record in ANSWERS}
    for record, words in written.items():
        record._default_manager.update(**words)
    contact.children.update(may_know=Answer.NO)
    contact.family_members.update(may_know=Answer.NO)
    Referral.objects.update(someone_must_not_know=Answer.YES)
    read = "".join(text(signed_in(screener), path(contact, tab)) for tab in TABS)
    back = text(signed_in(teacher), f"/referrals/{contact.reference}/")
    missing = [
        f"{where}: {words}"
        for said in written.values()
        for words in sorted(said.values())
        for where, page in (("hub", read), ("read back", back))
        if words not in page
    ]
    assert not missing, "\n".join(missing)


def test_what_was_chosen_of_an_offer_is_read_in_the_hub_too(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    """Decisions 21, 22 and 24; R-132 and R-133."""
    contact = referrals.sent(
        teacher,
        objection=Answer.YES,
        lead_consulted="not_available",
        parents_know="some",
        staying_involved="joint_visit",
    )
    contact.children.update(
        ethnicity="WIRT",
        special_needs="ehc_plan",
        may_know=Answer.YES,
        already_knows=Answer.NO,
    )
    Consent.objects.update(purposes=["referral", "share_police"], how="verbal")
    duty = Circumstance.objects.filter(edition=contact.edition).get(key="fgm")
    ChosenCircumstance.objects.create(
        referral=contact,
        circumstance=duty,
        duty_done=Answer.YES,
        duty_who="PC Lane, ref 77",
        answers={"regulated": "yes", "known_how": "told", "reported_by": "Priya, school nurse"},
    )
    client = signed_in(screener)
    read = "".join(text(client, path(contact, tab)) for tab in TABS)
    back = text(signed_in(teacher), f"/referrals/{contact.reference}/")
    for words in (
        "Some know",
        "Not available",
        "I can visit with a social worker",
        "Traveller of Irish heritage",
        "Education, health and care (EHC) plan",
        "Yes, not told yet",
        "This referral to the MASH",
        "Police",
        "Said yes, witnessed",
        "Reported to the police",
        "PC Lane, ref 77",
        "Teacher or registered professional",
        "The girl told me it was done to her",
        "Priya, school nurse",
    ):
        assert words in read, words
        assert words in back, words


def test_a_babys_due_day_is_read_as_exactly_as_it_was_said(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    contact = referrals.sent(teacher)
    child = contact.children.filter(number=1)
    child.update(kind="unborn", date_of_birth=None, due_on="2027-03-14", due_day_known=True)
    for client, page in (
        (signed_in(screener), path(contact, "family/")),
        (signed_in(teacher), f"/referrals/{contact.reference}/"),
    ):
        words = text(client, page)
        assert "14 March 2027" in words
        assert "Not said" not in words
    child.update(due_on="2027-03-01", due_day_known=False)
    read_back = text(signed_in(teacher), f"/referrals/{contact.reference}/")
    assert "1 March 2027" not in read_back
    assert "March 2027" in read_back


def test_one_thing_true_of_several_children_is_said_once_in_their_order(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    contact = referrals.sent(teacher, children=3)
    names = [child.first_name for child in contact.children.order_by("number")]
    together = f"{names[0]}, {names[1]} and {names[2]}: mother"
    family_page = text(signed_in(screener), path(contact, "family/"))
    assert f"{together}, with parental responsibility" in family_page
    assert together in text(signed_in(teacher), f"/referrals/{contact.reference}/")
