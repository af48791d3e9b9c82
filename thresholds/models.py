"""Frameworks, editions, levels, domains, indicators and circumstances."""

from itertools import groupby, takewhile

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Membership, Partnership
from govuk.words import london
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


# Whether it is a list, and its lines.
Block = tuple[bool, list[str]]


def blocks_of(text: str) -> list[Block]:
    """Return a printed text as paragraphs and lists; a line of a list begins with a bullet."""
    grouped = groupby(text.splitlines(), key=lambda line: line.startswith("•"))
    return [
        (is_list, [line.removeprefix("•").strip() for line in lines]) for is_list, lines in grouped
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

    def published(self) -> "EditionQuerySet":
        """Published editions, the newest first; the first may take effect on a day to come."""
        return self.filter(published_at__isnull=False).order_by("-in_force_from", "-pk")

    def in_force(self) -> "EditionQuerySet":
        """Published editions that have taken effect, newest first: the first one is in force.

        An edition takes effect at midnight in London.
        """
        return self.published().filter(in_force_from__lte=london(timezone.now()).date())

    def drafts(self) -> "EditionQuerySet":
        """Editions somebody is working on."""
        return self.filter(published_at=None)


class Edition(models.Model):
    """The framework's text and rule settings at a time; frozen once published."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="editions")
    name = models.CharField(max_length=60)
    law = models.TextField()
    introduction = models.TextField(blank=True)
    # How the document was dated, where it prints no date or more than one.
    source = models.TextField(blank=True)
    # Of a draft: the day it was opened, until somebody asks for a day on which it takes effect.
    in_force_from = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    # Nobody in what a pack publishes: somebody else read it before it was loaded.
    published_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The edition whose text the draft began with.
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    # Who asked a second administrator to publish it; its text rests until they answer.
    asked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    # Rises with every change of its settings and every request; two who write at once see both.
    version = models.PositiveIntegerField(default=1)
    # Decision 15: how many Level 3 indicators suggest Level 3 (R-004: Bexley 2).
    level_3_needs = models.PositiveSmallIntegerField(default=2)
    # Decision 15: Level 2 indicators in this many domains add the advice of R-138.
    cumulative_domains = models.PositiveSmallIntegerField(default=4)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "name"], name="edition_once"),
            models.CheckConstraint(condition=Q(level_3_needs__gte=1), name="level_3_needs_one"),
            models.UniqueConstraint(
                fields=["framework"],
                condition=Q(published_at=None, opened_by__isnull=False),
                name="one_draft_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("asked_by")),
                name="published_by_a_second_person",
            ),
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

    @property
    def is_draft(self) -> bool:
        """Whether somebody may still work on it."""
        return self.published_at is None

    @cached_property
    def has_levels(self) -> bool:
        """Whether it prints levels; a document may leave them to each authority (R-145)."""
        return self.levels.exists()

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
    # Rises with every change of a draft; a page loaded before the last one shows both texts.
    version = models.PositiveIntegerField(default=1)

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

    @property
    def blocks(self) -> list[Block]:
        """The description as paragraphs and lists."""
        return blocks_of(self.description)

    @property
    def needs_blocks(self) -> list[Block]:
        """Whom it is for, as paragraphs and lists."""
        return blocks_of(self.needs)

    @property
    def opening(self) -> list[Block]:
        """The description's first paragraph, with the list that belongs to it."""
        first, *more = self.description.splitlines() or [""]
        return blocks_of("\n".join([first, *takewhile(lambda line: line.startswith("•"), more)]))


class Domain(FrozenText):
    """A part of a child's life under which indicators are printed."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="domains")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    # Dudley prints its domains in three sections; empty where a document has none.
    section = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="domain_once")]

    def __str__(self) -> str:
        return self.name


class Indicator(FrozenText):
    """One bullet of the matrix, worded as printed; identified by edition, level and wording."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="indicators")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="indicators")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=40)
    text = models.TextField()
    # How practitioners say it; the search reads these beside the wording.
    in_other_words = ArrayField(models.TextField(), default=list, blank=True)
    # Decision 19: duplicates and doubtful placements are kept and flagged, never dropped.
    flag = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    order = models.PositiveIntegerField()

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

    @property
    def binds(self) -> bool:
        """Whether it sets a lowest level or asks to tell somebody (decision 16)."""
        return self.is_duty_to_tell or self.floor is not None

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

    class GoesTo(models.TextChoices):
        OWN_AGENCY = "own_agency", "The practitioner's own agency"
        SERVICES = "services", "Services, by their own forms"
        HUB = "hub", "The front door"
        FAMILY_CENTRE = "family_centre", "The family centre for the child's address"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="routes")
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="routes")
    goes_to = models.CharField(max_length=20, choices=GoesTo, default=GoesTo.HUB)
    words = models.TextField()
    rule = models.CharField(max_length=60)

    class Meta:
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "level"], name="route_once")]


