"""Who: partnerships, agencies, sites, people, memberships and the audit trail."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.rules import (
    AGENCY_KIND_NAMES,
    ROLE_NAMES,
    SITE_ROLES,
    AgencyKind,
    Permission,
    Role,
    permits,
)

APPEND_ONLY = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;",
    ),
]


class Partnership(models.Model):
    """A safeguarding partnership; everything belongs to one and nothing crosses between them."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=100)
    brand_line = models.CharField(max_length=200)
    run_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Questions about agencies."""

    def visible_to(self, membership: "Membership") -> "AgencyQuerySet":
        """An administrator keeps their partnership's agencies; nobody else sees the list."""
        if not membership.may(Permission.ADMINISTER):
            return self.none()
        return self.filter(partnership_id=membership.partnership_id)


class Agency(models.Model):
    """An organisation of the partnership: a school, a health trust, the police."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agencies")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=list(AGENCY_KIND_NAMES.items()))
    # The code of the statutory returns for contacts from this agency (standards: CIN census).
    source_code = models.CharField(max_length=3, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="agency_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in AgencyKind]), name="agency_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteQuerySet(models.QuerySet["Site"]):
    """Questions about sites."""

    def visible_to(self, membership: "Membership") -> "SiteQuerySet":
        """The sites whose people a hat keeps: a lead's own, an administrator's partnership's."""
        if membership.may(Permission.ADMINISTER):
            return self.filter(agency__partnership_id=membership.partnership_id)
        if membership.may(Permission.INVITE_TO_SITE):
            return self.filter(pk=membership.site_id)
        return self.none()

    def open(self) -> "SiteQuerySet":
        """Sites that have not closed, of agencies that have not."""
        return self.filter(ended_at=None, agency__ended_at=None)


