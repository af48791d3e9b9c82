"""From a draft to an edition in force: two administrators, a day in London, and the way back."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from accounts.errors import StaleRecord
from accounts.models import AuditEntry, Membership, Notice
from directory.opening import LONDON
from tests.cast import OneAuditEntry
from thresholds import errors, operations
from thresholds.models import Edition, Indicator
from thresholds.presenters import edition_in_force
from thresholds.presenters_manage import differences_of, published_before, signs_of

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 23, 10, tzinfo=LONDON)
FIRST_OF_DECEMBER = date(2026, 12, 1)


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft in which one sign is retired."""
    opened = operations.open_draft(by=administrator, based_on=edition)
    retire(administrator, opened, "BX-3-HEA-02")
    return opened


def retire(by: Membership, draft: Edition, code: str) -> None:
    operations.retire_sign(by=by, indicator=draft.indicators.get(code=code))


def published(
    draft: Edition, first: Membership, second: Membership, day: date = FIRST_OF_DECEMBER
) -> Edition:
    operations.ask_to_publish(by=first, edition=draft, takes_effect_on=day)
    return operations.publish(by=second, edition=draft)


@time_machine.travel(TODAY, tick=False)
def test_one_administrator_asks_and_another_publishes(
    draft: Edition,
    administrator: Membership,
    second_administrator: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    with one_audit_entry("edition.publication_asked", by=administrator):
        operations.ask_to_publish(
            by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
        )
    told = Notice.objects.get(membership=second_administrator)
    assert "waits for a second administrator" in told.text
    with one_audit_entry("edition.published", by=second_administrator):
        operations.publish(by=second_administrator, edition=draft)
    assert "was published" in Notice.objects.get(membership=administrator).text
    draft.refresh_from_db()
    assert draft.in_force_from == FIRST_OF_DECEMBER
    assert (draft.asked_by, draft.published_by) == (administrator, second_administrator)


@time_machine.travel(TODAY, tick=False)
def test_whoever_asked_cannot_publish_in_any_role(
    draft: Edition, administrator: Membership, lead: Membership
) -> None:
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER)
    with pytest.raises(errors.SecondPersonNeeded, match="Another administrator must publish it"):
        operations.publish(by=administrator, edition=draft)
    other_hat = Membership.objects.create(
        person=administrator.person,
        partnership=administrator.partnership,
        site=lead.site,
        role=administrator.role,
        job_title="Another hat",
    )
    with pytest.raises(errors.SecondPersonNeeded):
        operations.publish(by=other_hat, edition=draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(published_by=administrator)


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2020, 1, 1)])
def test_an_edition_takes_effect_on_no_day_that_has_passed(
    draft: Edition, administrator: Membership, day: date
) -> None:
    with pytest.raises(errors.DayHasPassed, match="Enter today or a day to come"):
        operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=day)


