"""The cast of the tests is whole: somebody for every role, each at a site of the partnership."""

import pytest

from accounts.models import Membership, Partnership
from accounts.rules import Role
from tests import cast
from tests.cast import Outsider

NAMES = [
    "teacher",
    "lead",
    "screener",
    "social_worker",
    "decision_maker",
    "partner_officer",
    "duty_officer",
    "fws_manager",
    "keyworker",
    "service_manager",
    "administrator",
    "governance",
]


def test_every_role_has_somebody(request: pytest.FixtureRequest, bexley: Partnership) -> None:
    people: list[Membership] = [request.getfixturevalue(name) for name in NAMES]

    assert {Role(someone.role) for someone in people} == set(Role)
    assert {someone.site.agency.partnership for someone in people} == {bexley}


def test_an_outsider_has_the_role_in_another_partnership(
    outsider: Outsider, screener: Membership
) -> None:
    stranger = outsider(Role.MASH_SCREENER)

    assert stranger.role == screener.role
    assert stranger.partnership != screener.partnership
    assert stranger.site != screener.site


def test_a_signed_in_client_carries_the_hat(signed_in: cast.SignedIn, screener: Membership) -> None:
    assert signed_in(screener).session["hat"] == screener.pk
