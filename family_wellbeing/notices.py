"""The words Family Wellbeing sends: to the referrer, and to a keyworker without any name."""

from datetime import datetime

from accounts.models import Membership
from accounts.notices import Email, email_ending
from directory.models import ContactPoint, FrontDoor
from directory.notices import numbers
from family_wellbeing.models import Episode, Redirection
from govuk.words import day_words, london
from referrals.models import Clock, ReferredChild

REDIRECTED_WORDS: dict[str, str] = {
    Redirection.Kind.SIGNPOSTED: "Signposted to other help or a targeted service",
    Redirection.Kind.SENT_BACK: "Back with the MASH",
    Redirection.Kind.SOCIAL_CARE: "Accepted as a referral and allocated",
}


def redirected_words(kind: str) -> str:
    """Return what happened to a child Family Wellbeing did not keep, in the outcome's words."""
    return REDIRECTED_WORDS[kind]


def allocated_words(child: ReferredChild, *, now: datetime, front_door: FrontDoor) -> str:
    """Return what the referrer reads once a keyworker has the family (pages.md 6)."""
    visit = Clock.objects.filter(child=child, key="fws_first_visit").running().first()
    by = f" by {day_words(london(visit.due_at).date(), london(now).date())}" if visit else ""
    ring = _ring(front_door)
    return (
        f"A keyworker will contact the family{by}. Please stay involved. "
        f"If your worry grows, ring {ring}, or 999 in danger."
    )


def redirected_text(kind: str, *, front_door: FrontDoor) -> str:
    """Return the text first shown for the referrer, which the manager may change."""
    ring = _ring(front_door)
    first = {
        Redirection.Kind.SIGNPOSTED: (
            "Family Wellbeing is not the right help for this family now. They have been told "
            "about other help."
        ),
        Redirection.Kind.SENT_BACK: (
            "Family Wellbeing has asked the MASH to look at this again. The MASH will tell you "
            "what it decides."
        ),
        Redirection.Kind.SOCIAL_CARE: (
            "Family Wellbeing has passed this to children's social care today. A social worker "
            "will contact the family."
        ),
    }[Redirection.Kind(kind)]
    return f"{first} If your worry grows, ring {ring}, or 999 in danger."


def allocated_email(episode: Episode, *, reader: Membership) -> Email:
    """Return the keyworker's e-mail: a reference, and nothing about the family."""
    return Email(
        subject=f"A family has been allocated to you: {episode.reference}",
        text=(
            f"Hello {reader.person.first_name}. A family has been allocated to you: "
            f"{episode.reference}. Sign in to see who they are and when the first visit is due."
            f"\n\n{email_ending(episode.partnership)}\n"
        ),
    )


def _ring(front_door: FrontDoor) -> str:
    points = numbers(front_door, ContactPoint.Kind.HUB)
    return points[0].phone if points else front_door.short_name
