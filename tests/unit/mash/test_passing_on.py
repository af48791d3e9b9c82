"""A contact sent to the wrong council goes to the right one's team (decision 30)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.errors import NotAllowed, StaleRecord
from accounts.models import Membership, Notice
from accounts.rules import Role
from directory.models import FrontDoor
from directory.presenters import door_of_team
from mash.errors import MissingReason, NotAnotherHub, NotOnThisTeam, WaitsHere
from mash.operations import hand_over, screening
from mash.operations.passing_on import pass_to_hub
from mash.presenters.decide import possible_followers, possible_seconds
from mash.rules import Destination
from referrals.models import DeclaredInterest, DoorChange, Referral
from referrals.operations.sending import answer_before, submit
from referrals.workflow import ChildStatus
from tests.cast import OneAuditEntry, SignedIn
from tests.factories import doors, people, referrals

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 14, 10, tzinfo=UTC)


@pytest.fixture
def hubs() -> tuple[FrontDoor, FrontDoor]:
    """Two councils' hubs of one partnership."""
    dudley = people.partnership("dudley")
    first = doors.council(dudley, "Northshire", "020 7946 0501")
    second = doors.council(dudley, "Eastshire", "020 7946 0502")
    referrals.equip(dudley)
    return first, second


@pytest.fixture
def hat(hubs: tuple[FrontDoor, FrontDoor]) -> Membership:
    """A screener of the first council's team."""
    made = people.membership(
        Role.MASH_SCREENER, name=("Gareth", "Pugh"), within=hubs[0].partnership
    )
    FrontDoor.objects.filter(pk=hubs[0].pk).update(site=made.site)
    return made


@pytest.fixture
def contact(hubs: tuple[FrontDoor, FrontDoor]) -> Referral:
    """A contact sent to the first council, in danger."""
    writer = people.membership(
        Role.PRACTITIONER, name=("Rosalind", "Attwood"), within=hubs[0].partnership
    )
    draft = referrals.ready(writer, danger_now=True)
    answer_before(
        by=writer,
        referral=draft,
        version=None,
        changes={"area_asked": True, "front_door_id": hubs[0].pk},
    )
    return submit(by=writer, referral=referrals.again(draft))


@time_machine.travel(FRIDAY, tick=False)
def test_it_is_theirs_at_once_with_the_same_status_and_times(
    hubs: tuple[FrontDoor, FrontDoor],
    hat: Membership,
    contact: Referral,
    signed_in: SignedIn,
    one_audit_entry: OneAuditEntry,
) -> None:
    first, second = hubs
    theirs = people.membership(
        Role.MASH_DECISION_MAKER,
        name=("Imani", "Clarke"),
        within=first.partnership,
        at=people.OTHER_SCHOOL,
    )
    FrontDoor.objects.filter(pk=second.pk).update(site=theirs.site)
    screening.claim(by=hat, referral=contact)
    browser = signed_in(hat)
    address = reverse("mash:pass_to_hub", args=[contact.reference])
    panel = browser.get(reverse("mash:contact", args=[contact.reference])).content.decode()
    assert "Northshire Integrated Front Door" in panel
    assert f'href="{address}' in panel
    status = Referral.objects.get(pk=contact.pk).status
    before = list(contact.clocks.order_by("pk").values_list("key", "due_at", "stopped_at"))
    asked = browser.get(address)
    assert "ring the other team before you pass it on" in asked.content.decode()
    assert "020 7946 0502" in asked.content.decode()
    assert not asked.context["form"].fields["to"].choices[1:]
    empty = browser.post(address, {"seen": first.pk})
    assert "Select which council’s team it is for" in empty.content.decode()
    assert "Enter why it is theirs" in empty.content.decode()
    with one_audit_entry("contact.passed_to_hub", subjects=[contact.reference], by=hat):
        answer = browser.post(
            address,
            {
                "to": str(second.pk),
                "reason": "The address is on the Eastshire side of the river.",
                "seen": first.pk,
                "form_key": asked.context["form"]["form_key"].value(),
            },
        )
    # It is no longer this team's to open.
    assert answer["Location"] == reverse("mash:queue")
    passed = Referral.objects.get(pk=contact.pk)
    assert (passed.front_door, passed.status, passed.holder) == (second, status, None)
    assert list(passed.clocks.order_by("pk").values_list("key", "due_at", "stopped_at")) == before
    assert browser.get(reverse("mash:contact", args=[contact.reference])).status_code == 404
    # The other team is told and reads why; the referrer is told whom to ring.
    assert Notice.objects.filter(
        membership=theirs, text=f"{contact.reference} was passed to your team"
    ).exists()
    history = signed_in(theirs).get(reverse("mash:history", args=[contact.reference]))
    assert "Passed to the Eastshire Integrated Front Door" in history.content.decode()
    assert "Eastshire side of the river" in history.content.decode()
    told = passed.messages.get()
    assert "we passed your referral to the Eastshire front door at 2:10pm" in told.text
    assert "020 7946 0502" in told.text
    assert "river" not in told.text
    record = signed_in(contact.author).get(reverse("referrals:record", args=[contact.reference]))
    assert "020 7946 0502" in record.content.decode()
    # Telling them that is not yet telling them what happens next.
    assert passed.clocks.get(key="referrer_response").stopped_at is None


