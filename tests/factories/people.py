"""Builders of partnerships, agencies, sites and people; everybody in them is invented."""

from dataclasses import dataclass

from django.db.models import F

from accounts.models import Agency, Membership, Partnership, Person, Site
from accounts.rules import AgencyKind, Role

PLACES = {
    "bexley": (
        "Bexley",
        "Bexley children's front door",
        "the Bexley safeguarding children partnership",
    ),
    "dudley": (
        "Dudley",
        "Dudley children's front door",
        "the Dudley safeguarding people partnership",
    ),
}


@dataclass(frozen=True, slots=True)
class Workplace:
    """An agency with one site, by the names people use."""

    agency: str
    kind: AgencyKind
    site: str


SCHOOL = Workplace("St Example's Primary School", AgencyKind.SCHOOL, "St Example's Primary School")
OTHER_SCHOOL = Workplace("Oakfield Academy", AgencyKind.SCHOOL, "Oakfield Academy")
HEALTH_TRUST = Workplace("Marlowe Community Health", AgencyKind.HEALTH, "Sidcup clinic")
POLICE = Workplace("Metropolitan Police", AgencyKind.POLICE, "Bexley police")
CHILDRENS_SERVICES = Workplace("Bexley children's services", AgencyKind.SOCIAL_CARE, "Bexley MASH")
DUTY_TEAM = Workplace("Bexley children's services", AgencyKind.SOCIAL_CARE, "Emergency duty team")
FAMILY_WELLBEING = Workplace(
    "Bexley children's services", AgencyKind.SOCIAL_CARE, "Family Wellbeing Service"
)
COUNCIL = Workplace("London Borough of Bexley", AgencyKind.COUNCIL, "Civic offices")

WORKPLACE_OF: dict[Role, Workplace] = {
    Role.PRACTITIONER: SCHOOL,
    Role.SAFEGUARDING_LEAD: SCHOOL,
    Role.MASH_SCREENER: CHILDRENS_SERVICES,
    Role.MASH_SOCIAL_WORKER: CHILDRENS_SERVICES,
    Role.MASH_DECISION_MAKER: CHILDRENS_SERVICES,
    Role.MASH_PARTNER: HEALTH_TRUST,
    Role.EMERGENCY_DUTY_OFFICER: DUTY_TEAM,
    Role.FWS_MANAGER: FAMILY_WELLBEING,
    Role.FAMILY_KEYWORKER: FAMILY_WELLBEING,
    Role.SERVICE_MANAGER: CHILDRENS_SERVICES,
    Role.ADMINISTRATOR: COUNCIL,
    Role.INFORMATION_GOVERNANCE: COUNCIL,
}


@dataclass(frozen=True, slots=True)
class Character:
    """One of the cast: a role, a name, a job and, where it is not the role's usual place, where."""

    role: Role
    name: tuple[str, str]
    job_title: str
    at: Workplace | None = None


CAST: dict[str, Character] = {
    "teacher": Character(Role.PRACTITIONER, ("Hannah", "Whitcombe"), job_title="Year 4 teacher"),
    "colleague": Character(Role.PRACTITIONER, ("Callum", "Reyes"), job_title="Teaching assistant"),
    "other_teacher": Character(
        Role.PRACTITIONER, ("Adaeze", "Lovell"), at=OTHER_SCHOOL, job_title="Head of year"
    ),
    "health_visitor": Character(
        Role.PRACTITIONER, ("Siobhan", "Pemberton"), at=HEALTH_TRUST, job_title="Health visitor"
    ),
    "police_officer": Character(
        Role.PRACTITIONER, ("Marcus", "Tindall"), at=POLICE, job_title="Police constable"
    ),
    "lead": Character(Role.SAFEGUARDING_LEAD, ("Ngozi", "Okafor"), job_title="Deputy head"),
    "other_lead": Character(
        Role.SAFEGUARDING_LEAD, ("Rhys", "Hartnell"), at=OTHER_SCHOOL, job_title="Pastoral lead"
    ),
    "screener": Character(
        Role.MASH_SCREENER, ("Priya", "Nair"), job_title="Contact and referral officer"
    ),
    "second_screener": Character(
        Role.MASH_SCREENER, ("Tomasz", "Wilk"), job_title="Contact and referral officer"
    ),
    "social_worker": Character(
        Role.MASH_SOCIAL_WORKER, ("Daniel", "Achebe"), job_title="Social worker"
    ),
    "decision_maker": Character(
        Role.MASH_DECISION_MAKER, ("Margaret", "Ellison"), job_title="MASH manager"
    ),
    "second_decision_maker": Character(
        Role.MASH_DECISION_MAKER, ("Imran", "Sheikh"), job_title="Senior practitioner"
    ),
    "partner_officer": Character(
        Role.MASH_PARTNER, ("Lucy", "Abernathy"), job_title="MASH health practitioner"
    ),
    "duty_officer": Character(
        Role.EMERGENCY_DUTY_OFFICER, ("Joseph", "Kamara"), job_title="Duty social worker"
    ),
    "fws_manager": Character(
        Role.FWS_MANAGER, ("Denise", "Fairweather"), job_title="Service manager"
    ),
    "keyworker": Character(
        Role.FAMILY_KEYWORKER, ("Kofi", "Brampton"), job_title="Family keyworker"
    ),
    "other_keyworker": Character(
        Role.FAMILY_KEYWORKER, ("Sinead", "Gallagher"), job_title="Family keyworker"
    ),
    "service_manager": Character(
        Role.SERVICE_MANAGER, ("Patricia", "Lindqvist"), job_title="Head of service"
    ),
    "administrator": Character(Role.ADMINISTRATOR, ("Owen", "Castellan"), job_title="Systems lead"),
    "second_administrator": Character(
        Role.ADMINISTRATOR, ("Farah", "Winslow"), job_title="Partnership manager"
    ),
    "governance": Character(
        Role.INFORMATION_GOVERNANCE, ("Beatrice", "Moreau"), job_title="Caldicott support"
    ),
}


