"""Whom to ring, in one line, for e-mails and messages of every app."""

from itertools import groupby

from accounts.models import Partnership
from accounts.notices import Contact, register_contact
from directory.models import ContactPoint, FrontDoor
from directory.opening import WEEKDAYS
from directory.presenters import front_door_for
from govuk.words import span_words


def hours_words(front_door: FrontDoor) -> str:
    """Return the week's office hours: "Monday to Friday, 9am to 5pm"."""
    rows = sorted(front_door.office_hours.all(), key=lambda row: row.weekday)
    spans = []
    for (opens, closes), days in groupby(rows, key=lambda row: (row.opens, row.closes)):
        weekdays = [row.weekday for row in days]
        first, last = WEEKDAYS[weekdays[0]], WEEKDAYS[weekdays[-1]]
        names = first if first == last else f"{first} to {last}"
        spans.append(f"{names}, {span_words(opens, closes)}")
    return "; ".join(spans)


def numbers(front_door: FrontDoor, kind: ContactPoint.Kind) -> list[ContactPoint]:
    """Return a front door's numbers of one kind, in the order they are said."""
    points = [point for point in front_door.contact_points.all() if point.kind == kind]
    return sorted((point for point in points if point.phone), key=lambda point: point.order)


def contact(partnership: Partnership) -> Contact | None:
    """Return whom to ring in a partnership, in the words that end every e-mail.

    "MASH 020 3045 5440, Monday to Friday, 9am to 5pm; other times 020 8303 7777."
    """
    try:
        front_door = front_door_for(partnership)
    except FrontDoor.DoesNotExist:
        return None
    hub = numbers(front_door, ContactPoint.Kind.HUB)
    others = numbers(front_door, ContactPoint.Kind.OUT_OF_HOURS)
    if not hub:
        return None
    line = f"{front_door.short_name} {hub[0].phone}, {hours_words(front_door)}"
    if others:
        line += f"; other times {others[0].phone}"
    return Contact(phone=hub[0].phone, line=f"{line}.")


register_contact(contact)
