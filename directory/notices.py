"""Whom to ring, in one line, for e-mails and messages of every app."""

from itertools import groupby

from django.utils.text import capfirst

from accounts.models import Partnership
from accounts.notices import Contact, register_contact
from directory.models import ContactPoint, FrontDoor
from directory.opening import WEEKDAYS
from directory.presenters import doors_for, name_of, numbers_of
from govuk.words import or_words, span_words


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


def contact(partnership: Partnership, door_id: int | None = None) -> Contact | None:
    """Return whom to ring in a partnership, in the words that end every e-mail.

    "MASH 020 3045 5440, Monday to Friday, 9am to 5pm; other times 020 8303 7777." Where several
    councils have a hub each and `door_id` names none of them, all are said.
    """
    try:
        doors = doors_for(partnership, door_id=door_id)
    except FrontDoor.DoesNotExist:
        return None
    hub = numbers_of(doors, ContactPoint.Kind.HUB)
    others = numbers_of(doors, ContactPoint.Kind.OUT_OF_HOURS)
    if not hub:
        return None
    said = [hub[0].phone] if len(doors) == 1 else [number.words for number in hub]
    line = f"{capfirst(name_of(doors))} {or_words(said)}, {hours_words(doors[0])}"
    if others:
        line += f"; other times {others[0].phone}"
    return Contact(phone=or_words(said), line=f"{line}.")


register_contact(contact)
