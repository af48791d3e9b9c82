"""Agencies of a partnership and the sites they work from."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.access import may_keep_agencies
from accounts.errors import NameTaken, NotAllowed
from accounts.models import Agency, Membership, Site
from accounts.operations import audit, form_keys
from accounts.rules import AgencyKind


@transaction.atomic
def add_agency(*, name: str, kind: AgencyKind, by: Membership, key: UUID | None = None) -> Agency:
    """Add an agency to the administrator's partnership. Raises NotAllowed, NameTaken."""
    if not may_keep_agencies(by):
        raise NotAllowed
    form_keys.use(key=key, by=by)
    agency = Agency(partnership_id=by.partnership_id, name=name, kind=kind)
    _write(agency)
    audit.record(by=by, action="agency.added", subjects=[f"agency-{agency.pk}"])
    return agency


@transaction.atomic
def change_agency(*, agency_id: int, name: str, kind: AgencyKind, by: Membership) -> Agency:
    """Change an agency's name and kind. Raises NotAllowed, NameTaken."""
    agency = Agency.objects.visible_to(by).select_for_update().filter(pk=agency_id).first()
    if agency is None:
        raise NotAllowed
    agency.name, agency.kind = name, kind
    _write(agency)
    audit.record(by=by, action="agency.changed", subjects=[f"agency-{agency.pk}"])
    return agency


@transaction.atomic
def add_site(
    *,
    agency_id: int,
    name: str,
    address: str,
    postcode: str,
    phone: str,
    by: Membership,
    key: UUID | None = None,
) -> Site:
    """Add a site to an agency of the administrator's partnership. Raises NotAllowed, NameTaken."""
    agency = Agency.objects.visible_to(by).filter(pk=agency_id).first()
    if agency is None:
        raise NotAllowed
    form_keys.use(key=key, by=by)
    site = Site(agency=agency, name=name, address=address, postcode=postcode, phone=phone)
    _write(site)
    audit.record(by=by, action="site.added", subjects=[f"site-{site.pk}"])
    return site


@transaction.atomic
def change_site(
    *, site_id: int, name: str, address: str, postcode: str, phone: str, by: Membership
) -> Site:
    """Change a site's name and where it is. Raises NotAllowed, NameTaken."""
    site = Site.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=site_id).first()
    if site is None or not may_keep_agencies(by):
        raise NotAllowed
    site.name, site.address, site.postcode, site.phone = name, address, postcode, phone
    _write(site)
    audit.record(by=by, action="site.changed", subjects=[f"site-{site.pk}"])
    return site


def _write(row: Agency | Site) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken(field="name") from error
