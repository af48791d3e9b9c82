"""The record of what someone said about a child, and its whole life."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import APPEND_ONLY, Membership, Partnership, Site
from accounts.rules import Permission
from directory.models import FrontDoor
from referrals import clocks, duties
from referrals.rules import (
    Agreement,
    Answer,
    Channel,
    ChildKind,
    Ground,
    Rating,
    ReferrerKind,
    ToldHow,
)
from referrals.workflow import (
    AWAITING_DECISION,
    WITH_FAMILY_WELLBEING,
    ChildStatus,
    ReferralStatus,
)
from thresholds.models import Circumstance, Edition, Indicator

LONG_ANSWER = 10_000


def _code(kind: type[StrEnum], **kwargs: Any) -> models.CharField:
    """Return a column that holds one code of a StrEnum, or nothing."""
    return models.CharField(
        max_length=30, blank=True, choices=[(c.value, c.value) for c in kind], **kwargs
    )


class Timescale(models.Model):
    """How long something may take, as data (decision 2); editing never moves running clocks."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="timescales"
    )
    key = models.SlugField()
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)
    starts = models.CharField(max_length=40)
    stops = models.CharField(max_length=60)
    owed_by = models.CharField(max_length=60)
    owed_by_when_closed = models.CharField(max_length=60, blank=True)
    warn_before_minutes = models.PositiveIntegerField()
    # The second length of a timescale with two starts: amount, unit, starts, required.
    limit = models.JSONField(null=True, blank=True)
    # The shorter length when it is immediate: amount, unit.
    if_immediate = models.JSONField(null=True, blank=True)
    minimum = models.BooleanField(default=False)
    rule = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    quote = models.TextField(blank=True)
    # Rises with every change; a page loaded before the last one shows both texts.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="timescale_once")
        ]

    def __str__(self) -> str:
        return self.name

    def as_rule(self) -> clocks.Timescale:
        """Return the row as the calculator reads it."""
        return clocks.timescale_from_data(
            {
                "key": self.key,
                "name": self.name,
                "amount": self.amount,
                "unit": self.unit,
                "starts": self.starts,
                "stops": self.stops,
                "owed_by": self.owed_by,
                "owed_by_when_closed": self.owed_by_when_closed,
                "warn_before": self.warn_before_minutes,
                "limit": self.limit,
                "if_immediate": self.if_immediate,
                "minimum": self.minimum,
                "rule": self.rule,
            }
        )


class EscalationLadder(models.Model):
    """What a partnership's own guidance says of disagreeing (R-137, R-162), quoted, as data."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.PROTECT, related_name="escalation_ladder"
    )
    # What the partnership calls its procedure: "Pan Bedfordshire escalation procedures".
    procedure = models.CharField(max_length=200, blank=True)
    # Empty where the guidance says nothing about disagreeing (Bexley's).
    quote = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=60, blank=True)


class EscalationStep(models.Model):
    """One step of the ladder for a disagreement, as data (decision 33).

    Its length is counted from the moment somebody first says that they disagree; an urgent step
    belongs to the lane beside the ladder, for what cannot wait.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="escalation_steps"
    )
    key = models.SlugField(max_length=60)
    urgent = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=200)
    what = models.TextField(blank=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=40)
    # Rises with every change of the words or the length; the order of the others is not its own.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["urgent", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="escalation_step_once")
        ]

    def __str__(self) -> str:
        return self.who

    def as_rule(self) -> clocks.Timescale:
        """Return the step as the calculator reads it."""
        return clocks.Timescale(
            key=self.key,
            name=self.who,
            length=clocks.Length(self.amount, clocks.Unit(self.unit)),
            starts=clocks.StartsAt.DISAGREEMENT,
            stops="agreed",
            owed_by="",
            warn_before=0,
            rule="",
        )