def test_what_may_not_be_passed_on_is_refused(
    hubs: tuple[FrontDoor, FrontDoor], hat: Membership, contact: Referral, screener: Membership
) -> None:
    first, second = hubs
    reason = "Theirs."
    with pytest.raises(NotAllowed):
        pass_to_hub(by=screener, referral=contact, to=second, reason=reason)
    with pytest.raises(NotAllowed):
        pass_to_hub(by=contact.author, referral=contact, to=second, reason=reason)
    with pytest.raises(NotAnotherHub):
        pass_to_hub(by=hat, referral=contact, to=first, reason=reason)
    with pytest.raises(NotAnotherHub):
        bexleys = FrontDoor.objects.get(partnership=screener.partnership)
        pass_to_hub(by=hat, referral=contact, to=bexleys, reason=reason)
    with pytest.raises(MissingReason):
        pass_to_hub(by=hat, referral=contact, to=second, reason="  ")
    with pytest.raises(StaleRecord):
        pass_to_hub(by=hat, referral=contact, to=second, reason=reason, seen=second.pk)
    Referral.objects.filter(pk=contact.pk).update(is_open=False)
    with pytest.raises(NotAllowed):
        pass_to_hub(by=hat, referral=contact, to=second, reason=reason)
    assert not DoorChange.objects.exists()


@pytest.fixture
def colleague_there(hubs: tuple[FrontDoor, FrontDoor]) -> Membership:
    """A decision maker of the second council's team, which has a site of its own."""
    made = people.membership(
        Role.MASH_DECISION_MAKER,
        name=("Imani", "Clarke"),
        within=hubs[0].partnership,
        at=people.OTHER_SCHOOL,
    )
    FrontDoor.objects.filter(pk=hubs[1].pk).update(site=made.site)
    return made


@time_machine.travel(FRIDAY, tick=False)
def test_whoever_was_writing_about_it_is_told_who_has_it_and_keeps_their_words(
    hubs: tuple[FrontDoor, FrontDoor],
    hat: Membership,
    colleague_there: Membership,
    contact: Referral,
    signed_in: SignedIn,
) -> None:
    """Nothing typed is lost (pages.md 10); whoever held it hears that it is gone."""
    first, second = hubs
    holder = people.membership(
        Role.MASH_SOCIAL_WORKER, name=("Carys", "Bevan"), within=first.partnership
    )
    interested = people.membership(
        Role.MASH_SCREENER, name=("Zia", "Farooq"), within=first.partnership, at=people.OTHER_SCHOOL
    )
    DeclaredInterest.objects.create(referral=contact, person=interested.person)
    screening.claim(by=holder, referral=contact)
    address = reverse("mash:pass_to_hub", args=[contact.reference])
    browser = signed_in(hat)
    said = {
        "to": str(second.pk),
        "reason": "Across the river.",
        "seen": first.pk,
        "form_key": browser.get(address).context["form"]["form_key"].value(),
    }
    assert browser.post(address, said)["Location"] == reverse("mash:queue")
    twice = browser.post(address, said)
    assert twice.status_code == 409
    page = twice.content.decode()
    assert "Gareth Pugh passed it on at 2:10pm today" in page
    assert "The Eastshire Integrated Front Door has it now" in page
    assert "020 7946 0502" in page
    assert "not saved" not in page
    assert Notice.objects.filter(membership=holder, text__contains="was passed to the").exists()
    assert not Notice.objects.filter(membership=interested).exists()
    rated = signed_in(holder).post(
        reverse("mash:rate", args=[contact.reference]),
        {"rating": "red", "reason": "His arm may be broken."},
    )
    assert rated.status_code == 409
    assert "His arm may be broken." in rated.content.decode()
    # Who never could open it learns nothing of it; nor does anybody of a restricted record.
    worry = reverse("mash:contact", args=[contact.reference])
    stranger = people.membership(Role.MASH_SCREENER, name=("Ola", "Berg"))
    assert "was passed on" not in signed_in(stranger).get(worry).content.decode()
    Referral.objects.filter(pk=contact.pk).update(restricted=True)
    assert "was passed on" not in signed_in(holder).get(worry).content.decode()


