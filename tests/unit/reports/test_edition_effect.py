"""Whom a draft edition would have affected: counts, examples without names, a fixed few queries."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Partnership
from referrals.models import Referral, ReferredChild
from referrals.operations import drafts
from referrals.operations.sending import submit
from reports.presenters.effect import Example, Step, effect_of
from reports.presenters.set_up import needs_a_person
from tests.cast import SignedIn
from tests.factories import referrals
from thresholds import operations
from thresholds.models import Edition, Indicator
from thresholds.presenters import edition_in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    edition = edition_in_force(Partnership.objects.get(key="bexley"))
    return operations.open_draft(by=administrator, based_on=edition)


def sent_with(teacher: Membership, signs: list[Indicator]) -> Referral:
    draft = referrals.ready(teacher)
    pks = [sign.pk for sign in signs]
    drafts.choose_indicators(by=teacher, referral=draft, shown=pks, chosen=pks)
    draft.children.update(confirmed_level=2)
    return submit(by=teacher, referral=referrals.again(draft))


def at_level_3(count: int) -> list[Indicator]:
    edition = edition_in_force(Partnership.objects.get(key="bexley"))
    return list(edition.indicators.filter(level__number=3)[:count])


def test_a_draft_without_changes_moves_nobody(teacher: Membership, draft: Edition) -> None:
    sent_with(teacher, at_level_3(2))
    effect = effect_of(draft, timezone.now())
    assert (effect.looked_at, effect.moved, effect.steps) == (1, 0, [])


def test_a_sign_that_moves_and_a_number_that_changes_move_children(
    teacher: Membership, draft: Edition, administrator: Membership
) -> None:
    """Decision 15, R-004."""
    one, two = at_level_3(2)
    single, pair = sent_with(teacher, [one]), sent_with(teacher, [one, two])
    operations.change_settings(
        by=administrator, edition=draft, changes={"level_3_needs": 1}, version=None
    )
    draft.refresh_from_db()
    assert effect_of(draft, timezone.now()).steps == [Step(2, 3, 1)]
    operations.move_sign(
        by=administrator,
        indicator=draft.indicators.get(code=two.code),
        level=4,
        domain="health",
        version=None,
    )
    effect = effect_of(draft, timezone.now())
    assert effect.steps == [Step(2, 3, 1), Step(3, 4, 1)]
    assert set(effect.examples) == {
        Example(f"{single.reference}/1", 2, 3),
        Example(f"{pair.reference}/1", 3, 4),
    }


def test_a_retired_sign_is_passed_over_and_what_would_be_lower_comes_first(
    teacher: Membership, draft: Edition, administrator: Membership
) -> None:
    one, two = at_level_3(2)
    pair = sent_with(teacher, [one, two])
    operations.retire_sign(by=administrator, indicator=draft.indicators.get(code=two.code))
    effect = effect_of(draft, timezone.now())
    assert effect.steps == [Step(3, 2, 1)]
    assert effect.retired == 1
    assert effect.examples == [Example(f"{pair.reference}/1", 3, 2)]


def test_what_was_not_sent_is_old_or_is_another_partnerships_is_not_looked_at(
    teacher: Membership, draft: Edition, dudley: Partnership
) -> None:
    referrals.ready(teacher)
    old = sent_with(teacher, at_level_3(1))
    Referral.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=366))
    theirs = sent_with(teacher, at_level_3(1))
    Referral.objects.filter(pk=theirs.pk).update(partnership=dudley)
    effect = effect_of(draft, timezone.now())
    assert (effect.looked_at, effect.without) == (0, 0)


def test_a_restricted_record_is_counted_and_is_no_example(
    teacher: Membership, draft: Edition, administrator: Membership
) -> None:
    """Decision 28."""
    one, two = at_level_3(2)
    pair = sent_with(teacher, [one, two])
    Referral.objects.filter(pk=pair.pk).update(restricted=True)
    operations.retire_sign(by=administrator, indicator=draft.indicators.get(code=two.code))
    effect = effect_of(draft, timezone.now())
    assert (effect.moved, effect.examples) == (1, [])


def test_the_page_names_references_and_nobody_and_the_trail_says_which(
    teacher: Membership, draft: Edition, administrator: Membership, signed_in: SignedIn
) -> None:
    one, two = at_level_3(2)
    pair = sent_with(teacher, [one, two])
    child = pair.children.get()
    operations.retire_sign(by=administrator, indicator=draft.indicators.get(code=two.code))
    browser = signed_in(administrator)
    overview = browser.get(reverse("thresholds:edition", args=[draft.pk])).content.decode()
    address = reverse("reports:edition_effect", args=[draft.pk])
    assert address in overview
    page = html.unescape(browser.get(address).content.decode())
    assert "1 of 1 child would have been suggested another level" in page
    assert f"{pair.reference}/1" in page
    assert child.first_name not in page
    assert child.last_name not in page
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.subjects) == ("edition.effect_listed", [f"{pair.reference}/1"])


def test_a_year_of_a_busy_hub_is_looked_at_in_few_queries(
    teacher: Membership, draft: Edition
) -> None:
    template = sent_with(teacher, at_level_3(2))
    child = template.children.get()
    effect_of(draft, timezone.now())
    with CaptureQueriesContext(connection) as few:
        effect_of(draft, timezone.now())
    ReferredChild.objects.bulk_create(
        ReferredChild(
            referral=template,
            number=number,
            status=child.status,
            suggested_level=3,
            suggestion=child.suggestion,
        )
        for number in range(2, 301)
    )
    with CaptureQueriesContext(connection) as many:
        effect = effect_of(draft, timezone.now())
    assert effect.looked_at == 300
    assert len(many) == len(few)


def test_an_edition_that_waits_is_on_the_second_administrators_home(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    operations.retire_sign(by=administrator, indicator=draft.indicators.all()[0])
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=timezone.localdate())

    def waiting(by: Membership) -> object:
        found = {row["words"]: row["number"] for row in needs_a_person(by, timezone.now())}
        return found.get("edition waiting for a second administrator", 0)

    assert waiting(second_administrator) == 1
    assert waiting(administrator) == 0
