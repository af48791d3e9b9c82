"""Roles, what each may do, and their words. Pure: no Django."""

from enum import IntEnum, StrEnum


class Permission(StrEnum):
    """One thing a role may do; access functions ask for these and nothing else."""

    REFER = "refer"
    READ_SITE = "read_site"
    INVITE_TO_SITE = "invite_to_site"
    WORK_QUEUE = "work_queue"
    LOG_CALL = "log_call"
    RATE = "rate"
    CONFIRM_RATING = "confirm_rating"
    SEEK_CONSENT = "seek_consent"
    CHASE_TRANSFER = "chase_transfer"
    PASS_NOW = "pass_now"
    DECIDE = "decide"
    ANSWER_REQUESTS = "answer_requests"
    ALLOCATE = "allocate"
    WORK_WITH_FAMILIES = "work_with_families"
    OVERSEE = "oversee"
    ADMINISTER = "administer"
    READ_AUDIT = "read_audit"


class Role(StrEnum):
    """The hats people wear; a role belongs to a membership, never to a person."""

    PRACTITIONER = "practitioner"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    MASH_SCREENER = "mash_screener"
    MASH_SOCIAL_WORKER = "mash_social_worker"
    MASH_DECISION_MAKER = "mash_decision_maker"
    MASH_PARTNER = "mash_partner"
    EMERGENCY_DUTY_OFFICER = "emergency_duty_officer"
    FWS_MANAGER = "fws_manager"
    FAMILY_KEYWORKER = "family_keyworker"
    SERVICE_MANAGER = "service_manager"
    ADMINISTRATOR = "administrator"
    INFORMATION_GOVERNANCE = "information_governance"


ROLE_NAMES: dict[Role, str] = {
    Role.PRACTITIONER: "Practitioner",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
    Role.MASH_SCREENER: "MASH screener",
    Role.MASH_SOCIAL_WORKER: "MASH social worker",
    Role.MASH_DECISION_MAKER: "MASH decision maker",
    Role.MASH_PARTNER: "MASH partner",
    Role.EMERGENCY_DUTY_OFFICER: "Emergency duty officer",
    Role.FWS_MANAGER: "Family Wellbeing manager",
    Role.FAMILY_KEYWORKER: "Family keyworker",
    Role.SERVICE_MANAGER: "Service manager",
    Role.ADMINISTRATOR: "Administrator",
    Role.INFORMATION_GOVERNANCE: "Information governance",
}

ROLE_DESCRIPTIONS: dict[Role, str] = {
    Role.PRACTITIONER: "Refers children and follows the referrals they wrote or are named on.",
    Role.SAFEGUARDING_LEAD: "Refers, sees their own site's referrals and invites colleagues.",
    Role.MASH_SCREENER: "Reads and logs contacts, gathers information, informs and signposts.",
    Role.MASH_SOCIAL_WORKER: "Works contacts, gives consultations and confirms ratings.",
    Role.MASH_DECISION_MAKER: "A manager or senior practitioner who decides every contact.",
    Role.MASH_PARTNER: "An agency's officer in the hub; answers requests to their agency.",
    Role.EMERGENCY_DUTY_OFFICER: "Logs, reads and flags contacts outside office hours.",
    Role.FWS_MANAGER: "Accepts families into Family Wellbeing and allocates a keyworker.",
    Role.FAMILY_KEYWORKER: "Works with the families allocated to them.",
    Role.SERVICE_MANAGER: "Oversees timeliness, audits and the case transfer panel.",
    Role.ADMINISTRATOR: "Keeps frameworks, directory, people, calendar and timescales.",
    Role.INFORMATION_GOVERNANCE: "Reads the audit trail; cannot edit or open cases.",
}

