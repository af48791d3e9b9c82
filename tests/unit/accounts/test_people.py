"""Invitations, roles, leaving, agencies: who may, what happens, what is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.errors import (
    AlreadyDone,
    AlreadyHasRole,
    AlreadyInvited,
    HandOverNeeded,
    InvitationUnusable,
    LastAdministrator,
    LastLead,
    NameTaken,
    NotAllowed,
)
from accounts.models import Agency, Invitation, Membership, Person, Site
from accounts.notices import link_token
from accounts.operations import agencies, invitations
from accounts.operations import people as operations
from accounts.rules import AgencyKind, Role
from outbox import handlers
from outbox.models import Delivery
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.factories import people

TYPED = {
    "first_name": "Zainab",
    "last_name": "Otieno",
    "email": "Zainab.Otieno@bexley.example.org ",
    "job_title": "Class teacher",
    "role": "practitioner",
}


def invited(
    by: Membership, *, role: Role = Role.PRACTITIONER, email: str = "zainab@bexley.example.org"
) -> Invitation:
    return invitations.invite(
        email=email,
        first_name="Zainab",
        last_name="Otieno",
        job_title="Class teacher",
        site=by.site,
        role=role,
        by=by,
    )


def link_of(invitation: Invitation) -> str:
    return f"/people/invitation/{link_token(invitation)}/"


# Inviting ------------------------------------------------------------------------------------


def test_a_lead_invites_to_their_own_site(
    signed_in: SignedIn, lead: Membership, one_audit_entry: OneAuditEntry
) -> None:
    client = signed_in(lead)

    with one_audit_entry("invitation.sent", by=lead):
        answer = client.post("/people/invite/", TYPED | {"site": lead.site_id})

    invitation = Invitation.objects.get()
    assert answer["Location"] == "/people/"
    assert invitation.email == "zainab.otieno@bexley.example.org"
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    assert "Zainab Otieno" in client.get("/people/").content.decode()


def test_a_lead_is_offered_their_own_site_and_roles_alone(
    signed_in: SignedIn, lead: Membership, other_lead: Membership
) -> None:
    page = signed_in(lead).get("/people/invite/").content.decode()

    assert "MASH screener" not in page
    assert other_lead.site.name not in page


@pytest.mark.parametrize("role", ["administrator", "mash_screener"])
def test_a_lead_cannot_give_a_role_of_the_hub(
    signed_in: SignedIn, lead: Membership, role: str
) -> None:
    answer = signed_in(lead).post("/people/invite/", TYPED | {"site": lead.site_id, "role": role})

    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    with pytest.raises(NotAllowed):
        invited(lead, role=Role(role))


def test_a_lead_cannot_invite_to_another_site(lead: Membership, other_lead: Membership) -> None:
    with pytest.raises(NotAllowed):
        invitations.invite(
            email="zainab@bexley.example.org",
            first_name="Zainab",
            last_name="Otieno",
            job_title="",
            site=other_lead.site,
            role=Role.PRACTITIONER,
            by=lead,
        )


def test_an_administrator_invites_anywhere_in_their_partnership_and_not_beyond(
    administrator: Membership, teacher: Membership, outsider: Outsider
) -> None:
    stranger = outsider(Role.PRACTITIONER)
    arguments: dict[str, Any] = {
        "email": "zainab@bexley.example.org",
        "first_name": "Zainab",
        "last_name": "Otieno",
        "job_title": "",
        "role": Role.MASH_SCREENER,
        "by": administrator,
    }

    assert invitations.invite(**arguments, site=teacher.site).site == teacher.site
    with pytest.raises(NotAllowed):
        invitations.invite(**arguments, site=stranger.site)


def test_the_same_press_twice_invites_once(signed_in: SignedIn, lead: Membership) -> None:
    client = signed_in(lead)
    form = TYPED | {"site": lead.site_id, "form_key": str(uuid4())}

    first, second = client.post("/people/invite/", form), client.post("/people/invite/", form)

    assert first["Location"] == second["Location"] == "/people/"
    assert Invitation.objects.count() == 1
    assert Delivery.objects.filter(handler="accounts.invitation_email").count() == 1


def test_an_invited_person_is_not_invited_twice(lead: Membership) -> None:
    invited(lead)

    with pytest.raises(AlreadyInvited):
        invited(lead)


def test_somebody_with_the_role_is_not_invited_to_it(lead: Membership, teacher: Membership) -> None:
    with pytest.raises(AlreadyHasRole):
        invited(lead, email=teacher.person.email)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("first_name", "", "Enter their first name"),
        (
            "first_name",
            "x" * 101,
            "First name must be 100 characters or fewer. You have 1 too many",
        ),
        ("email", "not an address", "Enter an e-mail address in the correct format"),
        ("email", "", "Enter their work e-mail address"),
        ("role", "", "Select a role"),
        ("site", "", "Select a site"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_the_rest_stays(
    signed_in: SignedIn, lead: Membership, field: str, typed: str, error: str
) -> None:
    form = TYPED | {"site": lead.site_id, "last_name": "Ní Bhraonáin 👩‍🏫"} | {field: typed}

    answer = signed_in(lead).post("/people/invite/", form)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert error in page
    assert f'id="{field}-error"' in page
    assert "Ní Bhraonáin 👩‍🏫" in page
    assert "<title>Error: " in page


def test_the_invitations_email_has_our_words_and_a_link_that_is_nowhere_else(
    lead: Membership, mailoutbox: list[mail.EmailMessage]
) -> None:
    invitation = invited(lead)
    delivery = Delivery.objects.get(handler="accounts.invitation_email")
    delivery.message_id = "<1@localhost>"
    handlers.get(delivery.handler).function(delivery)
    sent = mailoutbox[0]

    assert sent.subject == "You are invited to Effective Support"
    assert sent.to == ["zainab@bexley.example.org"]
    assert sent.body.startswith(
        "Hello. Ngozi Okafor has invited you to use Effective Support as Practitioner at"
        " St Example's Primary School. Use this link by "
    )
    assert "It works once. You will choose a password and a second step." in sent.body
    assert "If you did not expect this, ignore it and tell Ngozi Okafor." in sent.body
    assert "If a child is in danger call 999." in sent.body
    token = str(link_token(invitation))
    assert token in sent.body
    assert token not in str(delivery.payload) + delivery.dedupe_key + invitation.token_digest


def test_a_withdrawn_invitation_sends_nothing(
    lead: Membership, mailoutbox: list[mail.EmailMessage]
) -> None:
    invitation = invited(lead)
    invitations.withdraw(invitation_id=invitation.pk, by=lead)
    delivery = Delivery.objects.get(handler="accounts.invitation_email")
    delivery.message_id = "<1@localhost>"

    handlers.get(delivery.handler).function(delivery)

    assert not mailoutbox


# Accepting -----------------------------------------------------------------------------------


def accept(client: Client, **changes: str) -> Any:
    typed = {
        "first_name": "Zainab",
        "last_name": "Otieno",
        "password": "three tall poplars",
    }
    return client.post("/people/invitation/", typed | changes)


def test_an_invited_person_sets_up_an_account_and_then_a_second_step(
    client: Client, lead: Membership
) -> None:
    invitation = invited(lead)

    opened = client.get(link_of(invitation))
    page = client.get(opened["Location"]).content.decode()
    answer = accept(client)

    assert opened["Location"] == "/people/invitation/"
    assert "Ngozi Okafor has invited you as Practitioner at St Example&#x27;s" in page
    assert 'value="Zainab"' in page
    assert answer["Location"] == "/account/security/"
    member = Membership.objects.get(person__email="zainab@bexley.example.org")
    assert (member.site, member.role) == (lead.site, Role.PRACTITIONER)
    assert client.get("/account/notices/")["Location"] == "/account/security/"


def test_an_invitation_works_once(client: Client, lead: Membership) -> None:
    invitation = invited(lead)
    link = link_of(invitation)
    client.get(link)
    accept(client)
    second = Client()

    page = second.get(link, follow=True)

    assert page.status_code == 404
    assert "This invitation cannot be used" in page.content.decode()
    assert accept(second).status_code == 404
    assert Person.objects.filter(email="zainab@bexley.example.org").count() == 1


def test_an_invitation_ends_after_seven_days(client: Client, lead: Membership) -> None:
    link = link_of(invited(lead))

    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        assert client.get(link, follow=True).status_code == 404


def test_a_withdrawn_invitation_cannot_be_used(
    client: Client, signed_in: SignedIn, lead: Membership
) -> None:
    invitation = invited(lead)
    address = f"/people/invitations/{invitation.pk}/withdraw/"
    keeper = signed_in(lead)

    assert "Withdraw this invitation?" in keeper.get(address).content.decode()
    keeper.post(address)

    assert client.get(link_of(invitation), follow=True).status_code == 404
    assert keeper.get(address).status_code == 404


def test_sending_again_makes_a_new_link_and_ends_the_old_one(
    client: Client, signed_in: SignedIn, lead: Membership
) -> None:
    invitation = invited(lead)
    old = link_of(invitation)

    signed_in(lead).post(f"/people/invitations/{invitation.pk}/again/")
    invitation.refresh_from_db()

    assert client.get(old, follow=True).status_code == 404
    assert client.get(link_of(invitation), follow=True).status_code == 200
    assert Delivery.objects.filter(handler="accounts.invitation_email").count() == 2


def test_a_weak_password_is_refused_and_the_name_stays(client: Client, lead: Membership) -> None:
    client.get(link_of(invited(lead)))

    answer = accept(client, password="short", last_name="Otieno-Smith")

    assert answer.status_code == 422
    assert "Otieno-Smith" in answer.content.decode()
    assert not Person.objects.filter(email="zainab@bexley.example.org").exists()


def test_somebody_with_an_account_adds_the_role_after_signing_in(
    client: Client, signed_in: SignedIn, lead: Membership, other_teacher: Membership
) -> None:
    link = link_of(invited(lead, email=other_teacher.person.email))

    stranger = client.get(link, follow=True).content.decode()
    assert client.post("/people/invitation/").status_code == 200
    assert not other_teacher.person.memberships.filter(site=lead.site).exists()
    mine = signed_in(other_teacher)
    page = mine.get(link, follow=True).content.decode()
    answer = mine.post("/people/invitation/")

    assert "Sign in to add it" in stranger
    assert "You already have an account." in page
    assert answer["Location"] == "/account/hats/"
    assert other_teacher.person.memberships.filter(site=lead.site).exists()


def test_nobody_takes_up_an_invitation_sent_to_somebody_else(
    signed_in: SignedIn, lead: Membership, other_teacher: Membership, teacher: Membership
) -> None:
    invitation = invited(lead, email=other_teacher.person.email)

    with pytest.raises(InvitationUnusable):
        invitations.accept_as(token=str(link_token(invitation)), person=teacher.person)


def test_a_guessed_link_reads_like_any_other_dead_one(client: Client, db: None) -> None:
    assert client.get("/people/invitation/not-a-token/", follow=True).status_code == 404


# The list and one person ---------------------------------------------------------------------


def test_a_lead_sees_their_own_sites_people_alone(
    signed_in: SignedIn, lead: Membership, teacher: Membership, other_teacher: Membership
) -> None:
    page = signed_in(lead).get("/people/").content.decode()

    assert "Hannah Whitcombe" in page
    assert "Adaeze Lovell" not in page
    assert "Agencies and sites" not in page


def test_an_administrator_sees_the_partnerships_people_alone(
    signed_in: SignedIn,
    administrator: Membership,
    teacher: Membership,
    screener: Membership,
    outsider: Outsider,
) -> None:
    outsider(Role.PRACTITIONER)
    client = signed_in(administrator)

    page = client.get("/people/").content.decode()
    hub = client.get("/people/?role=mash_screener").content.decode()

    assert "Hannah Whitcombe" in page
    assert "Dudley" not in page
    assert "Priya Nair" in hub
    assert "Hannah Whitcombe" not in hub


PAGES = [
    "/people/",
    "/people/invite/",
    "/people/{person}/",
    "/people/{person}/change/",
    "/people/{person}/add-role/",
    "/people/roles/{membership}/end/",
]
ADMIN_PAGES = [
    "/people/{person}/second-step/",
    "/people/agencies/",
    "/people/agencies/add/",
    "/people/agencies/{agency}/",
    "/people/agencies/{agency}/sites/add/",
    "/people/sites/{site}/",
]


def address(page: str, about: Membership) -> str:
    return page.format(
        person=about.person_id,
        membership=about.pk,
        agency=about.site.agency_id,
        site=about.site_id,
    )


@pytest.mark.parametrize("page", PAGES)
def test_those_who_keep_people_open_the_pages(
    signed_in: SignedIn, lead: Membership, administrator: Membership, teacher: Membership, page: str
) -> None:
    assert signed_in(lead).get(address(page, teacher)).status_code == 200
    assert signed_in(administrator).get(address(page, teacher)).status_code == 200


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_administrators_alone_open_theirs(
    signed_in: SignedIn, lead: Membership, administrator: Membership, teacher: Membership, page: str
) -> None:
    assert signed_in(administrator).get(address(page, teacher)).status_code == 200
    assert signed_in(lead).get(address(page, teacher)).status_code == 404


@pytest.mark.parametrize("page", PAGES + ADMIN_PAGES)
def test_other_roles_find_nothing(
    signed_in: SignedIn, teacher: Membership, screener: Membership, page: str
) -> None:
    for someone in (teacher, screener):
        assert signed_in(someone).get(address(page, teacher)).status_code == 404
        assert signed_in(someone).post(address(page, teacher)).status_code in {404, 405}


@pytest.mark.parametrize("page", PAGES[2:] + ADMIN_PAGES[:1] + ADMIN_PAGES[3:])
def test_another_site_or_partnership_is_missing(
    signed_in: SignedIn,
    other_lead: Membership,
    outsider: Outsider,
    teacher: Membership,
    page: str,
) -> None:
    for someone in (other_lead, outsider(Role.ADMINISTRATOR)):
        client = signed_in(someone)
        assert client.get(address(page, teacher)).status_code == 404
        assert client.post(address(page, teacher), TYPED).status_code in {404, 405}


def test_details_are_changed_and_what_changed_is_recorded_without_values(
    signed_in: SignedIn, lead: Membership, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry(
        "person.changed",
        by=lead,
        subjects=[teacher.person.reference],
        detail={"fields": ["last_name", "phone"]},
    ):
        answer = signed_in(lead).post(
            f"/people/{teacher.person_id}/change/",
            {"first_name": "Hannah", "last_name": "Okonkwo", "phone": "02079460999"},
        )

    assert answer["Location"] == f"/people/{teacher.person_id}/"
    teacher.person.refresh_from_db()
    assert (teacher.person.last_name, teacher.person.phone) == ("Okonkwo", "020 7946 0999")


def test_another_role_is_added(
    signed_in: SignedIn, administrator: Membership, teacher: Membership, other_lead: Membership
) -> None:
    client = signed_in(administrator)
    form = {"site": other_lead.site_id, "role": "safeguarding_lead", "job_title": ""}

    added = client.post(f"/people/{teacher.person_id}/add-role/", form)
    again = client.post(f"/people/{teacher.person_id}/add-role/", form)

    assert added["Location"] == f"/people/{teacher.person_id}/"
    assert teacher.person.memberships.count() == 2
    assert "This person has this role at this site already." in again.content.decode()


# Leaving -------------------------------------------------------------------------------------


@pytest.fixture
def open_drafts() -> Iterator[dict[int, int]]:
    """A kind of open work: how many drafts each membership has."""
    drafts: dict[int, int] = {}

    def move(*, leaving: Membership, to: Membership, by: Membership) -> None:
        drafts[to.pk] = drafts.get(to.pk, 0) + drafts.pop(leaving.pk)

    kinds = dict(operations._kinds_of_work)
    operations._kinds_of_work.clear()
    operations.register_hand_over(
        "tests.drafts",
        operations.HandOver(
            words=("draft", "drafts"), count=lambda hat: drafts.get(hat.pk, 0), move=move
        ),
    )
    yield drafts
    operations._kinds_of_work.clear()
    operations._kinds_of_work.update(kinds)


def test_a_role_ends_and_its_sessions_with_it(
    signed_in: SignedIn, lead: Membership, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    theirs = signed_in(teacher)
    keeper = signed_in(lead)
    page = keeper.get(f"/people/roles/{teacher.pk}/end/").content.decode()

    with one_audit_entry("membership.ended", by=lead, subjects=[teacher.person.reference]):
        answer = keeper.post(f"/people/roles/{teacher.pk}/end/")

    teacher.refresh_from_db()
    assert "End this role?" in page
    assert answer["Location"] == "/people/"
    assert teacher.ended_by == lead.person
    assert theirs.get("/account/notices/")["Location"].startswith("/account/sign-in/")


def test_open_work_needs_a_colleague_and_goes_to_them(
    signed_in: SignedIn,
    lead: Membership,
    teacher: Membership,
    colleague: Membership,
    open_drafts: dict[int, int],
) -> None:
    open_drafts[teacher.pk] = 2
    keeper = signed_in(lead)
    address = f"/people/roles/{teacher.pk}/end/"

    page = keeper.get(address).content.decode()
    nobody = keeper.post(address, {})
    given = keeper.post(address, {"hand_over_to": colleague.pk})

    assert "They still have 2 drafts." in page
    assert nobody.status_code == 422
    assert "Select who takes on their open work" in nobody.content.decode()
    assert given["Location"] == "/people/"
    assert open_drafts == {colleague.pk: 2}


def test_work_is_not_handed_to_a_stranger(
    lead: Membership,
    teacher: Membership,
    other_teacher: Membership,
    open_drafts: dict[int, int],
) -> None:
    open_drafts[teacher.pk] = 1

    with pytest.raises(HandOverNeeded):
        operations.end_membership(membership_id=teacher.pk, hand_over_to=other_teacher.pk, by=lead)
    teacher.refresh_from_db()
    assert teacher.ended_at is None


def test_the_last_lead_of_a_site_cannot_leave(
    signed_in: SignedIn, lead: Membership, other_lead: Membership
) -> None:
    client = signed_in(lead)

    answer = client.post(f"/people/roles/{lead.pk}/end/")

    assert answer.status_code == 422
    assert "Choose another safeguarding lead for this site first." in answer.content.decode()
    with pytest.raises(LastLead):
        operations.end_membership(membership_id=lead.pk, hand_over_to=None, by=lead)


def test_a_lead_leaves_once_there_is_another(lead: Membership, signed_in: SignedIn) -> None:
    people.membership(Role.SAFEGUARDING_LEAD, name=("Joan", "Prior"))

    answer = signed_in(lead).post(f"/people/roles/{lead.pk}/end/")

    assert answer["Location"] == "/account/hats/"


def test_the_last_administrator_cannot_leave(
    administrator: Membership, second_administrator: Membership, outsider: Outsider
) -> None:
    outsider(Role.ADMINISTRATOR)
    people.end(second_administrator)

    with pytest.raises(LastAdministrator):
        operations.end_membership(
            membership_id=administrator.pk, hand_over_to=None, by=administrator
        )


def test_a_role_ends_once(lead: Membership, teacher: Membership) -> None:
    key = uuid4()
    operations.end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead, key=key)

    with pytest.raises((NotAllowed, AlreadyDone)):
        operations.end_membership(membership_id=teacher.pk, hand_over_to=None, by=lead, key=key)


def test_an_administrator_removes_a_lost_second_step(
    signed_in: SignedIn, administrator: Membership, teacher: Membership
) -> None:
    Authenticator.objects.create(user=teacher.person, type="totp", data={"secret": "x"})
    theirs = signed_in(teacher)

    answer = signed_in(administrator).post(f"/people/{teacher.person_id}/second-step/")

    assert answer["Location"] == f"/people/{teacher.person_id}/"
    assert not Authenticator.objects.filter(user_id=teacher.person_id).exists()
    assert theirs.get("/account/notices/")["Location"].startswith("/account/sign-in/")
    assert Delivery.objects.get().payload["change"] == "second_step_reset"


def test_nobody_removes_their_own_second_step_this_way(
    signed_in: SignedIn, administrator: Membership
) -> None:
    client = signed_in(administrator)

    assert client.post(f"/people/{administrator.person_id}/second-step/").status_code == 404


# Agencies and sites --------------------------------------------------------------------------


def test_an_administrator_adds_an_agency_and_its_site(
    signed_in: SignedIn, administrator: Membership
) -> None:
    client = signed_in(administrator)

    added = client.post(
        "/people/agencies/add/", {"name": "Crayford Nursery", "kind": "early_years"}
    )
    agency = Agency.objects.get(name="Crayford Nursery")
    site = client.post(
        added["Location"], {"name": "Main site", "postcode": "DA1 4AA", "phone": "02079460111"}
    )

    assert agency.partnership == administrator.partnership
    assert site["Location"] == "/people/agencies/"
    assert Site.objects.get(agency=agency).phone == "020 7946 0111"
    assert "Crayford Nursery" in client.get("/people/agencies/").content.decode()


def test_a_name_used_already_is_refused_beside_the_field(
    signed_in: SignedIn, administrator: Membership, teacher: Membership
) -> None:
    client = signed_in(administrator)
    taken = {"name": teacher.site.agency.name, "kind": "school"}

    answer = client.post("/people/agencies/add/", taken)
    changed = client.post(f"/people/agencies/{administrator.site.agency_id}/", taken)

    for page in (answer, changed):
        assert page.status_code == 422
        assert "This name is used already. Enter another name." in page.content.decode()
        assert 'id="name-error"' in page.content.decode()
    with pytest.raises(NameTaken):
        agencies.add_agency(name=teacher.site.agency.name, kind=AgencyKind.SCHOOL, by=administrator)


def test_an_agency_and_a_site_are_changed(
    signed_in: SignedIn, administrator: Membership, teacher: Membership
) -> None:
    client = signed_in(administrator)

    page = client.get(f"/people/agencies/{teacher.site.agency_id}/").content.decode()
    client.post(
        f"/people/agencies/{teacher.site.agency_id}/", {"name": "St Example's", "kind": "school"}
    )
    client.post(f"/people/sites/{teacher.site_id}/", {"name": "Lower school"})

    teacher.site.refresh_from_db()
    assert re.search(r'value="St Example&#(x27|39);s Primary School"', page)
    assert teacher.site.name == "Lower school"
    assert Agency.objects.get(pk=teacher.site.agency_id).name == "St Example's"


def test_an_agency_of_another_partnership_is_out_of_reach(
    administrator: Membership, outsider: Outsider
) -> None:
    stranger = outsider(Role.PRACTITIONER)

    with pytest.raises(NotAllowed):
        agencies.change_agency(
            agency_id=stranger.site.agency_id,
            name="Mine",
            kind=AgencyKind.SCHOOL,
            by=administrator,
        )
    with pytest.raises(NotAllowed):
        agencies.add_site(
            agency_id=stranger.site.agency_id,
            name="Mine",
            address="",
            postcode="",
            phone="",
            by=administrator,
        )
