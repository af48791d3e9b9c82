"""Screen and decide: what only the hub writes and sees."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import APPEND_ONLY, Membership
from directory.models import Service
from mash.rules import HOW_TOLD_WORDS, Destination, Outcome
from referrals.models import Referral, ReferredChild
from referrals.rules import Ground, Rating


class Note(models.Model):
    """A hub note; never shown to a referrer."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="hub_notes")
    text = models.TextField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        triggers = APPEND_ONLY


class Claim(models.Model):
    """Who took a contact, took it over or gave it back, and when; the newest is in force."""

    class Act(models.TextChoices):
        CLAIMED = "claimed", "Claimed"
        TAKEN_OVER = "taken_over", "Taken over"
        RELEASED = "released", "Given back"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="claims")
    act = models.CharField(max_length=10, choices=Act)
    taken_from = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        triggers = APPEND_ONLY


class RatingChange(models.Model):
    """One BRAG rating of a contact, provisional or confirmed (decision 12)."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="rating_changes")
    rating = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Rating])
    confirmed = models.BooleanField()
    reason = models.TextField(blank=True)
    rated_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["rated_at", "pk"]
        triggers = APPEND_ONLY


class CaseSystemCheck(models.Model):
    """What the council's case system says of a child, by whom and when (decision 9)."""

    class Result(models.TextChoices):
        NOT_FOUND = "not_found", "Not found"
        CLOSED = "closed", "Closed"
        OPEN = "open", "Open"

    child = models.ForeignKey(
        ReferredChild, on_delete=models.PROTECT, related_name="case_system_checks"
    )
    result = models.CharField(max_length=10, choices=Result)
    system = models.CharField(max_length=100)
    checked_at = models.DateTimeField()
    worker = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    plans = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    checked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        triggers = APPEND_ONLY


class Hold(models.Model):
    """A decision maker's next step, once per child (decision 5, R-052)."""

    child = models.OneToOneField(ReferredChild, on_delete=models.PROTECT, related_name="hold")
    waiting_for = models.TextField()
    from_whom = models.CharField(max_length=200)
    until = models.DateTimeField()
    held_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(default=timezone.now)


class PassedNow(models.Model):
    """Immediate danger passed to referral and assessment before the decision is written."""

    child = models.OneToOneField(ReferredChild, on_delete=models.PROTECT, related_name="passed_now")
    told = models.CharField(max_length=200)
    told_at = models.DateTimeField()
    passed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(default=timezone.now)


class RestrictedMatchAnswer(models.Model):
    """What the duty manager said of a restricted record that may match a child (decision 28)."""

    class Answer(models.TextChoices):
        SAME_CHILD = "same_child", "Same child"
        NOT_THE_SAME = "not_the_same", "Not the same child"

    child = models.ForeignKey(
        ReferredChild, on_delete=models.PROTECT, related_name="restricted_match_answers"
    )
    answer = models.CharField(max_length=20, choices=Answer)
    manager = models.CharField(max_length=200)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["answered_at", "pk"]
        triggers = APPEND_ONLY


