"""A draft that was written while another edition took effect; what was sent never changes."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Membership, Partnership
from directory.opening import LONDON
from referrals.models import Referral
from referrals.operations import drafts
from referrals.operations.sending import submit
from referrals.rules import ChildKind
from tests.cast import OneAuditEntry, SignedIn
from tests.factories import referrals
from thresholds import operations
from thresholds.models import Edition, Indicator
from thresholds.presenters import edition_in_force

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 23, 10, tzinfo=LONDON)
Publish = Callable[[Callable[[Edition], object]], Edition]


@pytest.fixture(autouse=True)
def _monday() -> object:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def edition(db: None) -> Edition:
    """The edition in force in Bexley."""
    return edition_in_force(Partnership.objects.get(key="bexley"))


@pytest.fixture
def publish(
    edition: Edition, administrator: Membership, second_administrator: Membership
) -> Publish:
    """Publish a draft edition with a change, to take effect today."""

    def change_and_publish(change: Callable[[Edition], object]) -> Edition:
        opened = operations.open_draft(by=administrator, based_on=edition)
        change(opened)
        operations.ask_to_publish(by=administrator, edition=opened, takes_effect_on=TODAY.date())
        return operations.publish(by=second_administrator, edition=opened)

    return change_and_publish


def chosen(edition: Edition, level: int, count: int) -> list[Indicator]:
    return list(edition.indicators.filter(level__number=level).select_related("level")[:count])


def written(teacher: Membership, signs: list[Indicator]) -> Referral:
    """A draft with these signs, and the suggested level confirmed."""
    draft = referrals.ready(teacher)
    pks = [sign.pk for sign in signs]
    drafts.choose_indicators(by=teacher, referral=draft, shown=pks, chosen=pks)
    child = draft.children.get()
    level = child.suggested_level
    assert level is not None
    drafts.confirm_level(by=teacher, child=child, level=level)
    return referrals.again(draft)


def test_a_draft_moves_when_it_is_next_opened_and_its_author_is_told(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    signed_in: SignedIn,
) -> None:
    retired, reworded, stays = chosen(edition, 3, 3)
    draft = written(teacher, [retired, reworded, stays])

    def change(new: Edition) -> None:
        operations.retire_sign(by=administrator, indicator=new.indicators.get(code=retired.code))
        operations.change_sign(
            by=administrator,
            indicator=new.indicators.get(code=reworded.code),
            text="Newly worded",
            version=None,
        )

    new = publish(change)
    assert referrals.again(draft).edition_id == edition.pk
    page = signed_in(teacher).get(reverse("referrals:draft", args=[draft.reference]))
    told = page.content.decode()
    assert "The levels of need changed on 23 November 2026." in told
    assert "is no longer one of the signs" in told
    assert "now reads “Newly worded”" in told
    draft = referrals.again(draft)
    assert draft.edition_id == new.pk
    rows = draft.chosen_indicators.select_related("indicator")
    assert {row.text for row in rows} == {"Newly worded", stays.text}
    assert {row.indicator.edition_id for row in rows} == {new.pk}


def test_a_suggestion_that_changed_is_asked_again_and_one_that_did_not_is_kept(
    teacher: Membership, edition: Edition, administrator: Membership, publish: Publish
) -> None:
    first, second = chosen(edition, 3, 2)
    changed, kept = written(teacher, [first, second]), written(teacher, chosen(edition, 4, 1))
    assert changed.children.get().suggested_level == 3
    new = publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=second.code)
        )
    )
    for draft in (changed, kept):
        drafts.follow_edition(by=teacher, referral=draft)
    child = changed.children.get()
    assert (child.suggested_level, child.confirmed_level) == (2, None)
    assert child.suggestion["edition"]["id"] == new.pk
    assert referrals.again(changed).edition_followed["levels_asked_again"] == [1]
    child = kept.children.get()
    assert (child.suggested_level, child.confirmed_level) == (4, 4)


def test_a_sign_that_moved_counts_at_its_new_level(
    teacher: Membership, edition: Edition, administrator: Membership, publish: Publish
) -> None:
    sign = chosen(edition, 3, 1)[0]
    draft = written(teacher, [sign])
    publish(
        lambda new: operations.move_sign(
            by=administrator,
            indicator=new.indicators.get(code=sign.code),
            level=4,
            domain="health",
            version=None,
        )
    )
    drafts.follow_edition(by=teacher, referral=draft)
    assert draft.children.get().suggested_level == 4
    assert draft.chosen_indicators.get().level == 4


def test_circumstances_follow_with_what_was_recorded_of_their_duty(
    teacher: Membership, administrator: Membership, publish: Publish
) -> None:
    """Decision 16: the floor is the new edition's."""
    draft = referrals.ready(teacher)
    drafts.choose_circumstances(by=teacher, referral=draft, keys=["missing"])
    drafts.record_duty(by=teacher, referral=draft, key="missing", done="yes", who="The MASH")
    publish(
        lambda new: operations.change_circumstance(
            by=administrator,
            circumstance=new.circumstances.get(key="missing"),
            changes={"floor": 4},
            version=None,
        )
    )
    drafts.follow_edition(by=teacher, referral=draft)
    row = draft.chosen_circumstances.select_related("circumstance").get()
    assert (row.circumstance.floor, row.duty_who) == (4, "The MASH")
    assert draft.children.get().suggested_level == 4


