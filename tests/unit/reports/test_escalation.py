"""The steps of a disagreement: read by everybody, kept by an administrator (decision 33)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.errors import NotAllowed
from accounts.models import AuditEntry, Membership, Partnership
from accounts.rules import Role
from directory.models import FrontDoor
from fixtures import operations
from fixtures.errors import EditedData
from fixtures.operations.partnership import PACKS
from referrals.clocks import Unit
from referrals.errors import EmptyStep, ImpossibleTimescale, LastStep
from referrals.models import EscalationLadder, EscalationStep
from referrals.operations.escalation import StepAnswers, add_step, change_step, remove_step
from referrals.presenters.escalation import ladder_of
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.factories import doors

pytestmark = pytest.mark.django_db
# A Friday at half past nine in London.
FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LIST = reverse("reports:escalation")


def keys(partnership: Partnership) -> list[str]:
    return [step.key for step in EscalationStep.objects.filter(partnership=partnership)]


def step(key: str) -> EscalationStep:
    return EscalationStep.objects.get(partnership__key="bexley", key=key)


def says(**answers: Any) -> StepAnswers:
    given: dict[str, Any] = {
        "who": "The two head teachers",
        "what": "They speak.",
        "amount": 3,
        "unit": Unit.WORKING_DAYS,
        "urgent": False,
    }
    return StepAnswers(**given | answers)


def posted(**answers: str) -> dict[str, str]:
    return {
        "who": "Their managers",
        "what": "They speak.",
        "amount": "2",
        "unit": "working_days",
        "lane": "step",
        "after": "workers",
        "version": "1",
        **answers,
    }


def test_the_ladder_is_loaded_with_its_defaults_and_counted_by_the_one_calculator(
    bexley: Partnership,
) -> None:
    """Decision 33: 1, 2, 5 and 10 working days, and manager to manager the same day."""
    ladder = ladder_of(bexley, FRIDAY)
    assert [(shown.who, shown.due) for shown in ladder.steps] == [
        ("The two workers who disagree", "5pm on Monday 23 November"),
        ("Their managers, or safeguarding leads", "5pm on Tuesday 24 November"),
        ("The heads of service", "5pm on Friday 27 November"),
        ("The safeguarding partners' delegated leads", "5pm on Friday 4 December"),
    ]
    assert [(shown.who, shown.due) for shown in ladder.urgent] == [
        ("Manager to manager", "the end of today")
    ]
    assert ladder.quote == []


@time_machine.travel(FRIDAY, tick=False)
def test_everybody_reads_it_and_that_it_stops_nobody_ringing(
    teacher: Membership, screener: Membership, signed_in: SignedIn
) -> None:
    """R-137, R-162 where the partnership's guide speaks of disagreeing; Bexley's does not."""
    for hat in (teacher, screener):
        page = signed_in(hat).get(reverse("if_you_disagree")).content.decode()
        assert "No step here ever stops you ringing." in page
        assert 'href="tel:999"' in page
        assert 'href="tel:02030455440"' in page
        assert "Within five working days, to close of business" in page
        assert "If you start now: 5pm on Friday 27 November." in page
        assert "The guide says nothing about how to disagree." in page
        levels = signed_in(hat).get(reverse("thresholds:levels_of_need")).content.decode()
        assert f'href="{reverse("if_you_disagree")}"' in levels
        assert f'href="{reverse("if_you_disagree")}"' in (
            signed_in(hat).get(reverse("help")).content.decode()
        )


@pytest.mark.parametrize(
    ("key", "words", "source"),
    [
        ("dudley", "follow the DSPP resolution and escalation procedures", "lines 1188–1198"),
        ("pan_bedfordshire", "raise these concerns clearly and immediately", "lines 179–187"),
    ],
)
def test_a_partnerships_own_words_stand_there_with_their_source(
    outsider: Outsider, signed_in: SignedIn, key: str, words: str, source: str
) -> None:
    """R-137, R-162: quoted, not summed up."""
    reader = outsider(Role.PRACTITIONER)
    doors.council(reader.partnership, "Northshire", "020 7946 0501")
    pack = json.loads((PACKS / key / "escalation.json").read_text(encoding="utf-8"))
    EscalationLadder.objects.create(partnership=reader.partnership, **pack["ladder"])
    page = signed_in(reader).get(reverse("if_you_disagree")).content.decode()
    assert words in page
    assert source in page
    assert f"The guide points to the {pack['ladder']['procedure']}" in page


def test_loading_the_pack_again_refuses_to_write_over_an_edited_step(
    bexley: Partnership,
) -> None:
    again = operations.load_partnership(key="bexley")
    assert (again.added, again.replaced) == (0, 0)
    EscalationStep.objects.filter(pk=step("managers").pk).update(amount=4)
    with pytest.raises(EditedData) as refused:
        operations.load_partnership(key="bexley")
    assert "escalation step managers, amount" in " ".join(refused.value.differences)
    assert operations.load_partnership(key="bexley", replace=True).replaced == 1
    assert step("managers").amount == 2
    assert EscalationLadder.objects.filter(partnership=bexley).count() == 1


def test_a_step_is_added_put_in_order_changed_and_removed_with_an_audit_entry_each(
    administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    bexley = administrator.partnership
    with one_audit_entry(
        "escalation.step_added", subjects=["escalation-the-two-head-teachers"], by=administrator
    ):
        added = add_step(by=administrator, answers=says(), after="workers")
    assert keys(bexley) == [
        "workers",
        "the-two-head-teachers",
        "managers",
        "heads-of-service",
        "delegated-leads",
        "urgent-managers",
    ]
    # Two steps of one name are told apart, and a place in another lane means the first of its own.
    second = add_step(by=administrator, answers=says(urgent=True), after="workers")
    assert second.key == "the-two-head-teachers-2"
    assert keys(bexley)[-2:] == ["the-two-head-teachers-2", "urgent-managers"]
    with one_audit_entry(
        "escalation.step_changed", subjects=[f"escalation-{added.key}"], by=administrator
    ):
        change_step(
            by=administrator, step=added, answers=says(amount=7), after="delegated-leads", version=1
        )
    assert keys(bexley)[3:5] == ["delegated-leads", "the-two-head-teachers"]
    assert (step(added.key).amount, step(added.key).version) == (7, 2)
    # The others moved; nobody changed what they say.
    assert step("managers").version == 1
    with one_audit_entry(
        "escalation.step_removed", subjects=[f"escalation-{added.key}"], by=administrator
    ):
        remove_step(by=administrator, step=added, version=2)
    assert added.key not in keys(bexley)
    assert AuditEntry.objects.filter(action="escalation.step_removed").get().detail["amount"] == 7


def test_what_makes_no_step_is_refused(
    administrator: Membership, teacher: Membership, outsider: Outsider
) -> None:
    with pytest.raises(EmptyStep):
        add_step(by=administrator, answers=says(who=" "))
    with pytest.raises(ImpossibleTimescale):
        add_step(by=administrator, answers=says(unit=Unit.SAME_WORKING_DAY))
    with pytest.raises(ImpossibleTimescale):
        add_step(by=administrator, answers=says(unit=Unit.AGREED_DAY, amount=1))
    stranger = outsider(Role.ADMINISTRATOR)
    for hat in (teacher, stranger):
        with pytest.raises(NotAllowed):
            change_step(by=hat, step=step("workers"), answers=says(), version=None)
    for key in ("managers", "heads-of-service", "delegated-leads"):
        remove_step(by=administrator, step=step(key), version=1)
    with pytest.raises(LastStep):
        remove_step(by=administrator, step=step("workers"), version=1)
    with pytest.raises(LastStep):
        change_step(by=administrator, step=step("workers"), answers=says(urgent=True), version=1)


def test_the_pages_ask_explain_and_keep_what_was_typed(
    administrator: Membership, signed_in: SignedIn
) -> None:
    browser = signed_in(administrator)
    listed = browser.get(LIST).content.decode()
    assert 'Change<span class="govuk-visually-hidden"> The heads of service' in listed
    added = browser.get(reverse("reports:add_step"))
    assert added.context["form"]["after"].value() == "delegated-leads"
    wrong = browser.post(
        reverse("reports:add_step"),
        posted(who="", amount="2", unit="same_working_day", after="nobody", what="Kept words."),
    )
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Enter who talks to whom" in page
    assert "Choose a place from the list" in page
    assert "Kept words." in page
    one_only = browser.post(
        reverse("reports:add_step"), posted(amount="2", unit="same_working_day")
    )
    assert "Enter 1" in one_only.content.decode()
    asked = browser.get(reverse("reports:change_step", args=["managers"]))
    assert asked.context["form"]["after"].value() == "workers"
    saved = browser.post(reverse("reports:change_step", args=["managers"]), posted(amount="4"))
    assert saved["Location"] == LIST
    assert "Within four working days" in browser.get(LIST).content.decode()
    removing = reverse("reports:remove_step", args=["managers"])
    stale = browser.post(removing, {"version": "1"})
    assert stale.status_code == 422
    assert "changed it while this page was open" in stale.content.decode()
    assert browser.post(removing, {"version": "2"})["Location"] == LIST
    assert "managers" not in keys(administrator.partnership)
    # Who still had it open keeps their words; one that never was is not found.
    again = browser.post(removing, {"version": "2"})
    late = browser.post(
        reverse("reports:change_step", args=["managers"]), posted(what="They meet at once.")
    )
    for gone in (again, late):
        assert gone.status_code == 409
        assert f"{administrator.person.full_name} removed it at" in gone.content.decode()
    assert "They meet at once." in late.content.decode()
    assert browser.post(reverse("reports:remove_step", args=["nobody"])).status_code == 404


def test_two_who_change_a_step_at_once_see_both_and_choose(
    administrator: Membership, second_administrator: Membership, signed_in: SignedIn
) -> None:
    address = reverse("reports:change_step", args=["managers"])
    change_step(
        by=second_administrator,
        step=step("managers"),
        answers=says(who="Line managers", what="They ring.", amount=4),
        after="workers",
        version=1,
    )
    browser = signed_in(administrator)
    conflict = browser.post(address, posted())
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert f"{second_administrator.person.full_name} saved at" in page
    assert "Line managers" in page
    assert "Their managers" in page
    kept = dict(conflict.context["kept"]) | {"settle": "yes", "version": "2"}
    missing = browser.post(address, kept | {"who": "theirs", "what": "both"})
    assert missing.status_code == 409
    assert "Select what to keep for how long it may take" in missing.content.decode()
    saved = browser.post(address, kept | {"who": "theirs", "what": "both", "amount": "mine"})
    assert saved["Location"] == LIST
    settled = step("managers")
    assert (settled.who, settled.what, settled.amount, settled.version) == (
        "Line managers",
        "They ring.\n\nThey speak.",
        2,
        3,
    )


def test_without_a_front_door_no_step_says_when_it_is_due(dudley: Partnership) -> None:
    assert not FrontDoor.objects.filter(partnership=dudley).exists()
    EscalationStep.objects.create(
        partnership=dudley, key="workers", order=1, who="Two", amount=1, unit="working_days"
    )
    (only,) = ladder_of(dudley, FRIDAY).steps
    assert (only.length, only.due) == ("Within one working day, to close of business", "")
