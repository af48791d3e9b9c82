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
    email = f"{first_name}.{last_name}@{domain}".lower().replace(" ", "").replace("'", "")
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
    within = within or partnership()
    place = site(at or WORKPLACE_OF[role], within=within)
    who = person(*name, domain=f"{within.key}.example.org")
    mine = Membership.objects.with_names().filter(person=who, site=place, role=role, ended_at=None)
    if not (found := mine.first()):
        Membership.objects.create(
            person=who, site=place, role=role, partnership=within, job_title=job_title
        )
        found = mine.get()
    return found


def end(ended: Membership) -> None:
    """End a membership now, by its own person."""
    Membership.objects.filter(pk=ended.pk).update(
        ended_at=F("started_at"), ended_by_id=ended.person_id
    )
    ended.refresh_from_db()
