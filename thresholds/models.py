"""Frameworks, editions, levels, domains, indicators and circumstances."""

import pgtrigger
from django.contrib.postgres.search import SearchRank, SearchVector
from django.db import models
from django.db.models import Q

from accounts.models import Partnership
from directory.models import SEARCH_CONFIG, search_query
from thresholds.suggestion import ChosenSign, Settings, SpecialCircumstance

# A published edition is frozen by the database itself: a referral points to the words it used.
_FROZEN_TEXT = [
    pgtrigger.Protect(
        name="published_is_frozen",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("OLD.frozen"),
    ),
    pgtrigger.Trigger(
        name="published_takes_no_more",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func="""
            IF EXISTS (
                SELECT 1 FROM thresholds_edition
                WHERE id = NEW.edition_id AND published_at IS NOT NULL
            ) THEN
                RAISE EXCEPTION 'pgtrigger: a published edition takes no more text';
            END IF;
            RETURN NEW;
        """,
    ),
]


class Framework(models.Model):
    """A partnership's threshold document: each authority sets its own levels (R-145)."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.PROTECT, related_name="framework"
    )
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    """Questions about editions."""

    def of(self, partnership: Partnership) -> "EditionQuerySet":
        """Editions of this partnership's framework."""
        return self.filter(framework__partnership=partnership)

    def in_force(self) -> "EditionQuerySet":
        """Published editions, newest first: the first one is in force."""
        return self.filter(published_at__isnull=False).order_by("-in_force_from", "-pk")


class Edition(models.Model):
    """The framework's text and rule settings at a time; frozen once published."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    name = models.CharField(max_length=60)
    law = models.TextField()
    introduction = models.TextField(blank=True)
    # How the document was dated, where it prints no date or more than one.
    source = models.TextField(blank=True)
    in_force_from = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    # Decision 15: how many Level 3 indicators suggest Level 3 (R-004: Bexley 2).
    level_3_needs = models.PositiveSmallIntegerField(default=2)
    # Decision 15: Level 2 indicators in this many domains add the advice of R-138.
    cumulative_domains = models.PositiveSmallIntegerField(default=4)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "name"], name="edition_once"),
            models.CheckConstraint(condition=Q(level_3_needs__gte=1), name="level_3_needs_one"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_edition_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.published_at IS NOT NULL"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework}, {self.name}"

    def settings(self, *, front_door: str) -> Settings:
        """The numbers and names the suggestion reads; `front_door` is its short name ("MASH")."""
        return Settings(
            place=self.framework.partnership.place,
            front_door=front_door,
            level_3_needs=self.level_3_needs,
            cumulative_domains=self.cumulative_domains,
        )


class FrozenText(models.Model):
    """Text that belongs to an edition and is frozen with it."""

    frozen = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Level(FrozenText):
    """One of the four levels of need (R-002)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="levels")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    summary = models.CharField(max_length=300)
    description = models.TextField()
    needs = models.TextField(blank=True)
    services = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    how_to_get_help = models.TextField()
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["number"]
        triggers = _FROZEN_TEXT
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="level_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=4), name="level_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"Level {self.number} {self.name}"


class Domain(FrozenText):
    """A part of a child's life under which indicators are printed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="domains")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="domain_once")]

    def __str__(self) -> str:
        return self.name


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Questions about indicators."""

    def matching(self, words: str) -> "IndicatorQuerySet":
        """Indicators that share a word with what someone noticed, the closest first.

        Any one word is enough, so that a sentence finds something. The domain's name is searched
        too, with less weight.
        """
        vector = SearchVector("text", weight="A", config=SEARCH_CONFIG) + SearchVector(
            "domain__name", weight="C", config=SEARCH_CONFIG
        )
        query = search_query(words, every=False)
        return (
            self.annotate(found=vector, rank=SearchRank(vector, query))
            .filter(found=query)
            .order_by("-rank", "-level__number", "order")
        )


class Indicator(FrozenText):
    """One bullet of the matrix, worded as printed; identified by edition, level and wording."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="indicators")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="indicators")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=40)
    text = models.TextField()
    # Decision 19: duplicates and doubtful placements are kept and flagged, never dropped.
    flag = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    order = models.PositiveIntegerField()

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="indicator_once")]

    def __str__(self) -> str:
        return self.text

    def as_sign(self) -> ChosenSign:
        """The indicator as the suggestion reads it."""
        return ChosenSign(level=self.level.number, domain=self.domain.name, text=self.text)


class Circumstance(FrozenText):
    """A special circumstance with its floor and its duty (decision 16)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="circumstances")
    key = models.SlugField()
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    # What it is called in a sentence: "Private fostering is always Level 4 here."
    name = models.CharField(max_length=120)
    floor = models.PositiveSmallIntegerField(null=True, blank=True)
    # The short tag in the queue: "FGM", "Missing".
    tag = models.CharField(max_length=40)
    duty_title = models.CharField(max_length=200)
    duty = models.TextField()
    is_duty_to_tell = models.BooleanField(default=False)
    rule = models.CharField(max_length=60)

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="circumstance_once"),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(floor__gte=1, floor__lte=4), name="floor_is_a_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        """The key as an address says it: "private-fostering"."""
        return self.key.replace("_", "-")

    def always_words(self) -> str:
        """Where the circumstance sets a lowest level, that it does (decision 16)."""
        return self.as_special().always() if self.floor else ""

    def duty_words(self, next_working_day: str = "the next working day") -> str:
        """The duty in words; `next_working_day` as people say it, "Monday 23 November"."""
        return self.duty.replace("{next working day}", next_working_day)

    def as_special(self) -> SpecialCircumstance:
        """The circumstance as the suggestion reads it."""
        return SpecialCircumstance(
            key=self.key,
            name=self.name,
            floor=self.floor,
            duty=f"{self.duty_title}. {self.duty_words()}",
        )


class Route(FrozenText):
    """Where a level's referral goes in this partnership (decision 30)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="routes")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="routes")
    words = models.TextField()
    rule = models.CharField(max_length=60)

    class Meta:
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "level"], name="route_once")]