def of_the_cast(name: str) -> Membership:
    """Return the membership of one of the cast, by the name of their fixture."""
    who = CAST[name]
    return membership(who.role, name=who.name, at=who.at, job_title=who.job_title)


def the_cast_arrives() -> None:
    """Make the whole cast, for the database that every test's is a copy of."""
    for name in CAST:
        of_the_cast(name)


def everybody_leaves() -> None:
    """Delete the whole cast and where they work: what is left is a partnership without people."""
    for model in (Membership, Person, Site, Agency):
        model.objects.all().delete()


def partnership(key: str = "bexley") -> Partnership:
    """Return the partnership with this key: the loaded one, else a small one made now."""
    place, brand_line, run_by = PLACES.get(
        key, (key.capitalize(), f"{key.capitalize()} children's front door", f"{key} partners")
    )
    found, _ = Partnership.objects.get_or_create(
        key=key,
        defaults={"name": place, "place": place, "brand_line": brand_line, "run_by": run_by},
    )
    return found


def site(workplace: Workplace, *, within: Partnership) -> Site:
    """Return the workplace's site in a partnership, made now unless it is there."""
    agency, _ = Agency.objects.get_or_create(
        partnership=within, name=workplace.agency, defaults={"kind": workplace.kind}
    )
    found, _ = Site.objects.get_or_create(agency=agency, name=workplace.site)
    return found


def person(first_name: str, last_name: str, *, domain: str = "example.org") -> Person:
    """Return the person with this name and an invented address, made now unless they exist."""
    email = _email(first_name, last_name, domain=domain)
    found = Person.objects.filter(email=email).first()
    return found or Person.objects.create_user(
        email, first_name=first_name, last_name=last_name, phone="020 7946 0100"
    )


def membership(
    role: Role,
    *,
    name: tuple[str, str],
    at: Workplace | None = None,
    within: Partnership | None = None,
    job_title: str = "",
) -> Membership:
    """Return a person's membership: their role at a workplace of a partnership (Bexley)."""
    workplace, domain = at or WORKPLACE_OF[role], within.key if within else "bexley"
    mine = Membership.objects.with_names().filter(
        person__email=_email(*name, domain=f"{domain}.example.org"),
        partnership__key=domain,
        site__agency__name=workplace.agency,
        site__name=workplace.site,
        role=role,
        ended_at=None,
    )
    if found := mine.first():
        return found
    within = within or partnership()
    Membership.objects.create(
        person=person(*name, domain=f"{domain}.example.org"),
        site=site(workplace, within=within),
        role=role,
        partnership=within,
        job_title=job_title,
    )
    return mine.get()


def _email(first_name: str, last_name: str, *, domain: str) -> str:
    return f"{first_name}.{last_name}@{domain}".lower().replace(" ", "").replace("'", "")


def end(ended: Membership) -> None:
    """End a membership now, by its own person."""
    Membership.objects.filter(pk=ended.pk).update(
        ended_at=F("started_at"), ended_by_id=ended.person_id
    )
    ended.refresh_from_db()