class ConsentPolicy(models.Model):
    """What a partnership asks of consent (decision 21), as data."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.PROTECT, related_name="consent_policy"
    )
    young_person_role = models.CharField(max_length=20)
    prompt_age = models.PositiveSmallIntegerField()
    # What the help by agreement is called here (decision 30): "Family Wellbeing", "Early Help".
    early_help = models.CharField(max_length=60, default="Family Wellbeing")
    signature_required_levels = ArrayField(models.PositiveSmallIntegerField(), default=list)


class ReferralQuerySet(models.QuerySet["Referral"]):
    """Questions about referrals; every view starts at `visible_to`."""

    def visible_to(self, membership: Membership) -> "ReferralQuerySet":
        """Return what this hat may open (architecture: people and access; decisions 27, 28).

        A practitioner sees what they wrote or are named on; a safeguarding lead their own
        site's, never an allegation about a worker nor a restricted record, which may be a
        colleague's child's; the hub everything sent to it that is not restricted; Family
        Wellbeing what was passed to it; nobody another partnership's.

        These are conditions on each row, which no index answers for somebody's few among years of
        referrals: `of`, `at_site`, `open` or a reference say where to look.
        """
        seen = Q()
        if membership.may(Permission.REFER):
            hats = Membership.objects.filter(person_id=membership.person_id)
            named = NamedColleague.objects.filter(
                referral=models.OuterRef("pk"), membership=membership
            )
            seen |= Q(author__in=hats.order_by().values("pk")) | Q(models.Exists(named))
        if membership.may(Permission.READ_SITE):
            seen |= Q(site_id=membership.site_id, about_worker=False, restricted=False)
        if membership.may(Permission.WORK_QUEUE):
            opened = EmergencyAccess.objects.filter(
                referral=models.OuterRef("pk"), membership=membership, until__gt=timezone.now()
            )
            # A door with a team of its own is read by that team alone, and a family centre's team
            # reads nothing else (decision 30).
            others = FrontDoor.objects.of_other_teams(membership).values("pk")
            centres = FrontDoor.objects.centres_of(membership)
            seen |= (
                Q(received_at__isnull=False)
                & (Q(restricted=False) | Q(models.Exists(opened)))
                & ~Q(front_door__in=others)
                & (~Q(models.Exists(centres)) | Q(front_door__in=centres.values("pk")))
            )
        children = ReferredChild.objects.filter(referral=models.OuterRef("pk"))
        if membership.may(Permission.ALLOCATE):
            passed = children.filter(passed_to_family_wellbeing_at__isnull=False)
            seen |= Q(restricted=False) & Q(models.Exists(passed))
        if membership.may(Permission.WORK_WITH_FAMILIES):
            seen |= Q(models.Exists(children.filter(keyworker=membership)))
        if not seen:
            return self.none()
        return self.filter(seen, partnership_id=membership.partnership_id).exclude(
            interests__person_id=membership.person_id
        )

    def hidden_from(self, membership: Membership) -> "ReferralQuerySet":
        """Return what this hat may not open: to say that there is something, never what."""
        visible = Referral.objects.visible_to(membership).filter(pk=models.OuterRef("pk"))
        return self.exclude(models.Exists(visible))

    def drafts(self) -> "ReferralQuerySet":
        """Not sent yet."""
        return self.filter(status=ReferralStatus.DRAFT)

    def of(self, membership: Membership) -> "ReferralQuerySet":
        """Written by this person or naming them (decision 27)."""
        written = Referral.objects.filter(author__person_id=membership.person_id).values("pk")
        named = NamedColleague.objects.filter(membership__person_id=membership.person_id)
        return self.filter(pk__in=written.union(named.values("referral")))

    def at_site(self, site_id: int) -> "ReferralQuerySet":
        """A site's own, without what only its author and the hub may see (decision 27)."""
        return self.filter(site_id=site_id, about_worker=False)

    def with_alarm(self) -> "ReferralQuerySet":
        """Say of each whether it holds a Level 4 sign, danger or a duty (decision 32)."""
        level_4 = ChosenIndicator.objects.filter(referral=models.OuterRef("pk"), level=4)
        duty = ChosenCircumstance.objects.filter(referral=models.OuterRef("pk")).filter(
            Q(circumstance__is_duty_to_tell=True) | Q(circumstance__floor=4)
        )
        return self.annotate(
            alarming=models.Case(
                models.When(
                    Q(danger_now=True) | models.Exists(level_4) | models.Exists(duty), then=True
                ),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def sent(self) -> "ReferralQuerySet":
        """Received by the hub."""
        return self.filter(received_at__isnull=False)

    def open(self) -> "ReferralQuerySet":
        """Still with the hub: the queue."""
        return self.filter(is_open=True)

    def in_queue_order(self) -> "ReferralQuerySet":
        """Danger, not yet read, BRAG, nearest due (decision 12)."""
        return self.order_by(
            F("danger_now").desc(),
            models.Case(models.When(read_at=None, then=0), default=1),
            "rating_order",
            F("next_due_at").asc(nulls_last=True),
            "received_at",
            "pk",
        )


class SafeContact(models.Model):
    """How it is safe to reach a person; every outgoing thing reads it (decision 24)."""

    may_know = _code(Answer)
    may_not_know_because = models.TextField(blank=True)
    safe_phone = models.CharField(max_length=30, blank=True)
    safe_email = models.EmailField(blank=True)
    safe_times = models.CharField(max_length=200, blank=True)
    voicemail_safe = _code(Answer)
    may_write = _code(Answer)
    address_confidential = models.BooleanField(default=False)

    class Meta:
        abstract = True


@pghistory.track()
class Referral(models.Model):
    """One contact: what someone said at a time. Amended after sending only by additions."""

    reference = models.CharField(max_length=11, unique=True)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="referrals")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="referrals")
    # Who wrote it: the referrer, or the hub's officer who took the call.
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="referrals")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    # Where it was sent (decision 30), set on receipt. In a draft, where the partnership has several
    # hubs, that of the council its writer named; `area_asked` without one is "I do not know".
    front_door = models.ForeignKey(
        FrontDoor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_asked = models.BooleanField(default=False)
    channel = _code(Channel, default=Channel.PORTAL)
    status = models.CharField(max_length=30, default=ReferralStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What was typed on a question's page and is no answer yet, by the page's place in the form.
    unfinished = models.JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # Receipt: the moment of submission, or when the call was taken (decision 4).
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    not_needed_because = models.CharField(max_length=200, blank=True)

    # The person who told us, where it is not the author: a caller or letter writer.
    referrer_kind = _code(ReferrerKind, default=ReferrerKind.PROFESSIONAL_INVOLVED)
    referrer_name = models.CharField(max_length=200, blank=True)
    referrer_role = models.CharField(max_length=200, blank=True)
    referrer_agency = models.CharField(max_length=200, blank=True)

    # Before you start (pages.md 5A).
    danger_now = models.BooleanField(default=False)
    danger_asked = models.BooleanField(default=False)
    danger_call = models.CharField(max_length=500, blank=True)
    works_with_children = _code(Answer)
    about_worker = models.BooleanField(default=False)
    # "Is a child at risk at home as well?" No makes it a record about the person alone.
    risk_at_home = _code(Answer)
    worker_name = models.CharField(max_length=200, blank=True)
    worker_role = models.CharField(max_length=200, blank=True)
    has_worker = _code(Answer)
    told_worker = models.BooleanField(default=False)
    agreement = _code(Agreement)
    not_asked_because = models.TextField(blank=True)
    # the refusal is kept, with what they said.
    refusal_words = models.TextField(blank=True)
    ground = _code(Ground)
    ground_because = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)

    # About you.
    callback_number = models.CharField(max_length=30, blank=True)
    callback_times = models.CharField(max_length=200, blank=True)
    relationship_to_child = models.TextField(blank=True)
    staying_involved = models.CharField(max_length=30, blank=True)
    not_involved_because = models.TextField(blank=True)

    # Who can know.
    someone_must_not_know = _code(Answer)
    must_not_know = models.TextField(blank=True)

    # The worry: seven Signs of Safety questions, R-133, R-134, R-150.
    worry = models.TextField(blank=True)
    if_nothing_changes = models.TextField(blank=True)
    complicating = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    complicating_words = models.TextField(blank=True)
    development = models.TextField(blank=True)
    parenting = models.TextField(blank=True)
    environment = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    existing_safety = models.TextField(blank=True)
    needed_now = models.TextField(blank=True)
    family_wants = models.TextField(blank=True)
    how_known = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    how_known_who = models.TextField(blank=True)
    last_seen_on = models.DateField(null=True, blank=True)
    last_seen_time = models.TimeField(null=True, blank=True)
    not_seen = models.BooleanField(default=False)
    before = models.TextField(blank=True)
    risk_person = models.TextField(blank=True)
    harm_said = models.TextField(blank=True)
    harm_parents_say = models.TextField(blank=True)
    harm_condition = models.TextField(blank=True)
    harm_deadline = models.TextField(blank=True)
    harm_parents_where = models.TextField(blank=True)
    harm_contexts = models.TextField(blank=True)

    # Family and household, professionals, signs.
    household_known = _code(Answer)
    nobody_helping = _code(Answer)
    circumstances_asked = models.BooleanField(default=False)
    no_indicator_because = models.TextField(blank=True)

    # Agreement and sharing; what has been tried.
    parents_know = models.CharField(max_length=10, blank=True)
    parents_know_who = models.TextField(blank=True)
    lead_consulted = models.CharField(max_length=20, blank=True)
    lead_consulted_name = models.CharField(max_length=200, blank=True)
    objection = _code(Answer)
    objection_words = models.TextField(blank=True)
    tried = models.TextField(blank=True)
    nothing_tried_because = models.TextField(blank=True)
    why_now = models.TextField(blank=True)
    what_next = models.TextField(blank=True)
    sections_done = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    # What became of the chosen signs when another edition took effect before this was sent.
    edition_followed = models.JSONField(default=dict, blank=True)
    # Decision 32: which reminders of an unsent draft have gone out.
    reminders = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    # The hub's: kept here because the queue's one index needs them.
    holder = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="held_referrals"
    )
    is_open = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rating = _code(Rating)
    rating_order = models.PositiveSmallIntegerField(default=5)
    rating_reason = models.TextField(blank=True)
    rated_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rating_confirmed_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due_key = models.CharField(max_length=50, blank=True)

    # Set by `with_alarm`.
    alarming: bool

    objects = ReferralQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "partnership",
                "is_open",
                F("danger_now").desc(),
                "rating_order",
                "next_due_at",
                name="referral_queue",
            ),
            models.Index(
                fields=["partnership", "holder", "is_open", "next_due_at"], name="referral_holder"
            ),
            models.Index(fields=["author", "status"], name="referral_author"),
            models.Index(fields=["site", "status"], name="referral_site"),
            models.Index(fields=["site", "sent_at"], name="referral_site_sent"),
            models.Index(
                fields=["site", "sent_at"], condition=Q(closed_at=None), name="referral_site_waits"
            ),
            models.Index(fields=["started_at"], condition=Q(status="draft"), name="referral_draft"),
            models.Index(
                fields=["partnership", "-closed_at"],
                condition=Q(closed_at__isnull=False),
                name="referral_last_closed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in ReferralStatus]),
                name="referral_status_known",
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="referral_read_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(rating="", rated_by=None) | (~Q(rating="") & Q(rated_by__isnull=False)),
                name="referral_rated_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "not_needed", "consultation_advised"])
                | Q(received_at__isnull=False),
                name="sent_referral_has_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def outcomes_owed(self) -> "models.QuerySet[Outcome]":
        """Outcomes somebody is due to be told and has not been (R-053)."""
        return Outcome.objects.filter(
            child__referral=self, sent_at=None, not_possible_because=""
        ).exclude(audience=ReferrerKind.ANONYMOUS)


class NamedColleague(models.Model):
    """A colleague named on a referral: they see it as the author does (decision 27)."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="named")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "membership"], name="named_once")
        ]


class DeclaredInterest(models.Model):
    """Someone who must not open, claim or decide a record (decision 28)."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="interests"
    )
    reason = models.CharField(max_length=200)
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "person"], name="interest_once")]


