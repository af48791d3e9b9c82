"""Every page that looks across the portal opens for one role of one partnership."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.rules import Role
from tests.cast import Outsider, SignedIn
from tests.factories import people

PAGES = {
    Role.ADMINISTRATOR: [
        reverse("reports:set_up"),
        reverse("reports:flagged"),
        reverse("reports:timescales"),
        reverse("reports:timescale", args=["mash_decision"]),
        reverse("reports:deliveries"),
        reverse("directory:front_doors"),
        reverse("directory:calendar"),
        reverse("directory:office_hours", args=["mash"]),
        reverse("directory:add_closure", args=["mash"]),
    ],
    Role.INFORMATION_GOVERNANCE: [
        reverse("reports:trail"),
        reverse("reports:emergency_access"),
    ],
    Role.SERVICE_MANAGER: [reverse("reports:overview"), reverse("reports:late")],
}
STATEMENTS = ["help", "accessibility", "privacy", "cookies", "what_is_new"]


@pytest.mark.parametrize("role", list(Role))
def test_each_page_opens_for_its_role_alone(role: Role, signed_in: SignedIn) -> None:
    browser = signed_in(people.membership(role, name=("Robin", "Tester")))
    for owner, addresses in PAGES.items():
        for address in addresses:
            expected = 200 if owner == role else 404
            assert browser.get(address).status_code == expected, address


def test_another_partnerships_timescales_and_front_doors_look_missing(
    outsider: Outsider, signed_in: SignedIn
) -> None:
    browser = signed_in(outsider(Role.ADMINISTRATOR))
    assert browser.get(reverse("reports:timescale", args=["fws_allocation"])).status_code == 404
    assert browser.get(reverse("directory:office_hours", args=["mash"])).status_code == 404
    page = browser.get(reverse("directory:front_doors")).content.decode()
    assert "020 3045 5440" not in page.partition("<main")[2]


def test_whoever_is_not_signed_in_is_asked_to(client: Client, db: None) -> None:
    for addresses in PAGES.values():
        for address in addresses:
            assert client.get(address).status_code == 302, address


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_is_public_and_stands_in_the_footer(
    name: str, client: Client, db: None
) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert f'href="{reverse(name)}"' in page.content.decode()


def test_the_header_of_each_role_leads_home_first(
    administrator: Membership,
    governance: Membership,
    service_manager: Membership,
    signed_in: SignedIn,
) -> None:
    for hat, home in (
        (administrator, "reports:set_up"),
        (governance, "reports:trail"),
        (service_manager, "reports:overview"),
    ):
        response = signed_in(hat).get("/")
        assert response.status_code == 302
        assert response["Location"] == reverse(home)
