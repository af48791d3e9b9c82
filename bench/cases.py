"""Invented cases for the benchmark: a few through the real operations, then copies in the database.

Open work stays what a hub has on its hands; what grows with the years is what has been closed.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models, transaction

from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from family_wellbeing.models import Episode
from family_wellbeing.operations import allocating
from family_wellbeing.rules import ELIGIBILITY
from mash.operations import deciding
from referrals.models import Referral
from tests.factories import decisions, people, referrals

CASE_APPS = ("referrals", "mash", "family_wellbeing")
# Copies number their rows from here on, so that a row's copy is found by adding.
STEP = 1_000_000


@dataclass(frozen=True)
class House:
    """Who the pages are opened as, and what they open."""

    teacher: Membership
    screener: Membership
    decision_maker: Membership
    fws_manager: Membership
    keyworker: Membership
    service_manager: Membership
    governance: Membership
    sent: Referral
    screened: Referral
    episode: Episode
    closed: list[int]


def make_house(*, waiting: int, families: int, closed: int) -> House:
    """Make `waiting` contacts in the queue, `families` with a keyworker and `closed` contacts."""
    teacher = people.membership(Role.PRACTITIONER, name=("Hannah", "Whitcombe"))
    screener = people.membership(Role.MASH_SCREENER, name=("Dee", "Farrow"))
    decider = people.membership(Role.MASH_DECISION_MAKER, name=("Marguerite", "Osei"))
    manager = people.membership(Role.FWS_MANAGER, name=("Ines", "Calloway"))
    keyworker = people.membership(Role.FAMILY_KEYWORKER, name=("Tomasz", "Bird"))
    overseer = people.membership(Role.SERVICE_MANAGER, name=("Petra", "Lindqvist"))
    governance = people.membership(Role.INFORMATION_GOVERNANCE, name=("Bea", "Moreau"))
    others = [
        people.membership(Role.PRACTITIONER, name=("Other", f"Practitioner {number}"))
        for number in range(closed)
    ]
    sent = [decisions.arrived(teacher, children=1 + number % 3) for number in range(waiting)]
    screened = decisions.screened(teacher, screener, children=3)
    episodes = []
    for _ in range(families):
        contact = decisions.screened(teacher, screener)
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
    for author in others:
        contact = decisions.screened(author, screener)
        deciding.decide(by=decider, referral=contact, child_number=1, answers=decisions.advice())
        closed_ids.append(contact.pk)
    return House(
        *(teacher, screener, decider, manager, keyworker, overseer, governance),
        *(sent[0], screened, episodes[0], closed_ids),
    )


@transaction.atomic
def copy_closed(house: House, *, first: int, copies: int) -> None:
    """Copy every closed contact, with all that hangs on it and was recorded of it, `copies` times.

    Copy `k` (from `first`) happened `k` hours earlier, to a child of another name and birthday.
    Triggers are off meanwhile: the copies have no field-level history.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        copied: dict[type[models.Model], str] = _hanging_on(Referral)
        copied |= {AuditEntry: f"id < {STEP} AND subjects && %(references)s::varchar[]"}
        closed = Referral.objects.filter(pk__in=house.closed)
        references = list(closed.values_list("reference", flat=True))
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
                {
                    "first": first,
                    "last": first + copies - 1,
                    "roots": house.closed,
                    "references": references,
                },
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


def _value(field: models.Field) -> str:
    """Return the SQL of a copied column: shifted, made unique, or as it is."""
    column = _column(field)
    if field.primary_key or field.related_model in _hanging_on(Referral):
        return f"{column} + k * {STEP}"
    if field.unique:
        letters = f"upper(substr(md5({column} || k), 1, 9))"
        return rf"regexp_replace({letters}, '(...)(...)(...)', '\1-\2-\3')"
    if isinstance(field, models.DateTimeField):
        return f"{column} - k * interval '1 hour'"
    if field.name == "date_of_birth":
        return f"{column} - (k %% 6000)::int"
    if field.name in {"last_name", "name_key"}:
        return f"{column} || ' ' || k"
    return column