class EmergencyAccess(models.Model):
    """Break-glass into a restricted record: a reason, a limit, and governance is told."""

    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="emergency_accesses"
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()


class ReferredChildQuerySet(models.QuerySet["ReferredChild"]):
    """Questions about referred children."""

    def visible_to(self, membership: Membership) -> "ReferredChildQuerySet":
        """Return the children of referrals this hat may open; Family Wellbeing only its own."""
        found = self.filter(referral__in=Referral.objects.visible_to(membership))
        if membership.may(Permission.ALLOCATE):
            return found.filter(passed_to_family_wellbeing_at__isnull=False)
        if membership.may(Permission.WORK_WITH_FAMILIES):
            return found.filter(keyworker=membership)
        return found

    def with_identity_of(self, children: "Sequence[ReferredChild]") -> "ReferredChildQuerySet":
        """Children with the NHS number, or the name and date of birth, of one of these.

        Names are compared folded. It offers; a person decides whether it is the same child.
        """
        found = Q(pk__in=[])
        for child in children:
            if child.nhs_number:
                found |= Q(nhs_number=child.nhs_number)
            if child.name_key and child.date_of_birth:
                found |= Q(name_key=child.name_key, date_of_birth=child.date_of_birth)
        return self.filter(found)

    def awaiting_decision(self) -> "ReferredChildQuerySet":
        """With the hub and not decided."""
        return self.filter(status__in=AWAITING_DECISION)

    def in_family_wellbeing_inbox(self) -> "ReferredChildQuerySet":
        """Passed by the hub, not allocated yet."""
        return self.filter(status=ChildStatus.PASSED_TO_FAMILY_WELLBEING)

    def with_family_wellbeing(self) -> "ReferredChildQuerySet":
        """Passed to Family Wellbeing or allocated there."""
        return self.filter(status__in=WITH_FAMILY_WELLBEING)


