"""Family Wellbeing's pages follow who may open the record at all (decision 28)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from family_wellbeing.models import Episode, Redirection
from family_wellbeing.operations import allocating
from referrals.models import DeclaredInterest, Referral
from reports.presenters.trail import people_who_looked
from tests.cast import SignedIn
from tests.unit.family_wellbeing.test_allocating import allocate

Passed = Callable[..., Referral]
INBOX = "/family-wellbeing/"
MANAGERS_LISTS = (INBOX, "/family-wellbeing/allocation/", "/family-wellbeing/caseloads/")
KEYWORKERS_LISTS = ("/family-wellbeing/today/", "/family-wellbeing/families/")
FAMILY = "Khatun-Featherstonehaugh"


@pytest.fixture
def episode(waiting: Referral, fws_manager: Membership, keyworker: Membership) -> Episode:
    """A family with its keyworker, the first visit already late: it stands in every list."""
    made = allocate(fws_manager, waiting, keyworker)
    clocks = waiting.clocks.filter(key__startswith="fws_", stopped_at=None)
    clocks.update(due_at="2026-11-17T10:00Z", warn_at="2026-11-16T10:00Z")
    return made


def declare(membership: Membership, referral: Referral) -> None:
    DeclaredInterest.objects.create(
        referral=referral, person=membership.person, reason="Their cousin's children"
    )


def restrict(referral: Referral) -> None:
    Referral.objects.filter(pk=referral.pk).update(restricted=True)


def finds_nothing(browser_of: SignedIn, who: Membership, episode: Episode) -> bool:
    """Say whether a hat finds the family on no list and behind no address."""
    browser = browser_of(who)
    lists = KEYWORKERS_LISTS if who == episode.keyworker else MANAGERS_LISTS
    shown = [browser.get(page).content.decode() for page in lists]
    page = browser.get(reverse("family_wellbeing:episode", args=[episode.reference]))
    addresses = reverse("family_wellbeing:addresses", args=[episode.reference])
    return (
        not any(FAMILY in words or episode.reference in words for words in shown)
        and page.status_code == 404
        and browser.post(addresses).status_code == 404
    )


def test_without_either_the_family_stands_on_every_list_and_page(
    episode: Episode, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    for who, lists in ((fws_manager, (INBOX, MANAGERS_LISTS[2])), (keyworker, KEYWORKERS_LISTS)):
        browser = signed_in(who)
        for page in (*lists, reverse("family_wellbeing:episode", args=[episode.reference])):
            assert FAMILY in browser.get(page).content.decode()


def test_who_looked_at_a_referral_names_whoever_saw_its_family_here(
    episode: Episode,
    fws_manager: Membership,
    keyworker: Membership,
    governance: Membership,
    signed_in: SignedIn,
) -> None:
    """The trail is asked by the referral's reference, which an episode's own is not."""
    record = episode.referral.reference

    def lookers() -> set[str]:
        return {one.who for one in people_who_looked(governance, record, timezone.now())}

    pages = ["/family-wellbeing/caseloads/", "/family-wellbeing/today/"]
    for who, page in zip((fws_manager, keyworker), pages, strict=True):
        assert who.person.full_name not in lookers()
        signed_in(who).get(page)
        assert who.person.full_name in lookers()


def test_a_manager_who_declared_an_interest_finds_nothing_of_the_family(
    episode: Episode, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    declare(fws_manager, episode.referral)
    assert finds_nothing(signed_in, fws_manager, episode)
    assert not finds_nothing(signed_in, keyworker, episode)


def test_a_keyworker_who_declares_an_interest_later_finds_nothing_of_the_family(
    episode: Episode, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    declare(keyworker, episode.referral)
    assert finds_nothing(signed_in, keyworker, episode)
    assert not finds_nothing(signed_in, fws_manager, episode)


def test_a_restricted_family_is_its_own_keyworkers_alone(
    episode: Episode, fws_manager: Membership, keyworker: Membership, signed_in: SignedIn
) -> None:
    restrict(episode.referral)
    assert finds_nothing(signed_in, fws_manager, episode)
    assert not finds_nothing(signed_in, keyworker, episode)


@pytest.mark.parametrize("closed", ["declared", "restricted"])
def test_a_family_that_waits_is_not_shown_to_whom_its_record_is_closed(
    waiting: Referral, fws_manager: Membership, signed_in: SignedIn, closed: str
) -> None:
    if closed == "declared":
        declare(fws_manager, waiting)
    else:
        restrict(waiting)
    browser = signed_in(fws_manager)
    for page in MANAGERS_LISTS:
        assert FAMILY not in browser.get(page).content.decode()
    for name in ("waiting", "accept", "agreement"):
        where = reverse(f"family_wellbeing:{name}", args=[waiting.reference, 1])
        assert browser.get(where).status_code == 404


@pytest.mark.parametrize("closed", ["declared", "restricted"])
def test_nothing_is_written_by_whom_the_record_is_closed_to(
    waiting: Referral, fws_manager: Membership, keyworker: Membership, closed: str
) -> None:
    """The operations ask for themselves: a page may have been open before."""
    if closed == "declared":
        declare(fws_manager, waiting)
    else:
        restrict(waiting)
    with pytest.raises(NotAllowed):
        allocate(fws_manager, waiting, keyworker)
    with pytest.raises(NotAllowed):
        allocating.redirect(
            by=fws_manager,
            referral=waiting,
            children=[1],
            kind=Redirection.Kind.SIGNPOSTED,
            why="Another team",
            told_referrer="Words",
        )
    with pytest.raises(NotAllowed):
        allocating.record_agreement(
            by=fws_manager,
            referral=waiting,
            children=[1],
            giver="Sana Khatun",
            capacity="parental_responsibility",
            how="paper",
            given_on=date(2026, 11, 18),
        )
    assert not Episode.objects.exists()


def test_who_worked_with_a_family_before_is_said_of_records_one_may_open_alone(
    episode: Episode,
    passed: Passed,
    fws_manager: Membership,
    signed_in: SignedIn,
) -> None:
    again = passed(children=1)
    accept = reverse("family_wellbeing:accept", args=[again.reference, 1])
    browser = signed_in(fws_manager)
    assert "worked with this family in 2026" in browser.get(accept).content.decode()
    restrict(episode.referral)
    assert "worked with this family" not in browser.get(accept).content.decode()
