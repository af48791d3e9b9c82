"""A contact sent to the wrong council goes to the right one's team (decision 30)."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.errors import NotAllowed, StaleRecord
from accounts.models import Membership, Notice
from accounts.rules import Role
from directory.models import FrontDoor
from mash.errors import MissingReason, NotAnotherHub
from mash.operations import screening
from mash.operations.passing_on import pass_to_hub
from referrals.models import DoorChange, Referral
from referrals.operations.sending import answer_before, submit
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
