"""What pages about people show: hats, sessions, invitations, and whose pages strangers see."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import Agency, Invitation, Membership, Partnership, Person
from accounts.rules import AGENCY_KIND_NAMES, AgencyKind
from govuk.words import london, table_day, table_when


def partnership_of_visitors() -> Partnership | None:
    """Return the partnership shown to visitors without a hat: the one this address serves."""
    return (
        Partnership.objects.filter(key=settings.PARTNERSHIP).first()
        or Partnership.objects.order_by("pk").first()
    )


def partnership_of(person: Person) -> Partnership | None:
    """Return where somebody's sign-in belongs: the partnership of their first current hat."""
    hats = person.memberships.select_related("partnership")
    first = hats.order_by(F("ended_at").desc(nulls_first=True), "pk").first()
    return first.partnership if first else None


def hat_words(membership: Membership) -> str:
    """Return a hat as people say it: "MASH screener at Bexley MASH"."""
    return f"{membership.role_name} at {membership.site.name}"


def cast_of_the_demo() -> list[dict[str, object]]:
    """Return the invented people of a demo with their hats, for one-click sign-in."""
    cast = Person.objects.filter(is_demo=True, is_active=True).prefetch_related(
        "memberships__site", "memberships__partnership"
    )
    return [
        {
            "person": person,
            "hats": [hat_words(hat) for hat in person.memberships.all() if hat.ended_at is None],
        }
        for person in cast.order_by("pk")
    ]


# Of the machinery of a form, not of what somebody answered.
NOT_ANSWERS = {"form_key", "version", "later", "next"}


def kept_answers(fields: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return what somebody typed as rows to read, so that they know which form it was."""
    return [
        {"key": name.replace("_", " ").capitalize(), "value": value}
        for name, value in fields
        if name not in NOT_ANSWERS and value.strip()
    ]


def session_rows(
    sessions: Iterable[UserSession], current_key: str | None, now: datetime
) -> list[dict[str, object]]:
    """Return where somebody is signed in: browser, since when, and which one this is."""
    return [
        {
            "browser": browser_words(session.user_agent),
            "since": table_when(session.created_at, now),
            "current": session.session_key == current_key,
        }
        for session in sessions
    ]


def passkey_rows(passkeys: Iterable[Authenticator], now: datetime) -> list[dict[str, object]]:
    """Return somebody's passkeys: name, added, last used."""
    return [
        {
            "id": passkey.pk,
            "name": passkey.wrap().name,
            "added": table_when(passkey.created_at, now),
            "used": table_when(passkey.last_used_at, now) if passkey.last_used_at else "Never",
        }
        for passkey in passkeys
    ]


# A browser names those it descends from too, so the most particular name stands first.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """Return a browser as people know it: "Chrome on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def people_rows(memberships: Iterable[Membership], now: datetime) -> list[dict[str, object]]:
    """Return the table of people: name, role, job, site, since."""
    return [
        {
            "cells": [
                format_html(
                    '<a class="govuk-link" href="{}">{}</a>',
                    reverse("person", args=[hat.person_id]),
                    hat.person.full_name,
                ),
                hat.role_name,
                hat.job_title,
                hat.site.name,
                table_day(london(hat.started_at).date(), london(now).date()),
            ]
        }
        for hat in memberships
    ]


def invitation_rows(invitations: Iterable[Invitation], now: datetime) -> list[dict[str, object]]:
    """Return the invitations that wait, with whether their link still works."""
    return [
        {
            "invitation": invitation,
            "name": f"{invitation.first_name} {invitation.last_name}",
            "expired": invitation.expires_at <= now,
            "state": (
                f"Expired {table_when(invitation.expires_at, now)}"
                if invitation.expires_at <= now
                else f"Link works until {table_when(invitation.expires_at, now)}"
            ),
        }
        for invitation in invitations
    ]


def agency_rows(agencies: Iterable[Agency]) -> list[dict[str, object]]:
    """Return the agencies with their kind in words and their sites."""
    return [
        {
            "agency": agency,
            "kind": AGENCY_KIND_NAMES[AgencyKind(agency.kind)],
            "sites": list(agency.sites.all()),
        }
        for agency in agencies
    ]