@time_machine.travel(FRIDAY, tick=False)
def test_an_open_queue_says_that_a_contact_was_passed_to_its_team(
    hubs: tuple[FrontDoor, FrontDoor],
    hat: Membership,
    colleague_there: Membership,
    contact: Referral,
    signed_in: SignedIn,
) -> None:
    address = reverse("mash:live")
    later = {"since": (FRIDAY + timedelta(minutes=10)).isoformat(), "view": "all"}
    browser = signed_in(colleague_there)
    assert browser.get(address, later).json()["danger"] == []
    with time_machine.travel(FRIDAY + timedelta(minutes=15), tick=False):
        pass_to_hub(by=hat, referral=contact, to=hubs[1], reason="Theirs.")
        assert browser.get(address, later).json()["danger"] == [contact.reference]


def test_only_the_team_that_reads_it_is_asked_and_it_stays_until_they_have_answered(
    hubs: tuple[FrontDoor, FrontDoor],
    hat: Membership,
    colleague_there: Membership,
    contact: Referral,
) -> None:
    """Decisions 10, 11, 30: whoever is asked by name can open what they are asked about."""
    own = people.membership(
        Role.MASH_DECISION_MAKER, name=("Bill", "Adeyemi"), within=hubs[0].partnership
    )
    # The queue's times go by their own hours; another's hub stands in where a team has none.
    assert [door_of_team(one) for one in (hat, colleague_there)] == list(hubs)
    assert door_of_team(contact.author) == hubs[0]
    assert possible_seconds(contact, hat) == [own]
    assert possible_followers(contact, Destination.CONSENT_TO_BE_SOUGHT) == [own]
    Referral.objects.filter(pk=contact.pk).update(front_door=hubs[1])
    assert possible_seconds(referrals.again(contact), hat) == [colleague_there]
    Referral.objects.filter(pk=contact.pk).update(front_door=hubs[0])
    # Nor does another team's colleague take it on from whoever leaves.
    Referral.objects.filter(pk=contact.pk).update(holder=own)
    with pytest.raises(NotOnThisTeam):
        hand_over.move(leaving=own, to=colleague_there, by=hat)
    for status in (ChildStatus.CONSENT_TO_BE_SOUGHT, ChildStatus.SECOND_DECISION):
        contact.children.update(status=status)
        with pytest.raises(WaitsHere):
            pass_to_hub(by=hat, referral=contact, to=hubs[1], reason="Theirs.")


def test_where_one_hub_serves_everybody_there_is_nothing_to_pass(
    screener: Membership, teacher: Membership, signed_in: SignedIn
) -> None:
    contact = referrals.sent(teacher)
    answer = signed_in(screener).get(reverse("mash:pass_to_hub", args=[contact.reference]))
    assert answer["Location"].startswith(reverse("mash:contact", args=[contact.reference]))


def test_a_call_goes_to_the_council_the_caller_names_or_to_the_officers_own(
    hubs: tuple[FrontDoor, FrontDoor], signed_in: SignedIn
) -> None:
    first, second = hubs
    officer = people.membership(
        Role.EMERGENCY_DUTY_OFFICER, name=("Imani", "Clarke"), within=first.partnership
    )
    browser, address = signed_in(officer), reverse("mash:call_new")
    said = {
        "danger": "no",
        "caller_kind": "anonymous",
        "description": "A boy in a red jumper",
        "worry": "He is on the bridge.",
        "on_day": "20",
        "on_month": "11",
        "on_year": "2026",
        "at": "2:05pm",
    }
    with time_machine.travel(FRIDAY, tick=False):
        missing = browser.post(address, said).content.decode()
        assert missing.count("Select which council’s area the child lives in") == 2
        assert browser.post(address, said | {"area": str(second.pk)}).status_code == 302
        assert Referral.objects.get().front_door == second
        FrontDoor.objects.filter(pk=first.pk).update(site=officer.site)
        Referral.objects.update(is_open=False)
        assert browser.post(address, said).status_code == 302
    assert Referral.objects.filter(is_open=True).get().front_door == first
    queue = browser.get(reverse("mash:queue")).content.decode()
    assert "· Northshire" in queue