@pghistory.track()
class ReferredChild(SafeContact):
    """One child in one referral: the unit of everything after it (decision 1)."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="children")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=30, default=ChildStatus.WRITING)
    version = models.PositiveIntegerField(default=1)
    kind = _code(ChildKind, default=ChildKind.CHILD)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    # Normalised for sorting and for finding earlier contacts (directory/names.py).
    name_key = models.CharField(max_length=220, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    about_age = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_day_known = models.BooleanField(default=False)
    age_unknown = models.BooleanField(default=False)
    sex = models.CharField(max_length=10, blank=True)
    gender = models.CharField(max_length=100, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address_unknown = models.CharField(max_length=20, blank=True)
    where_now = models.TextField(blank=True)
    previous_addresses = models.TextField(blank=True)
    ethnicity = models.CharField(max_length=10, blank=True)
    ethnicity_other = models.CharField(max_length=100, blank=True)
    religion = models.CharField(max_length=60, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    needs_interpreter = _code(Answer)
    communication = models.CharField(max_length=300, blank=True)
    disabled = _code(Answer)
    disabilities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    special_needs = models.CharField(max_length=20, blank=True)
    # on any referral the question whether the child is a young carer is always asked.
    young_carer = _code(Answer)
    young_carer_for = models.TextField(blank=True)
    school = models.CharField(max_length=200, blank=True)
    gp = models.CharField(max_length=200, blank=True)
    health_visitor = models.CharField(max_length=200, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    pupil_number = models.CharField(max_length=13, blank=True)
    said = models.TextField(blank=True)
    not_asked_because = models.TextField(blank=True)
    # "Yes, already knows" or "Yes, not told yet".
    already_knows = _code(Answer)

    # The suggestion as given, kept for ever with what the practitioner made of it (decision 17).
    suggested_level = models.PositiveSmallIntegerField(null=True, blank=True)
    suggestion = models.JSONField(default=dict, blank=True)
    confirmed_level = models.PositiveSmallIntegerField(null=True, blank=True)
    level_differs_because = models.TextField(blank=True)

    # After the decision.
    mash_level = models.PositiveSmallIntegerField(null=True, blank=True)
    passed_to_family_wellbeing_at = models.DateTimeField(null=True, blank=True)
    keyworker = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="keyed_children"
    )

    objects = ReferredChildQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["status", "passed_to_family_wellbeing_at"], name="child_status"),
            models.Index(fields=["name_key", "date_of_birth"], name="child_name_key"),
            # With the name's, these find the same child and household in other contacts.
            models.Index(
                fields=["nhs_number"], condition=~Q(nhs_number=""), name="child_nhs_number"
            ),
            models.Index(fields=["postcode"], condition=~Q(postcode=""), name="child_postcode"),
            models.Index(fields=["keyworker", "status"], name="child_keyworker"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="child_number_once"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in ChildStatus]), name="child_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral.reference}/{self.number}"

    @property
    def reference(self) -> str:
        """The child's reference: the referral's and their number in it."""
        return f"{self.referral.reference}/{self.number}"

    @property
    def short_name(self) -> str:
        """The first name, else "the baby" or "the child" (pages.md)."""
        if self.first_name:
            return self.first_name
        return "the baby" if self.kind == ChildKind.UNBORN else "the child"

    @property
    def full_name(self) -> str:
        """The name as given, or the words used where there is none (pages.md 9)."""
        name = f"{self.first_name} {self.last_name}".strip()
        if name:
            return name
        if self.kind == ChildKind.UNBORN:
            return "Unborn baby"
        return self.description or "Child, not named"


@pghistory.track()
class FamilyMember(SafeContact):
    """An adult or another child of the family, household or network."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="family_members")
    number = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    date_of_birth = models.DateField(null=True, blank=True)
    about_age = models.PositiveSmallIntegerField(null=True, blank=True)
    under_18 = models.BooleanField(default=False)
    lives_with = _code(Answer)
    address = models.TextField(blank=True)
    ethnicity = models.CharField(max_length=10, blank=True)
    religion = models.CharField(max_length=60, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    needs_interpreter = _code(Answer)
    # Decision 1: every under-18 in the household is worried about too, or not because…
    worried_too = _code(Answer)
    not_referred_because = models.TextField(blank=True)
    # The referred child this person became when the answer was yes.
    became = models.OneToOneField(
        ReferredChild, null=True, blank=True, on_delete=models.SET_NULL, related_name="was_member"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="member_number_once")
        ]