def test_a_request_whose_day_has_passed_is_refused_with_a_reason(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    with time_machine.travel(TODAY, tick=False):
        operations.ask_to_publish(
            by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
        )
    with (
        time_machine.travel(datetime(2026, 12, 2, tzinfo=LONDON), tick=False),
        pytest.raises(errors.DayHasPassed, match="1 December 2026, which has passed"),
    ):
        operations.publish(by=second_administrator, edition=draft)


@time_machine.travel(TODAY, tick=False)
def test_nothing_is_published_that_nobody_asked_for(
    draft: Edition, second_administrator: Membership
) -> None:
    with pytest.raises(errors.NobodyAsked):
        operations.publish(by=second_administrator, edition=draft)
    with pytest.raises(errors.NobodyAsked):
        operations.withdraw_request(by=second_administrator, edition=draft)


@time_machine.travel(TODAY, tick=False)
def test_a_level_without_signs_and_a_draft_without_changes_are_refused(
    edition: Edition, administrator: Membership
) -> None:
    draft = operations.open_draft(by=administrator, based_on=edition)
    with pytest.raises(errors.NotReady, match="Nothing differs"):
        operations.ask_to_publish(
            by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
        )
    Indicator.objects.filter(edition=draft, level__number=1).delete()
    with pytest.raises(errors.NotReady, match="Level 1 has no signs") as refused:
        operations.ask_to_publish(
            by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
        )
    assert len(refused.value.reasons) == 1


@time_machine.travel(TODAY, tick=False)
def test_a_request_is_withdrawn_or_sent_back_and_the_draft_can_be_changed_again(
    draft: Edition,
    administrator: Membership,
    second_administrator: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER)
    with pytest.raises(errors.AwaitsPublication):
        operations.ask_to_publish(
            by=second_administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
        )
    with one_audit_entry("edition.publication_withdrawn", by=second_administrator):
        operations.withdraw_request(
            by=second_administrator, edition=draft, because="Level 3 needs a look."
        )
    assert "was sent back" in Notice.objects.get(membership=administrator).text
    newest = draft.events.first()
    assert newest is not None
    assert newest.words.endswith("Level 3 needs a look.")
    retire(administrator, draft, "BX-3-HEA-01")


@time_machine.travel(TODAY, tick=False)
def test_a_page_opened_before_the_draft_was_sent_back_publishes_nothing(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    asked = operations.ask_to_publish(
        by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER
    )
    operations.withdraw_request(by=administrator, edition=draft)
    retire(administrator, draft, "BX-3-HEA-01")
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=FIRST_OF_DECEMBER)
    with pytest.raises(StaleRecord, match="Look again"):
        operations.publish(by=second_administrator, edition=draft, version=asked.version)


def test_an_edition_is_in_force_from_midnight_in_london_of_its_day(
    draft: Edition,
    edition: Edition,
    administrator: Membership,
    second_administrator: Membership,
) -> None:
    summer = date(2027, 6, 1)
    with time_machine.travel(TODAY, tick=False):
        published(draft, administrator, second_administrator, summer)
        assert edition_in_force(draft.framework.partnership) == edition
    # Midnight in London is 11pm in UTC while the clocks are forward.
    with time_machine.travel("2027-05-31T22:59:59Z", tick=False):
        assert edition_in_force(draft.framework.partnership) == edition
    with time_machine.travel("2027-05-31T23:00:00Z", tick=False):
        assert edition_in_force(draft.framework.partnership) == draft


@time_machine.travel(TODAY, tick=False)
def test_publishing_freezes_every_text_of_the_edition_in_the_database(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    published(draft, administrator, second_administrator)
    for change in (
        lambda: draft.indicators.update(text="Rewritten"),
        lambda: draft.levels.update(name="Rewritten"),
        lambda: draft.circumstances.all().delete(),
        lambda: Edition.objects.filter(pk=draft.pk).update(level_3_needs=1),
        lambda: draft.routes.update(words="Rewritten"),
    ):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            change()


@time_machine.travel(TODAY, tick=False)
def test_the_way_back_is_to_publish_the_older_text_as_a_new_edition(
    draft: Edition,
    edition: Edition,
    administrator: Membership,
    second_administrator: Membership,
) -> None:
    published(draft, administrator, second_administrator, TODAY.date())
    back = operations.open_draft(by=second_administrator, based_on=edition)
    assert published_before(back) == draft
    assert [row.change.code for row in differences_of(back).signs] == ["BX-3-HEA-02"]
    published(back, second_administrator, administrator, TODAY.date())
    assert edition_in_force(edition.framework.partnership) == back
    assert signs_of(back) == signs_of(edition)
    assert Edition.objects.published().filter(framework=edition.framework).count() == 3


@time_machine.travel(TODAY, tick=False)
def test_what_a_pack_left_for_an_administrator_to_decide_is_a_draft_like_any_other(
    edition: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    """R-145: each authority sets its own levels, so a pack may load a draft that nobody opened."""
    opened = operations.open_draft(by=administrator, based_on=edition)
    Edition.objects.filter(pk=opened.pk).update(opened_by=None, opened_at=None, based_on=None)
    retire(administrator, opened, "BX-3-HEA-02")
    published(opened, administrator, second_administrator, TODAY.date())
    assert edition_in_force(edition.framework.partnership).pk == opened.pk


@time_machine.travel(TODAY, tick=False)
def test_a_published_editions_changes_are_those_since_the_one_before(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    published(draft, administrator, second_administrator)
    draft.refresh_from_db()
    assert [row.change.code for row in differences_of(draft).signs] == ["BX-3-HEA-02"]
    newest = AuditEntry.objects.latest("pk")
    assert newest.detail["takes_effect_on"] == "2026-12-01"
