"""Where to: front doors, when they are open, and services by level."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from accounts.models import Membership, Partnership, Person, Site
from accounts.rules import Permission, Role

# Named, since a server's default configuration differs from one to the next.
SEARCH_CONFIG = "english"
MOST_WORDS = 40


class FrontDoorQuerySet(models.QuerySet["FrontDoor"]):
    """Questions about front doors."""

    def visible_to(self, membership: Membership) -> "FrontDoorQuerySet":
        """The front doors a hat keeps: an administrator's own partnership's."""
        if not membership.may(Permission.ADMINISTER):
            return self.none()
        return self.filter(partnership_id=membership.partnership_id)

    def of_other_teams(self, membership: Membership) -> "FrontDoorQuerySet":
        """The partnership's front doors that another site's team reads.

        Nobody but the emergency duty officer is there when the hubs are closed, so every hub's
        are theirs to read (decision 5): councils may share one out-of-hours team.
        """
        others = self.filter(partnership_id=membership.partnership_id, site__isnull=False)
        if membership.role == Role.EMERGENCY_DUTY_OFFICER:
            others = others.exclude(kind=FrontDoor.Kind.HUB)
        return others.exclude(site_id=membership.site_id)

    def centres_of(self, membership: Membership) -> "FrontDoorQuerySet":
        """The family centres that this hat's site is the team of."""
        return self.filter(
            kind=FrontDoor.Kind.FAMILY_CENTRE,
            partnership_id=membership.partnership_id,
            site_id=membership.site_id,
        )

    def with_rows(self) -> "FrontDoorQuerySet":
        """Fetch hours, closures and numbers in a constant number of queries."""
        return self.select_related("site").prefetch_related(
            "office_hours", "closure_days", "contact_points__checked_by"
        )

    def whole(self) -> "list[FrontDoor]":
        """Return the front doors with their hours, closures and numbers, in one query.

        Every page and every clock asks for one: three more round trips each would be the most
        frequent queries of all.
        """
        related = {"office_hours": OfficeHours, "closure_days": ClosureDay}
        related |= {"contact_points": ContactPoint}
        rows = {f"{name}_rows": _rows_of_a_door(model) for name, model in related.items()}
        doors = list(self.annotate(**rows).order_by("pk"))
        for found in doors:
            for name, model in related.items():
                held = getattr(found, name).all()
                held._result_cache = [
                    _made_from(model, row) for row in getattr(found, f"{name}_rows")
                ]
                # What `prefetch_related` fills; Django has no public way to fill it from elsewhere.
                found.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held
        return doors


class FrontDoor(models.Model):
    """Where a partnership takes referrals: its hub, its out-of-hours team, its hours."""

    class Kind(models.TextChoices):
        HUB = "hub", "Children's front door"
        # Dudley's Level 3 goes to one of these (decision 30, R-125).
        FAMILY_CENTRE = "family_centre", "Family centre"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="front_doors"
    )
    key = models.SlugField()
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.HUB)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60)
    address = models.CharField(max_length=300, blank=True)
    # The place or local authority the door serves; more than one door may share a partnership.
    area = models.CharField(max_length=100)
    # The first half of the postcodes it serves, to offer it for a child's address.
    postcode_districts = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    # Who reads what arrives here; empty where every hat of the hub does.
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="front_doors"
    )
    # Rises with every change of the calendar or the team: nobody overwrites another silently.
    calendar_version = models.PositiveIntegerField(default=1)
    calendar_changed_at = models.DateTimeField(null=True, blank=True)
    calendar_changed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = FrontDoorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="front_door_once")
        ]

    def __str__(self) -> str:
        return self.name


def _rows_of_a_door(model: type[models.Model]) -> RawSQL:
    """Return the rows of `model` that belong to a front door, as JSON in their usual order.

    Written out: an expression of all these columns takes the ORM longer to put into words than
    the database takes to answer.
    """
    table = model._meta.db_table
    names = [str(name).replace("pk", "id") for name in model._meta.ordering or ()]
    order = ", ".join(f'r."{name}"' for name in names)
    # Names of our own tables alone, nothing that anybody typed.
    rows = f"SELECT to_jsonb(r) FROM {table} r"  # nosec B608
    mine = f"{rows} WHERE r.front_door_id = directory_frontdoor.id ORDER BY {order}"
    shape = ArrayField(models.JSONField())
    return RawSQL(f"ARRAY({mine})", (), output_field=shape)  # nosec B611