class Relationship(models.Model):
    """What a family member is to one referred child."""

    member = models.ForeignKey(FamilyMember, on_delete=models.CASCADE, related_name="relationships")
    child = models.ForeignKey(ReferredChild, on_delete=models.CASCADE, related_name="relationships")
    relation = models.CharField(max_length=100, blank=True)
    parental_responsibility = _code(Answer)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "child"], name="relationship_once")
        ]


class Professional(models.Model):
    """Someone else who is helping the family."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="professionals")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    job = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    working_now = _code(Answer)

    class Meta:
        ordering = ["number"]


class ChosenIndicator(models.Model):
    """An indicator the practitioner ticked, for these children; the wording is kept."""

    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="chosen_indicators"
    )
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    level = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=120)
    children = models.ManyToManyField(ReferredChild, related_name="chosen_indicators")

    class Meta:
        ordering = ["indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "indicator"], name="indicator_chosen_once")
        ]


class ChosenCircumstanceQuerySet(models.QuerySet["ChosenCircumstance"]):
    """Questions about the special circumstances of referrals."""

    def binding(self) -> "ChosenCircumstanceQuerySet":
        """Those that set a lowest level or ask to tell somebody, as `Circumstance.binds` says."""
        return self.filter(
            Q(circumstance__is_duty_to_tell=True) | Q(circumstance__floor__isnull=False)
        )


class ChosenCircumstance(models.Model):
    """A special circumstance that may apply, for these children, and its duty's record."""

    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="chosen_circumstances"
    )
    circumstance = models.ForeignKey(Circumstance, on_delete=models.PROTECT, related_name="+")
    children = models.ManyToManyField(ReferredChild, related_name="chosen_circumstances")
    duty_done = _code(Answer)
    duty_who = models.CharField(max_length=200, blank=True)
    duty_when = models.CharField(max_length=200, blank=True)
    # What else this duty asks, by the question's name (`duties.DUTIES`).
    answers = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ChosenCircumstanceQuerySet.as_manager()

    class Meta:
        ordering = ["circumstance__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "circumstance"], name="circumstance_chosen_once"
            )
        ]

    @property
    def recorded(self) -> dict[str, str]:
        """Everything recorded of its duty, by the name of the question."""
        main = {
            duties.DONE: self.duty_done,
            duties.WHO: self.duty_who,
            duties.WHEN: self.duty_when,
        }
        return main | self.answers