def test_what_was_sent_never_changes(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    signed_in: SignedIn,
) -> None:
    sign = chosen(edition, 3, 1)[0]
    draft = written(teacher, [sign])
    sent = submit(by=teacher, referral=draft)
    before = sent.children.get().suggestion
    publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=sign.code)
        )
    )
    page = signed_in(teacher).get(reverse("referrals:record", args=[sent.reference]))
    assert page.status_code == 200
    sent = referrals.again(sent)
    assert sent.edition_id == edition.pk
    assert sent.children.get().suggestion == before
    row = sent.chosen_indicators.select_related("indicator").get()
    assert (row.text, row.indicator_id) == (sign.text, sign.pk)


def test_what_is_being_sent_is_sent_with_the_words_it_was_checked_with(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    signed_in: SignedIn,
) -> None:
    sign = chosen(edition, 3, 1)[0]
    draft = written(teacher, [sign])
    browser = signed_in(teacher)
    check = reverse("referrals:check", args=[draft.reference])
    form = browser.get(check).context["form"]
    publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=sign.code)
        )
    )
    browser.post(check, {"form_key": form["form_key"].value()})
    sent = referrals.again(draft)
    assert sent.sent_at is not None
    assert sent.edition_id == edition.pk
    assert sent.chosen_indicators.get().text == sign.text


def test_an_edition_that_takes_effect_later_moves_nothing_yet(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    second_administrator: Membership,
) -> None:
    draft = written(teacher, chosen(edition, 3, 1))
    opened = operations.open_draft(by=administrator, based_on=edition)
    operations.retire_sign(by=administrator, indicator=opened.indicators.all()[0])
    later = datetime(2026, 12, 1, tzinfo=LONDON).date()
    operations.ask_to_publish(by=administrator, edition=opened, takes_effect_on=later)
    operations.publish(by=second_administrator, edition=opened)
    assert drafts.follow_edition(by=teacher, referral=draft).edition_id == edition.pk
    with time_machine.travel(datetime(2026, 12, 1, 0, 1, tzinfo=LONDON), tick=False):
        assert drafts.follow_edition(by=teacher, referral=draft).edition_id == opened.pk


def test_following_writes_one_entry_once(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    one_audit_entry: OneAuditEntry,
) -> None:
    sign = chosen(edition, 3, 1)[0]
    draft = written(teacher, [sign])
    publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=sign.code)
        )
    )
    with one_audit_entry("draft.edition_followed", by=teacher, subjects=[draft.reference]):
        drafts.follow_edition(by=teacher, referral=draft)
        drafts.follow_edition(by=teacher, referral=draft)


def test_a_page_of_signs_opened_before_the_draft_moved_keeps_the_ticks_that_still_exist(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    signed_in: SignedIn,
) -> None:
    health = list(edition.indicators.filter(domain__slug="health", level__number=3)[:3])
    gone, stays, unticked = health
    draft = written(teacher, [unticked])
    client, page = signed_in(teacher), f"/referrals/{draft.reference}/draft/signs/health/"
    assert f'name="of_edition" value="{edition.pk}"' in client.get(page).content.decode()
    new = publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=gone.code)
        )
    )
    # Another window moves the draft; this one still shows the signs of before.
    client.get(reverse("referrals:draft", args=[draft.reference]))
    assert referrals.again(draft).edition_id == new.pk
    sent = {"of_edition": edition.pk, "level_3": [str(gone.pk), str(stays.pk)]}
    for address in (f"{page}?autosave=1", page):
        assert client.post(address, sent).status_code in {200, 302}
    rows = draft.chosen_indicators.select_related("indicator")
    assert [row.indicator.code for row in rows] == [stays.code]
    assert rows[0].indicator.edition_id == new.pk
    told = client.get(f"/referrals/{draft.reference}/draft/signs/").content.decode()
    assert told.count(f"“{gone.text}” is no longer one of the signs") == 1
    # An edition of nowhere is the present one; an id of nowhere is no tick.
    assert client.post(page, {"of_edition": 10**9, "level_3": [str(gone.pk)]}).status_code == 422
    assert client.post(page, {"of_edition": "x", "level_3": []}).status_code in {302, 422}


def test_to_whom_a_sign_applies_is_kept_from_a_page_of_the_edition_before(
    teacher: Membership,
    edition: Edition,
    administrator: Membership,
    publish: Publish,
    signed_in: SignedIn,
) -> None:
    first, second, other = chosen(edition, 3, 3)
    draft = written(teacher, [first, second])
    drafts.add_child(
        by=teacher, referral=draft, kind=ChildKind.CHILD, answers={"first_name": "Noor"}
    )
    publish(
        lambda new: operations.retire_sign(
            by=administrator, indicator=new.indicators.get(code=other.code)
        )
    )
    drafts.follow_edition(by=teacher, referral=draft)
    sent = {
        "of_edition": edition.pk,
        f"sign_{first.pk}": ["2"],
        f"sign_{second.pk}": ["1", "2"],
    }
    answer = signed_in(teacher).post(f"/referrals/{draft.reference}/draft/signs/apply/", sent)
    assert answer.status_code == 302
    whom = {
        row.indicator.code: [child.number for child in row.children.all()]
        for row in draft.chosen_indicators.select_related("indicator")
    }
    assert whom == {first.code: [2], second.code: [1, 2]}
