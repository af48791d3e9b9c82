"""Who reads what arrives at a front door (decision 30), as an administrator keeps it."""

import pytest
from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.models import Membership, Site
from accounts.rules import Role
from directory import operations
from directory.models import FrontDoor
from tests.cast import OneAuditEntry, Outsider, SignedIn

pytestmark = pytest.mark.django_db
TEAM = reverse("directory:change_team", args=["mash"])


@pytest.fixture
def door(administrator: Membership) -> FrontDoor:
    """Bexley's front door."""
    return FrontDoor.objects.get(partnership=administrator.partnership)


def test_a_team_and_its_postcodes_are_saved_and_shown(
    administrator: Membership,
    screener: Membership,
    door: FrontDoor,
    signed_in: SignedIn,
    one_audit_entry: OneAuditEntry,
) -> None:
    browser = signed_in(administrator)
    asked = browser.get(TEAM)
    assert "Who reads what arrives here?" in asked.content.decode()
    with one_audit_entry("front_door.team_changed", subjects=["front-door-mash"], by=administrator):
        answer = browser.post(
            TEAM,
            {
                "site": screener.site_id,
                "districts": "da6, DA7 da6",
                "version": door.calendar_version,
                "form_key": asked.context["form"]["form_key"].value(),
            },
        )
    assert answer.status_code == 302
    door.refresh_from_db()
    assert (door.site_id, door.postcode_districts) == (screener.site_id, ["DA6", "DA7"])
    page = browser.get(reverse("directory:front_doors")).content.decode()
    assert f"Read by {screener.site}" in page
    assert "Serves DA6, DA7." in page


def test_what_is_no_postcode_district_is_explained_and_kept(
    administrator: Membership, door: FrontDoor, signed_in: SignedIn
) -> None:
    answer = signed_in(administrator).post(
        TEAM, {"site": "", "districts": "DA6, Halesowen", "version": door.calendar_version}
    )
    page = answer.content.decode()
    assert "Enter HALESOWEN as the first half of a postcode, like DY5 or B63" in page
    assert "DA6, Halesowen" in page
    door.refresh_from_db()
    assert door.postcode_districts == []


def test_an_old_page_says_that_somebody_was_faster(
    administrator: Membership, door: FrontDoor, signed_in: SignedIn
) -> None:
    answer = signed_in(administrator).post(
        TEAM, {"site": "", "districts": "DA6", "version": door.calendar_version - 1}
    )
    assert "changed this" in answer.content.decode()
    door.refresh_from_db()
    assert door.postcode_districts == []


def test_another_partnerships_team_is_never_chosen(
    administrator: Membership, door: FrontDoor, outsider: Outsider, signed_in: SignedIn
) -> None:
    stranger: Site = outsider(Role.MASH_SCREENER).site
    with pytest.raises(NotAllowed):
        operations.change_team(
            by=administrator, front_door=door, site=stranger, postcode_districts=[], version=None
        )
    answer = signed_in(administrator).post(
        TEAM, {"site": stranger.pk, "districts": "", "version": door.calendar_version}
    )
    assert "Choose a team from the list" in answer.content.decode()


def test_only_an_administrator_of_the_partnership_says_whose_it_is(
    screener: Membership, outsider: Outsider, door: FrontDoor, signed_in: SignedIn
) -> None:
    for hat in (screener, outsider(Role.ADMINISTRATOR)):
        assert signed_in(hat).get(TEAM).status_code == 404
        with pytest.raises(NotAllowed):
            operations.change_team(
                by=hat, front_door=door, site=None, postcode_districts=[], version=None
            )