class Consent(models.Model):
    """One child's agreement or refusal: who, in what capacity, for what, how (decision 22)."""

    child = models.ForeignKey(ReferredChild, on_delete=models.CASCADE, related_name="consents")
    # One act of agreeing for several children is one row each, with the same number.
    number = models.PositiveSmallIntegerField(default=1)
    giver = models.CharField(max_length=200)
    giver_member = models.ForeignKey(
        FamilyMember, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_young_person = models.BooleanField(default=False)
    capacity = models.CharField(max_length=30)
    capacity_words = models.TextField(blank=True)
    answer = models.CharField(max_length=20, default="agreed")
    purposes = ArrayField(models.CharField(max_length=40), default=list)
    how = models.CharField(max_length=20, blank=True)
    witness = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    given_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=60, blank=True)
    interpreter = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consent_withdrawn_by_someone",
            )
        ]


class Addition(models.Model):
    """Something added after sending, with author and time: the record is never overwritten."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="additions")
    about = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    is_withdrawal_request = models.BooleanField(default=False)
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]
        triggers = APPEND_ONLY


class Message(models.Model):
    """A message between the referrer and the hub."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages")
    from_hub = models.BooleanField()
    kind = models.CharField(max_length=20, default="message")
    text = models.TextField()
    needs_answer_by = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["referral", "from_hub"], name="message_side")]


