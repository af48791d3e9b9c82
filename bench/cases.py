"""Invented cases for the benchmark: a few through the real operations, then copies in the database.

Open work stays what a hub has on its hands; what grows with the years is what has been closed.
Families come back: each has a handful of closed contacts, months apart, with the same children at
the same address, and every third open contact is about one of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from accounts.models import AuditEntry, Membership, Person, Site
from accounts.rules import AgencyKind, Role
from directory.names import name_key
from family_wellbeing.models import Episode
from family_wellbeing.operations import allocating
from family_wellbeing.rules import ELIGIBILITY
from mash.operations import deciding
from referrals.models import Outcome, Referral, ReferredChild
from referrals.operations.record import open_record
from tests.factories import decisions, people, referrals
from tests.factories.people import Workplace

CASE_APPS = ("referrals", "mash", "family_wellbeing")
# Copies number their rows from here on, so that a row's copy is found by adding.
STEP = 1_000_000
# Contacts arrive this far apart: 100,000 of them are some eight years.
APART = timedelta(minutes=45)
# One contact in ten is about one of these families, again and again; the rest are about these.
OFTEN_SEEN = 500
FAMILIES = 25_000
# New families are numbered from here on.
NEW = 100_000
BORN_FROM = date(2009, 1, 1)
DAYS_OF_BIRTH = 6_000
BIG_SITE = "Site of many"


@dataclass(frozen=True)
class House:
    """Who the pages are opened as, and what they open."""

    teacher: Membership
    lead: Membership
    screener: Membership
    decision_maker: Membership
    fws_manager: Membership
    keyworker: Membership
    service_manager: Membership
    administrator: Membership
    governance: Membership
    sent: Referral
    screened: Referral
    episode: Episode
    closed: list[int]
    authors: list[Membership]


def make_house(*, waiting: int, families: int, closed: int, authors: int) -> House:
    """Make `waiting` open contacts, `families` with a keyworker and `closed` contacts.

    The teacher whose pages are timed wrote a quarter of the open ones; the others are of `authors`
    other practitioners of many sites. Every third is about a family known from closed contacts.
    """
    teacher = people.membership(Role.PRACTITIONER, name=("Hannah", "Whitcombe"))
    screener = people.membership(Role.MASH_SCREENER, name=("Dee", "Farrow"))
    decider = people.membership(Role.MASH_DECISION_MAKER, name=("Marguerite", "Osei"))
    manager = people.membership(Role.FWS_MANAGER, name=("Ines", "Calloway"))
    keyworker = people.membership(Role.FAMILY_KEYWORKER, name=("Tomasz", "Bird"))
    overseer = people.membership(Role.SERVICE_MANAGER, name=("Petra", "Lindqvist"))
    administrator = people.membership(Role.ADMINISTRATOR, name=("Adrian", "Kowal"))
    governance = people.membership(Role.INFORMATION_GOVERNANCE, name=("Bea", "Moreau"))
    writers = [teacher, *_practitioners(teacher, authors)]
    # Of the site that sends a quarter of everything, as a police station may.
    big = Workplace(teacher.site.agency.name, AgencyKind.SCHOOL, BIG_SITE)
    lead = people.membership(Role.SAFEGUARDING_LEAD, name=("Jo", "Adeyemi"), at=big)
    sent = []
    for number in range(waiting):
        author = teacher if number % 4 == 0 else writers[1 + number % authors]
        contact = decisions.arrived(author, children=1 + number % 3)
        _live_as(contact, number if number % 3 == 0 else NEW + number)
        sent.append(contact)
    screened = decisions.screened(teacher, screener, children=3)
    _live_as(screened, 1)
    episodes = []
    for number in range(families):
        contact = decisions.screened(writers[1 + number % authors], screener)
        _live_as(contact, 2 * NEW + number)
        deciding.decide(
            by=decider, referral=contact, child_number=1, answers=decisions.family_wellbeing()
        )
        episodes.append(
            allocating.accept_and_allocate(
                by=manager,
                referral=referrals.again(contact),
                children=[1],
                keyworker=keyworker,
                eligibility=[ELIGIBILITY[0].criterion],
                higher_than_level_3=False,
            )
        )
    closed_ids = []
    for number in range(closed):
        author = writers[1 + number % authors]
        contact = decisions.screened(author, screener, children=1 + number % 2)
        _live_as(contact, 3 * NEW + number)
        for child in contact.children.all():
            answers = decisions.advice() if number % 4 else decisions.no_further_action()
            deciding.decide(
                by=decider, referral=contact, child_number=child.number, answers=answers
            )
        open_record(by=author, referral=contact)
        closed_ids.append(contact.pk)
    left_open = Referral.objects.filter(pk__in=closed_ids, closed_at=None).count()
    unread = Outcome.objects.filter(child__referral__in=closed_ids, read_at=None).count()
    if left_open or unread:
        raise RuntimeError(f"{left_open} contacts did not close, {unread} outcomes were not read")
    return House(
        teacher=teacher,
        lead=lead,
        screener=screener,
        decision_maker=decider,
        fws_manager=manager,
        keyworker=keyworker,
        service_manager=overseer,
        administrator=administrator,
        governance=governance,
        sent=sent[0],
        screened=screened,
        episode=episodes[0],
        closed=closed_ids,
        authors=writers,
    )


def _practitioners(teacher: Membership, number: int) -> list[Membership]:
    """Make practitioners of the teacher's partnership: a quarter of them at one site, then tens."""
    password = make_password(None)
    agency = teacher.site.agency
    sites = Site.objects.bulk_create(
        Site(agency=agency, name=name)
        for name in (BIG_SITE, *(f"Site {one}" for one in range(number // 10)))
    )
    persons = Person.objects.bulk_create(
        Person(
            email=f"practitioner.{one}@example.org",
            first_name="Other",
            last_name=f"Practitioner {one}",
            password=password,
        )
        for one in range(number)
    )
    made = Membership.objects.bulk_create(
        Membership(
            partnership=teacher.partnership,
            person=person,
            site=sites[max(0, (place - number // 4) // 10 + 1)],
            role=Role.PRACTITIONER,
        )
        for place, person in enumerate(persons)
    )
    return list(Membership.objects.with_names().filter(pk__in=[one.pk for one in made]))


def _live_as(contact: Referral, family: int) -> None:
    """Give a contact's children the name, birthdays and address of a family, as a copy does."""
    for child in contact.children.all():
        last_name = f"Khatun {family}"
        ReferredChild.objects.filter(pk=child.pk).update(
            last_name=last_name,
            name_key=name_key(child.first_name, last_name),
            date_of_birth=BORN_FROM
            + timedelta(days=(family * 37 + child.number * 500) % DAYS_OF_BIRTH),
            address=f"{family % 90 + 1} Larkspur Rise, Bexleyheath",
            postcode=f"DA{family % 18 + 1} {family // 18 % 9 + 1}{'ABDEFGHJ'[family // 162 % 8]}T",
        )


# The same, as columns of a copy: what `_live_as` writes for the family of copy `k`.
PLACE = "(k * %(roots_count)s + array_position(%(roots)s, referral_id))"
FAMILY = (
    f"(CASE WHEN {PLACE} %% 10 = 0 THEN {PLACE} / 10 %% {OFTEN_SEEN} "
    f"ELSE {OFTEN_SEEN} + {PLACE} %% {FAMILIES} END)"
)
CHILD_COLUMNS = {
    "last_name": f"'Khatun ' || {FAMILY}",
    "name_key": f"'khatun ' || {FAMILY} || ' ' || lower(first_name)",
    "date_of_birth": (
        f"date '{BORN_FROM}' + (({FAMILY} * 37 + number * 500) %% {DAYS_OF_BIRTH})::int"
    ),
    "address": f"({FAMILY} %% 90 + 1) || ' Larkspur Rise, Bexleyheath'",
    "postcode": (
        f"'DA' || ({FAMILY} %% 18 + 1) || ' ' || ({FAMILY} / 18 %% 9 + 1) || "
        f"substr('ABDEFGHJ', ({FAMILY} / 162 %% 8 + 1)::int, 1) || 'T'"
    ),
}


@transaction.atomic
def copy_closed(house: House, *, first: int, copies: int) -> None:
    """Copy every closed contact, with all that hangs on it and was recorded of it, `copies` times.

    Copy `k` (from `first`) happened earlier than copy `k - 1`, to another family, and was written
    by another practitioner. Triggers are off meanwhile: the copies have no field-level history.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        copied: dict[type[models.Model], str] = _hanging_on(Referral)
        copied |= {AuditEntry: f"id < {STEP} AND subjects && %(references)s::varchar[]"}
        closed = Referral.objects.filter(pk__in=house.closed)
        references = list(closed.values_list("reference", flat=True))
        given: dict[str, Any] = {
            "first": first,
            "last": first + copies - 1,
            "roots": house.closed,
            "roots_count": len(house.closed),
            "references": [
                *references,
                *(f"{reference}/{number}" for reference in references for number in (1, 2)),
            ],
            "authors": [author.pk for author in house.authors],
            "sites": [author.site_id for author in house.authors],
            "authors_count": len(house.authors),
        }
        for model, condition in copied.items():
            columns, values = [], []
            for field in model._meta.concrete_fields:
                columns.append(_column(field))
                values.append(_value(field))
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "  # nosec B608 - names of our models
                f"SELECT {', '.join(values)} FROM {table}, "
                f"generate_series(%(first)s::bigint, %(last)s) k "
                f"WHERE {condition}",
                given,
            )


def _case_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in CASE_APPS and not model.__name__.endswith("Event")
    ]


def _hanging_on(root: type[models.Model]) -> dict[type[models.Model], str]:
    """Return each model whose rows belong to a root, with the condition that finds them."""
    found = {root: "id = ANY(%(roots)s)"}
    grown = True
    while grown:
        grown = False
        for model in _case_models():
            if model in found:
                continue
            for field in model._meta.concrete_fields:
                parent = field.related_model
                if parent in found and not field.null:
                    found[model] = (
                        f'"{field.column}" IN (SELECT id FROM "{parent._meta.db_table}" '  # nosec B608
                        f"WHERE {found[parent]})"
                    )
                    grown = True
                    break
    return found


def _column(field: models.Field) -> str:
    """Return the quoted name of a field's column."""
    return connection.ops.quote_name(str(field.column))


def _copied_reference(column: str) -> str:
    """Return the SQL of a copy's reference: its number, then letters of its original's."""
    letters = f"upper(lpad(to_hex(k), 4, '0')) || left(replace({column}, '-', ''), 5)"
    return rf"regexp_replace({letters}, '(...)(...)(...)', '\1-\2-\3')"


def _value(field: models.Field) -> str:
    """Return the SQL of a copied column: shifted, made unique, or as it is."""
    column = _column(field)
    if field.primary_key or field.related_model in _hanging_on(Referral):
        return f"{column} + k * {STEP}"
    if field.unique:
        return _copied_reference(column)
    if isinstance(field, models.DateTimeField):
        minutes = APART.total_seconds() / 60
        return f"{column} - k * %(roots_count)s * interval '{minutes} minutes'"
    if field.model is ReferredChild and field.name in CHILD_COLUMNS:
        return CHILD_COLUMNS[field.name]
    if field.model is Referral and field.name in {"author", "site"}:
        chosen = "(1 + (k * 7 + id) %% %(authors_count)s)::int"
        return f"(%({field.name}s)s::bigint[])[{chosen}]"
    if field.model is AuditEntry and field.name == "subjects":
        reference = _copied_reference("split_part(subject, '/', 1)")
        renamed = f"SELECT {reference} || substr(subject, 12) FROM unnest({column}) subject"  # nosec B608
        return f"ARRAY({renamed})::varchar[]"
    return column
