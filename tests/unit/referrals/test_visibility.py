"""Who sees which referral (decisions 27 and 28): one grid over the cast."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership, Partnership
from accounts.rules import Role
from referrals.models import (
    DeclaredInterest,
    EmergencyAccess,
    Referral,
    ReferredChild,
)
from referrals.operations import sending
from tests.cast import Outsider
from tests.factories import people
from tests.factories import referrals as make

CAST = (
    "teacher",
    "colleague",
    "other_teacher",
    "health_visitor",
    "lead",
    "other_lead",
    "screener",
    "social_worker",
    "decision_maker",
    "partner_officer",
    "duty_officer",
    "fws_manager",
    "keyworker",
    "other_keyworker",
    "service_manager",
    "administrator",
    "governance",
)
HUB = {"screener", "social_worker", "decision_maker", "duty_officer"}
Viewers = Callable[[Referral], set[str]]


@pytest.fixture
def viewers(request: pytest.FixtureRequest) -> Viewers:
    """Say who of the cast may open a referral."""
    cast = {name: request.getfixturevalue(name) for name in CAST}

    def of(referral: Referral) -> set[str]:
        return {
            name
            for name, membership in cast.items()
            if Referral.objects.visible_to(membership).filter(pk=referral.pk).exists()
        }

    return of


def test_a_draft_is_its_authors_and_the_sites_leads(teacher: Membership, viewers: Viewers) -> None:
    assert viewers(make.draft(teacher)) == {"teacher", "lead"}


def test_a_draft_given_to_a_colleague_is_theirs_too(
    teacher: Membership, colleague: Membership, viewers: Viewers
) -> None:
    draft = make.ready(teacher)
    sending.give_to_colleague(by=teacher, referral=draft, to=colleague)
    assert viewers(draft) == {"teacher", "colleague", "lead"}


def test_a_sent_referral_is_the_hubs_as_well(teacher: Membership, viewers: Viewers) -> None:
    assert viewers(make.sent(teacher)) == {"teacher", "lead"} | HUB


def test_a_record_about_a_worker_is_its_authors_and_the_hubs(
    teacher: Membership, viewers: Viewers
) -> None:
    """Decision 27: not even the site's lead."""
    assert viewers(make.draft(teacher, about_worker=True)) == {"teacher"}
    assert viewers(make.sent(teacher, about_worker=True)) == {"teacher"} | HUB


def test_a_restricted_record_is_its_authors_alone(teacher: Membership, viewers: Viewers) -> None:
    """Decision 28: it may be a colleague's child, so the site's lead does not find it either."""
    assert viewers(make.draft(teacher, restricted=True)) == {"teacher"}
    assert viewers(make.sent(teacher, restricted=True)) == {"teacher"}


def test_a_colleague_named_on_a_restricted_record_sees_it(
    teacher: Membership, colleague: Membership, viewers: Viewers
) -> None:
    draft = make.ready(teacher, restricted=True)
    sending.give_to_colleague(by=teacher, referral=draft, to=colleague)
    assert viewers(draft) == {"teacher", "colleague"}


def test_emergency_access_opens_a_restricted_record_until_it_ends(
    teacher: Membership, screener: Membership, viewers: Viewers
) -> None:
    referral = make.sent(teacher, restricted=True)
    access = EmergencyAccess.objects.create(
        referral=referral,
        membership=screener,
        reason="The child rang.",
        until=timezone.now() + timedelta(hours=1),
    )
    assert viewers(referral) == {"teacher", "screener"}
    EmergencyAccess.objects.filter(pk=access.pk).update(until=timezone.now())
    assert viewers(referral) == {"teacher"}


def test_someone_with_an_interest_sees_nothing_of_it(
    teacher: Membership, screener: Membership, viewers: Viewers
) -> None:
    """Decision 28."""
    referral = make.sent(teacher)
    DeclaredInterest.objects.create(
        referral=referral, person=screener.person, reason="Their nephew"
    )
    assert viewers(referral) == {"teacher", "lead"} | HUB - {"screener"}


def test_family_wellbeing_sees_what_was_passed_to_it_and_a_keyworker_their_own(
    teacher: Membership, keyworker: Membership, fws_manager: Membership, viewers: Viewers
) -> None:
    referral = make.sent(teacher, children=2)
    referral.children.filter(number=1).update(passed_to_family_wellbeing_at=timezone.now())
    assert viewers(referral) == {"teacher", "lead", "fws_manager"} | HUB
    referral.children.filter(number=1).update(keyworker=keyworker)
    assert viewers(referral) == {"teacher", "lead", "fws_manager", "keyworker"} | HUB
    children = ReferredChild.objects.visible_to(fws_manager).filter(referral=referral)
    assert [child.number for child in children] == [1]
    children = ReferredChild.objects.visible_to(keyworker).filter(referral=referral)
    assert [child.number for child in children] == [1]


@pytest.mark.parametrize("name", CAST)
def test_what_a_hat_may_not_open_is_all_the_rest(
    name: str, teacher: Membership, other_teacher: Membership, request: pytest.FixtureRequest
) -> None:
    membership = request.getfixturevalue(name)
    make.draft(teacher)
    make.sent(other_teacher, restricted=True)
    passed = make.sent(teacher)
    passed.children.update(passed_to_family_wellbeing_at=timezone.now())
    visible = set(Referral.objects.visible_to(membership))
    hidden = set(Referral.objects.hidden_from(membership))
    assert visible | hidden == set(Referral.objects.all())
    assert not visible & hidden


@pytest.mark.parametrize("role", list(Role))
def test_nothing_crosses_between_partnerships(
    role: Role, teacher: Membership, outsider: Outsider
) -> None:
    sent = make.sent(teacher, children=1)
    sent.children.update(passed_to_family_wellbeing_at=timezone.now())
    stranger = outsider(role)
    assert not Referral.objects.visible_to(stranger).exists()
    assert not ReferredChild.objects.visible_to(stranger).exists()


def test_a_person_with_a_hat_elsewhere_takes_nothing_along(
    teacher: Membership, dudley: Partnership
) -> None:
    """The same person, another partnership: what they wrote here stays here."""
    make.sent(teacher)
    there = Membership.objects.create(
        person=teacher.person,
        partnership=dudley,
        site=people.site(people.SCHOOL, within=dudley),
        role=Role.PRACTITIONER,
    )
    assert not Referral.objects.visible_to(there).exists()


def test_an_ended_hat_sees_nothing(teacher: Membership) -> None:
    make.sent(teacher)
    people.end(teacher)
    assert not Referral.objects.visible_to(teacher).exists()