class Outcome(models.Model):
    """What the referrer must see of one child's decision; written by the hub's decision."""

    child = models.ForeignKey(ReferredChild, on_delete=models.PROTECT, related_name="outcomes")
    audience = _code(ReferrerKind)
    outcome_words = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    not_possible_because = models.TextField(blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_how = _code(ToldHow)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["decided_at", "pk"]
        indexes = [
            models.Index(
                fields=["child"],
                condition=Q(sent_at=None, not_possible_because=""),
                name="outcome_owed",
            ),
            models.Index(
                fields=["child"],
                condition=Q(sent_at__isnull=False, read_at=None),
                name="outcome_unread",
            ),
        ]


class ClockQuerySet(models.QuerySet["Clock"]):
    """Questions about clocks."""

    def running(self) -> "ClockQuerySet":
        """Started, not stopped."""
        return self.filter(stopped_at=None)


class Clock(models.Model):
    """A running instance of a timescale; never re-based, and a missed one stays visible."""

    class Result(models.TextChoices):
        RUNNING = "running", "Running"
        MET = "met", "Met"
        MET_LATE = "met_late", "Met late"
        STOPPED = "stopped", "Stopped"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="clocks")
    child = models.ForeignKey(
        ReferredChild, null=True, blank=True, on_delete=models.PROTECT, related_name="clocks"
    )
    key = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    runs_from = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    why = models.TextField()
    minimum = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True, blank=True)
    owed_by = models.CharField(max_length=60)
    owed_by_membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=10, choices=Result, default=Result.RUNNING)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="clock_running_due"),
            models.Index(fields=["referral", "key"], name="clock_of_referral"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "child", "key"],
                condition=Q(stopped_at=None),
                nulls_distinct=False,
                name="one_running_clock",
            ),
            models.CheckConstraint(
                condition=Q(result="running", stopped_at=None)
                | (~Q(result="running") & Q(stopped_at__isnull=False)),
                name="clock_result_has_time",
            ),
        ]

    def facts(self) -> clocks.ClockFacts:
        """Return the clock as the calculator reads it, for `clocks.state` and the forecast."""
        met = self.result in {self.Result.MET, self.Result.MET_LATE}
        return clocks.ClockFacts(
            runs_from=self.runs_from,
            warn_at=self.warn_at,
            due_at=self.due_at,
            held_until=self.held_until,
            met_at=self.stopped_at if met else None,
            stopped_at=self.stopped_at if self.result == self.Result.STOPPED else None,
            minimum=self.minimum,
        )


class DoorChangeQuerySet(models.QuerySet["DoorChange"]):
    """Questions about contacts that were passed on."""

    def away_from(self, membership: Membership) -> "DoorChangeQuerySet":
        """Those of contacts that this hat could open until then: to say who has them, no more.

        Never of a restricted record, nor of one that they declared an interest in (decision 28).
        """
        centres = FrontDoor.objects.centres_of(membership)
        if not membership.may(Permission.WORK_QUEUE) or centres.exists():
            return self.none()
        others = FrontDoor.objects.of_other_teams(membership).values("pk")
        return (
            self.filter(
                referral__partnership_id=membership.partnership_id,
                referral__restricted=False,
                from_door__isnull=False,
            )
            .exclude(from_door__in=others)
            .exclude(referral__interests__person_id=membership.person_id)
            .select_related("referral__front_door", "by__person")
        )


class DoorChange(models.Model):
    """A contact passed to another front door of the partnership, with who and why: append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="door_changes")
    from_door = models.ForeignKey(
        FrontDoor, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_door = models.ForeignKey(FrontDoor, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DoorChangeQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = APPEND_ONLY


class StatusChange(models.Model):
    """One step of a referral's or a child's life: append-only, with who and why."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="status_changes")
    child = models.ForeignKey(
        ReferredChild,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="status_changes",
    )
    action = models.CharField(max_length=40)
    from_status = models.CharField(max_length=30)
    to_status = models.CharField(max_length=30)
    by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        triggers = APPEND_ONLY
