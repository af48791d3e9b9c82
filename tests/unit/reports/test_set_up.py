"""What needs an administrator, with true counts, and deliveries tried again."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Invitation, Membership
from directory.models import ContactPoint
from outbox.models import Delivery
from reports.errors import CannotRetry, NothingToRetry
from reports.operations import retry_delivery, retry_failing
from reports.presenters.set_up import needs_a_person
from tests.cast import OneAuditEntry, SignedIn

DELIVERIES = reverse("reports:deliveries")


def delivery(**values: object) -> Delivery:
    given = {
        "handler": "referrals.receipt_email",
        "payload": {"referral": 7},
        "dedupe_key": uuid.uuid4().hex,
    }
    return Delivery.objects.create(**(given | values))


def failing(**values: object) -> Delivery:
    return delivery(attempts=3, last_error="SMTPServerDisconnected", **values)


def needs(membership: Membership) -> dict[object, object]:
    return {item["words"]: item["number"] for item in needs_a_person(membership, timezone.now())}


def test_every_count_is_true(administrator: Membership) -> None:
    ContactPoint.objects.filter(front_door__partnership=administrator.partnership).update(
        checked_at=timezone.now(), checked_by=administrator.person
    )
    point = ContactPoint.objects.filter(kind="hub").first()
    assert point is not None
    ContactPoint.objects.filter(pk=point.pk).update(checked_at=None, checked_by=None)
    failing()
    failing(gave_up_at=timezone.now())
    delivery()
    now = timezone.now()
    for expires in (now - timedelta(hours=1), now + timedelta(days=1)):
        Invitation.objects.create(
            site=administrator.site,
            role="practitioner",
            email="new.person@example.org",
            first_name="New",
            last_name="Person",
            token_digest=uuid.uuid4().hex,
            invited_by=administrator,
            invited_at=now - timedelta(days=3),
            expires_at=expires,
        )
    found = needs(administrator)
    assert found["number not checked"] == 1
    assert found["deliveries failing"] == 2
    assert found["invitation expired"] == 1


def test_flagged_signs_are_counted_and_listed(
    administrator: Membership, signed_in: SignedIn
) -> None:
    """Decision 19: what the guide prints doubtfully is kept and flagged."""
    found = needs(administrator)
    number = found.get("signs flagged in the guide", found.get("sign flagged in the guide"))
    page = signed_in(administrator).get(reverse("reports:flagged"))
    assert page.context["page"].paginator.count == number
    assert isinstance(number, int) and number > 0


def test_the_home_says_what_blocks_going_live(
    administrator: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(administrator).get(reverse("reports:set_up")).content.decode()
    assert "is invented. Enter the real number." in page


def test_a_failing_delivery_is_tried_again_and_recorded(
    administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    row = failing(gave_up_at=timezone.now())
    with one_audit_entry("delivery.tried_again", by=administrator, subjects=[f"delivery-{row.pk}"]):
        retry_delivery(by=administrator, delivery_id=row.pk)
    row.refresh_from_db()
    assert (row.attempts, row.gave_up_at) == (0, None)


def test_a_delivered_one_is_not_tried_again(administrator: Membership) -> None:
    row = delivery(done_at=timezone.now())
    with pytest.raises(CannotRetry), transaction.atomic():
        retry_delivery(by=administrator, delivery_id=row.pk)
    with pytest.raises(CannotRetry), transaction.atomic():
        retry_delivery(by=administrator, delivery_id=uuid.uuid4())


def test_all_failing_ones_are_tried_again_with_one_entry(
    administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    rows = [failing() for _ in range(3)]
    waits = delivery(attempts=1)
    with one_audit_entry("delivery.all_tried_again", by=administrator):
        assert retry_failing(by=administrator) == 3
    subjects = AuditEntry.objects.latest("pk").subjects
    assert set(subjects) == {f"delivery-{row.pk}" for row in rows}
    waits.refresh_from_db()
    assert waits.attempts == 1


def test_with_nothing_failing_nothing_is_recorded(administrator: Membership) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(NothingToRetry), transaction.atomic():
        retry_failing(by=administrator)
    assert AuditEntry.objects.count() == before


def test_nobody_else_tries_deliveries_again(service_manager: Membership) -> None:
    with pytest.raises(NotAllowed):
        retry_failing(by=service_manager)
    with pytest.raises(NotAllowed):
        retry_delivery(by=service_manager, delivery_id=failing().pk)


def test_the_page_shows_no_payload(administrator: Membership, signed_in: SignedIn) -> None:
    failing(payload={"referral": 123456789})
    page = signed_in(administrator).get(DELIVERIES).content.decode()
    assert "Referrals: receipt email" in page
    assert "SMTPServerDisconnected" in page
    assert "123456789" not in page


def test_pressing_try_again_leads_back_to_the_list(
    administrator: Membership, signed_in: SignedIn
) -> None:
    row = failing()
    browser = signed_in(administrator)
    address = reverse("reports:retry", args=[row.pk])
    assert browser.get(address).status_code == 405
    response = browser.post(address, {"state": "gave-up"}, follow=True)
    assert "Delivery tried again" in response.content.decode()
    everything = browser.post(reverse("reports:retry_failing"), follow=True)
    assert everything.status_code == 200


@pytest.mark.parametrize("state", ["failing", "gave-up", "waiting", "done", "unheard-of"])
def test_each_list_of_deliveries_opens(
    state: str, administrator: Membership, signed_in: SignedIn
) -> None:
    failing()
    failing(gave_up_at=timezone.now())
    delivery()
    delivery(done_at=timezone.now())
    page = signed_in(administrator).get(DELIVERIES, {"state": state})
    assert len(page.context["rows"]) == 1


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    administrator: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(administrator)
    failing()
    browser.get(DELIVERIES)
    with CaptureQueriesContext(connection) as few:
        browser.get(DELIVERIES)
    for _ in range(19):
        failing()
    with CaptureQueriesContext(connection) as many:
        browser.get(DELIVERIES)
    assert len(many) == len(few)