class GlossaryTerm(FrozenText):
    """A term of the document and what it means there, with the place it is read from."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="glossary")
    slug = models.SlugField(max_length=120)
    term = models.CharField(max_length=120)
    meaning = models.TextField()
    # Other names a reader may look for: "DSL", "section 17".
    also = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="term_once")]

    def __str__(self) -> str:
        return self.term


class GlanceStep(FrozenText):
    """One page of the document at a glance: a question, or what to do."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="glance_steps")
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    # What to do at this level; a question has none.
    level = models.ForeignKey(Level, on_delete=models.PROTECT, null=True, blank=True)
    is_question = models.BooleanField()
    # Whether the page says whom to ring at this hour, before anything else.
    ring = models.BooleanField(default=False)
    source = models.CharField(max_length=100)
    # What the document does not say outright and was read from it.
    note = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="glance_step_once")]

    def __str__(self) -> str:
        return self.title


class GlanceChoice(FrozenText):
    """One answer to a question at a glance, or what follows an action, and where it leads."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="glance_choices")
    step = models.ForeignKey(GlanceStep, on_delete=models.PROTECT, related_name="choices")
    leads_to = models.ForeignKey(GlanceStep, on_delete=models.PROTECT, related_name="reached_by")
    words = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["step", "order"], name="glance_choice_once")]

    def __str__(self) -> str:
        return self.words


class Passage(FrozenText):
    """What the document says of children in one special situation, or of all, word for word."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="passages")
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    # The special circumstances it is about; where there is none, `duty` says what to do.
    circumstances = ArrayField(models.SlugField(), default=list, blank=True)
    # Of all work with children, as a document without levels prints it.
    is_principle = models.BooleanField(default=False)
    duty = models.TextField(blank=True)
    text = models.TextField()
    rule = models.CharField(max_length=100)
    source = models.CharField(max_length=100)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        triggers = _FROZEN_TEXT
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="passage_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def blocks(self) -> list[Block]:
        """The text as paragraphs and lists."""
        return blocks_of(self.text)


class EditionDocument(models.Model):
    """The PDF of a whole edition, made by a worker.

    It is kept in the database and not among the files, so that the document and the mark that it
    is made are one transaction, and web and worker need no disk in common.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="documents")
    # Of the text it was made from: an edition is frozen, but not the numbers to ring beside it.
    fingerprint = models.CharField(max_length=64)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "fingerprint"], name="edition_document_once")
        ]


class EditionEvent(models.Model):
    """One line of a draft's history: what somebody changed, or what they say about it."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # What it is about: an indicator's code, "level-3", "settings"; empty for the whole draft.
    about = models.CharField(max_length=140, blank=True)
    words = models.TextField()
    is_comment = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["edition", "about"], name="edition_event_about")]
        triggers = [pgtrigger.Protect(name="said_is_said", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.words