class Site(models.Model):
    """A place an agency works from; safeguarding leads see their own site's referrals."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="site_once")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a person who signs in with `email`; without a password they cannot yet."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who signs in; what they may do comes from their memberships."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    compact_tables = models.BooleanField(default=False)
    single_keys = models.BooleanField(default=True)
    # One of the invented cast, whom the demo's sign-in page offers with one click.
    is_demo = models.BooleanField(default=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=models.functions.Lower("email")), name="email_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The person's name as they give it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def reference(self) -> str:
        """How the audit trail and addresses name a person."""
        return f"person-{self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def current(self) -> "MembershipQuerySet":
        """Memberships that have not ended, of people who may still sign in."""
        return self.filter(ended_at=None, person__is_active=True)

    def visible_to(self, membership: "Membership") -> "MembershipQuerySet":
        """The people a hat keeps: a lead's own site's, an administrator's partnership's."""
        if membership.may(Permission.ADMINISTER):
            return self.filter(partnership_id=membership.partnership_id)
        if membership.may(Permission.INVITE_TO_SITE):
            return self.filter(site_id=membership.site_id, role__in=SITE_ROLES)
        return self.none()

    def with_names(self) -> "MembershipQuerySet":
        """Fetch what a page needs to name a membership, in one query."""
        return self.select_related("person", "site__agency", "partnership")


class Membership(models.Model):
    """One person's role at one site: the hat they wear; every scope and audit row takes it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=list(ROLE_NAMES.items()))
    job_title = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        indexes = [models.Index(fields=["partnership", "role"], name="membership_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "site", "role"],
                condition=Q(ended_at=None),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_end_has_author",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.full_name}, {self.role_name}"

    @property
    def role_name(self) -> str:
        """The role in words: "MASH screener"."""
        return ROLE_NAMES[Role(self.role)]

    def may(self, permission: Permission) -> bool:
        """Say whether this hat carries a permission (accounts/rules.py)."""
        return self.ended_at is None and permits(self.role, permission)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def visible_to(self, membership: Membership) -> "InvitationQuerySet":
        """The invitations a hat keeps: to a lead's own site, to an administrator's partnership."""
        if membership.may(Permission.ADMINISTER):
            return self.filter(site__agency__partnership_id=membership.partnership_id)
        if membership.may(Permission.INVITE_TO_SITE):
            return self.filter(site_id=membership.site_id, role__in=SITE_ROLES)
        return self.none()

    def open(self) -> "InvitationQuerySet":
        """Invitations neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def with_names(self) -> "InvitationQuerySet":
        """Fetch what a page or an e-mail needs to name an invitation, in one query."""
        return self.select_related("site__agency__partnership", "invited_by__person")


class Invitation(models.Model):
    """An expiring link by which a safeguarding lead or administrator lets someone in."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=list(ROLE_NAMES.items()))
    email = models.EmailField()
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    job_title = models.CharField(max_length=100, blank=True)
    # Only a digest is stored: who reads the table cannot use the link.
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the audit trail names an invitation."""
        return f"invitation-{self.pk}"

    @property
    def role_name(self) -> str:
        """The role offered, in words."""
        return ROLE_NAMES[Role(self.role)]


# Each action is found from the one before it through the index `audit_action`: DISTINCT would
# read the whole trail for a few dozen words.
EVERY_ACTION = """
    WITH RECURSIVE found (action) AS (
        (SELECT action FROM accounts_auditentry WHERE partnership_key = %(key)s
         ORDER BY action LIMIT 1)
        UNION ALL
        SELECT (SELECT entry.action FROM accounts_auditentry entry
                WHERE entry.partnership_key = %(key)s AND entry.action > found.action
                ORDER BY entry.action LIMIT 1)
        FROM found WHERE found.action IS NOT NULL
    )
    SELECT action FROM found WHERE action IS NOT NULL
"""


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Questions to the audit trail."""

    def visible_to(self, membership: Membership) -> "AuditEntryQuerySet":
        """Information governance reads its own partnership's trail; nobody else reads any."""
        if not membership.may(Permission.READ_AUDIT):
            return self.none()
        return self.filter(partnership_key=membership.partnership.key)

    def actions_visible_to(self, membership: Membership) -> list[str]:
        """Return every action in the trail that a hat may read, once each, in their order."""
        if not membership.may(Permission.READ_AUDIT):
            return []
        with connection.cursor() as cursor:
            cursor.execute(EVERY_ACTION, {"key": membership.partnership.key})
            return [action for (action,) in cursor.fetchall()]

    def about(self, subjects: Sequence[str]) -> "AuditEntryQuerySet":
        """Entries about any of these references, newest first.

        They are few in a long trail. Sorting by an expression keeps the database from reading
        the trail from its newest end until it has met them, which an index on the time invites.
        """
        time = models.ExpressionWrapper(F("at") + timedelta(0), models.DateTimeField())
        return self.filter(subjects__overlap=list(subjects)).order_by(time.desc(), "-pk")


class AuditEntry(models.Model):
    """Who did or saw what, when. Append-only; no foreign keys, so it outlives every record."""

    at = models.DateTimeField(default=timezone.now)
    partnership_key = models.CharField(max_length=50)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=201)
    membership_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=30, blank=True)
    site_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=60)
    # References only (7KT-4MR-9HX, or 7KT-4MR-9HX/2 for its second child): never a name.
    subjects = ArrayField(models.CharField(max_length=60), default=list)
    detail = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["partnership_key", "-at"], name="audit_newest"),
            models.Index(fields=["partnership_key", "actor_id", "-at"], name="audit_actor"),
            models.Index(fields=["partnership_key", "action", "-at"], name="audit_action"),
            models.Index(Upper("actor_name"), name="audit_actor_name"),
            GinIndex(fields=["subjects"], name="audit_subjects"),
        ]
        triggers = APPEND_ONLY


class KeptPost(models.Model):
    """A form that arrived after sign-out or with a stale token: kept encrypted for an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_posts")
    path = models.CharField(max_length=500)
    body = models.BinaryField()
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["person", "expires_at"], name="kept_post_person")]


class UsedFormKey(models.Model):
    """A form's idempotency key once it has been written: the second press finds the first."""

    key = models.UUIDField(primary_key=True)
    person_id = models.BigIntegerField(null=True)
    result = models.CharField(max_length=300, blank=True)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["used_at"], name="used_form_key_age")]


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions about notices."""

    def visible_to(self, membership: Membership) -> "NoticeQuerySet":
        """What a hat is told; nobody reads another's bell."""
        return self.filter(membership=membership)


class Notice(models.Model):
    """Something to read in the portal: references only, exactly once."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notices")
    dedupe_key = models.CharField(max_length=120, unique=True)
    text = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["membership", "read_at"], name="notice_unread")]