def _made_from(model: type[models.Model], row: dict[str, Any]) -> models.Model:
    """Return an instance of `model` from what `_rows_of_a_door` read."""
    fields = model._meta.concrete_fields
    return model.from_db(
        "default",
        [field.attname for field in fields],
        [field.to_python(row[field.attname]) for field in fields],
    )


class ContactPoint(models.Model):
    """One number or address of a front door; unchecked until an administrator confirms it."""

    class Kind(models.TextChoices):
        HUB = "hub", "Front door"
        OUT_OF_HOURS = "out_of_hours", "Out-of-hours team"
        COUNCIL = "council", "Main council number"
        LADO = "lado", "LADO (designated officer)"
        DUTY_MANAGER = "duty_manager", "Duty manager"

    front_door = models.ForeignKey(
        FrontDoor, on_delete=models.CASCADE, related_name="contact_points"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    # Decision 35: a number the source does not print is invented for the demo and says so.
    invented = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who rings a number to check it must not confirm another that was typed meanwhile.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="contact_point_checked_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(phone="", email=""), name="contact_point_reaches_someone"
            ),
        ]


class OfficeHours(models.Model):
    """When a front door is open on one day of the week (0 is Monday)."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.CASCADE, related_name="office_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(fields=["front_door", "weekday"], name="one_opening_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="office_hours_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="closes_after_opens"),
        ]


class ClosureDay(models.Model):
    """A day an administrator closes the front door beside weekends and bank holidays."""

    front_door = models.ForeignKey(FrontDoor, on_delete=models.CASCADE, related_name="closure_days")
    date = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["front_door", "date"], name="closure_day_once")
        ]


def search_query(words: str, *, every: bool) -> SearchQuery | CombinedSearchQuery:
    """The query for what somebody typed: all of the words, or any of them.

    A word's stem counts ("bruises" finds "bruise"), words that mean nothing alone ("the") do not,
    and nothing typed finds nothing.
    """
    typed = re.findall(r"[^\W_]+", words)[:MOST_WORDS]
    queries = (SearchQuery(word, config=SEARCH_CONFIG) for word in typed)
    return reduce(and_ if every else or_, queries, SearchQuery("", config=SEARCH_CONFIG))


class ServiceQuerySet(models.QuerySet["Service"]):
    """Questions about services."""

    def at_levels(self, levels: Iterable[int]) -> "ServiceQuerySet":
        """Services for any of these levels of need; no level means every service."""
        wanted = list(levels)
        return self.filter(levels__overlap=wanted) if wanted else self

    def matching(self, words: str) -> "ServiceQuerySet":
        """Services that hold every word, the closest first."""
        return self._found(search_query(words, every=True))

    def nearest(self, words: str) -> "ServiceQuerySet":
        """Services that hold any of the words, the closest first."""
        return self._found(search_query(words, every=False))

    def _found(self, query: SearchQuery | CombinedSearchQuery) -> "ServiceQuerySet":
        vector = (
            SearchVector("name", weight="A", config=SEARCH_CONFIG)
            + SearchVector("description", weight="B", config=SEARCH_CONFIG)
            + SearchVector("how_to_get_help", weight="C", config=SEARCH_CONFIG)
        )
        return (
            self.annotate(found=vector, rank=SearchRank(vector, query))
            .filter(found=query)
            .order_by("-rank", "name")
        )


class Service(models.Model):
    """A service families or practitioners can turn to, by level of need."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="services")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    levels = ArrayField(models.PositiveSmallIntegerField())
    description = models.TextField()
    how_to_get_help = models.TextField(blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=60, blank=True)
    website = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=300, blank=True)
    order = models.PositiveIntegerField(default=0)
    flag = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="service_once")]

    def __str__(self) -> str:
        return self.name