@pghistory.track()
class Decision(models.Model):
    """One decision about one child; proposed until a second person agrees where one is needed."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second decision maker"
        MADE = "made", "Made"
        DECLINED = "declined", "Not agreed"

    child = models.ForeignKey(ReferredChild, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=State)
    level = models.PositiveSmallIntegerField()
    level_differs_because = models.TextField(blank=True)
    outcome = models.CharField(max_length=30, choices=[(o.value, o.value) for o in Outcome])
    destination = models.CharField(
        max_length=30, blank=True, choices=[(d.value, d.value) for d in Destination if d]
    )
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.CharField(max_length=200, blank=True)
    worker = models.CharField(max_length=200, blank=True)
    # Another authority: `team` says which, and this how it is told.
    told_how = models.CharField(
        max_length=20,
        blank=True,
        choices=[(how.value, words) for how, words in HOW_TOLD_WORDS.items()],
    )
    # Who of the MASH asks the family, or makes sure that the other authority confirms.
    follow_up_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rationale = models.TextField()
    earlier_contacts_weighed = models.TextField(blank=True)
    ground = models.CharField(max_length=30, choices=[(g.value, g.value) for g in Ground])
    ground_because = models.TextField(blank=True)
    family_told = models.BooleanField()
    family_not_told_because = models.TextField(blank=True)
    # What the referrer will read, as previewed: the reason, the next step and the ask of them.
    reason_for_referrer = models.TextField(blank=True)
    next_for_referrer = models.TextField(blank=True)
    ask_of_referrer = models.TextField(blank=True)
    feedback_text = models.TextField(blank=True)
    feedback_not_possible_because = models.TextField(blank=True)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_needed_because = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    second_asked = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="second_decisions"
    )
    second_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_at = models.DateTimeField(null=True, blank=True)
    second_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_at=None, second_by=None)
                | Q(second_at__isnull=False, second_by__isnull=False),
                name="second_decision_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(second_by=models.F("decided_by")), name="second_is_another_person"
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(state="proposed"), name="one_proposed_decision"
            ),
        ]


class DecisionDraft(models.Model):
    """What a decision maker has filled in for one child and not yet recorded."""

    child = models.ForeignKey(
        ReferredChild, on_delete=models.CASCADE, related_name="decision_drafts"
    )
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    copied_from = models.PositiveSmallIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "membership"], name="one_decision_draft")
        ]


class ConsentAttempt(models.Model):
    """One try to ask a family whether they want Family Wellbeing (decision 10)."""

    class Result(models.TextChoices):
        AGREED = "agreed", "They agreed"
        REFUSED = "refused", "They said no"
        NOT_REACHED = "not_reached", "We could not reach them"

    child = models.ForeignKey(
        ReferredChild, on_delete=models.PROTECT, related_name="consent_attempts"
    )
    result = models.CharField(max_length=20, choices=Result)
    words = models.TextField(blank=True)
    tried_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    tried_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["tried_at", "pk"]
        triggers = APPEND_ONLY


class TransferAttempt(models.Model):
    """One time another authority was asked whether it has taken a child on (decision 10)."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "They confirmed"
        REFUSED = "refused", "They said no"
        NO_ANSWER = "no_answer", "They have not answered"

    child = models.ForeignKey(
        ReferredChild, on_delete=models.PROTECT, related_name="transfer_attempts"
    )
    result = models.CharField(max_length=20, choices=Result)
    # Who of the other authority answered; empty where nobody did.
    who = models.CharField(max_length=200, blank=True)
    how = models.CharField(
        max_length=20, choices=[(how.value, words) for how, words in HOW_TOLD_WORDS.items()]
    )
    happened_at = models.DateTimeField()
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        triggers = APPEND_ONLY


class ChildSeen(models.Model):
    """That a child was seen: when, by whom, of which service, as the hub was told (R-049)."""

    child = models.ForeignKey(ReferredChild, on_delete=models.PROTECT, related_name="times_seen")
    seen_at = models.DateTimeField()
    seen_by = models.CharField(max_length=200)
    service = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        triggers = APPEND_ONLY


class StrategyDiscussion(models.Model):
    """That the strategy discussion about a child was held, and its outcome in one line (R-060)."""

    child = models.ForeignKey(
        ReferredChild, on_delete=models.PROTECT, related_name="strategy_discussions"
    )
    held_at = models.DateTimeField()
    outcome = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["recorded_at", "pk"]
        triggers = APPEND_ONLY


class EnquiryAnswer(models.Model):
    """How a question with no named child was answered; counted apart (decision 8)."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "Gave information or advice"
        SIGNPOSTED = "signposted", "Signposted to another service"
        CONSULTATION = "consultation", "Passed to a social worker for a consultation"

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="enquiry_answer"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField()
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = APPEND_ONLY