_HUB = frozenset({Permission.WORK_QUEUE, Permission.LOG_CALL, Permission.RATE, Permission.PASS_NOW})
# What a social worker does beside a screener: confirm, and follow up what waits for an answer.
_FOLLOW_UP = frozenset(
    {Permission.CONFIRM_RATING, Permission.SEEK_CONSENT, Permission.CHASE_TRANSFER}
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PRACTITIONER: frozenset({Permission.REFER}),
    Role.SAFEGUARDING_LEAD: frozenset(
        {Permission.REFER, Permission.READ_SITE, Permission.INVITE_TO_SITE}
    ),
    Role.MASH_SCREENER: _HUB,
    Role.MASH_SOCIAL_WORKER: _HUB | _FOLLOW_UP,
    Role.MASH_DECISION_MAKER: _HUB | _FOLLOW_UP | {Permission.DECIDE},
    Role.MASH_PARTNER: frozenset({Permission.ANSWER_REQUESTS}),
    Role.EMERGENCY_DUTY_OFFICER: frozenset(
        {Permission.WORK_QUEUE, Permission.LOG_CALL, Permission.PASS_NOW}
    ),
    Role.FWS_MANAGER: frozenset({Permission.ALLOCATE}),
    Role.FAMILY_KEYWORKER: frozenset({Permission.WORK_WITH_FAMILIES}),
    Role.SERVICE_MANAGER: frozenset({Permission.OVERSEE}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
    Role.INFORMATION_GOVERNANCE: frozenset({Permission.READ_AUDIT}),
}


# What a safeguarding lead may give away: the roles of a site that refers.
SITE_ROLES = (Role.PRACTITIONER, Role.SAFEGUARDING_LEAD)


class AgencyKind(StrEnum):
    """What sort of agency a referrer or partner belongs to."""

    SCHOOL = "school"
    EDUCATION = "education"
    EARLY_YEARS = "early_years"
    HEALTH = "health"
    POLICE = "police"
    SOCIAL_CARE = "social_care"
    COUNCIL = "council"
    HOUSING = "housing"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth_justice"
    DOMESTIC_ABUSE = "domestic_abuse"
    VOLUNTARY = "voluntary"
    OTHER = "other"


AGENCY_KIND_NAMES: dict[AgencyKind, str] = {
    AgencyKind.SCHOOL: "School or college",
    AgencyKind.EDUCATION: "Education service",
    AgencyKind.EARLY_YEARS: "Nursery or early years",
    AgencyKind.HEALTH: "Health",
    AgencyKind.POLICE: "Police",
    AgencyKind.SOCIAL_CARE: "Children's social care",
    AgencyKind.COUNCIL: "Another council service",
    AgencyKind.HOUSING: "Housing",
    AgencyKind.PROBATION: "Probation",
    AgencyKind.YOUTH_JUSTICE: "Youth offending service",
    AgencyKind.DOMESTIC_ABUSE: "Domestic abuse service",
    AgencyKind.VOLUNTARY: "Voluntary organisation",
    AgencyKind.OTHER: "Other",
}


def permits(role: Role | str, permission: Permission) -> bool:
    """Say whether a role carries a permission."""
    return permission in ROLE_PERMISSIONS[Role(role)]


class Entry(IntEnum):
    """Who may open a page; every page that says nothing asks for a hat."""

    PUBLIC = 0
    PERSON = 1
    SECURED_PERSON = 2
    HAT = 3


class SessionEnd(StrEnum):
    """Why somebody was signed out."""

    IDLE = "idle"
    ABSOLUTE = "absolute"


# Typing reaches the server at most once a minute (static/govuk/kit.js), and a page is noted at
# most every fifteen seconds. Without this allowance somebody who is typing could be signed out.
SEEN_EVERY_SECONDS = 15
UNSEEN_TYPING_SECONDS = 60 + SEEN_EVERY_SECONDS


def session_end(
    *, signed_in_at: float, seen_at: float, now: float, idle_seconds: float, absolute_seconds: float
) -> SessionEnd | None:
    """Say why a session is over, or None while it lasts.

    Args:
        signed_in_at: when the person signed in, in seconds since 1970.
        seen_at: when they last typed or moved to a page, as far as the server was told.
        now: the present moment.
        idle_seconds: how long somebody may be away (20 minutes).
        absolute_seconds: how long a session may last in all (12 hours).
    """
    if now - signed_in_at >= absolute_seconds:
        return SessionEnd.ABSOLUTE
    if now - seen_at >= idle_seconds + UNSEEN_TYPING_SECONDS:
        return SessionEnd.IDLE
    return None
