"""Builders of a partnership with several front doors: its councils and its levels of need."""

from datetime import date, time

from accounts.models import Partnership
from directory.models import ContactPoint, FrontDoor, OfficeHours
from tests.factories import referrals
from thresholds.models import Edition, Framework, Level

OUT_OF_HOURS = "020 7946 0600"


def levels_of_need(partnership: Partnership) -> None:
    """Publish four levels and nothing else, and what else a referral needs."""
    framework = Framework.objects.create(
        partnership=partnership,
        key=partnership.key,
        name=f"{partnership.place} levels of need",
    )
    edition = Edition.objects.create(
        framework=framework, name="first", law="", in_force_from=date(2020, 1, 1)
    )
    for number, name in enumerate(("Universal", "Additional", "Intensive", "Specialist"), start=1):
        Level.objects.create(
            edition=edition, number=number, name=name, summary=name, how_to_get_help=name
        )
    Edition.objects.filter(pk=edition.pk).update(published_at="2020-01-01T09:00Z")
    referrals.equip(partnership)


def council(partnership: Partnership, area: str, phone: str, *districts: str) -> FrontDoor:
    """Give a partnership another council's hub; all hubs share one out-of-hours team."""
    door = FrontDoor.objects.create(
        partnership=partnership,
        key=area.lower().replace(" ", "-"),
        name=f"{area} Integrated Front Door",
        short_name=f"{area} front door",
        area=area,
        postcode_districts=list(districts),
    )
    for weekday in range(5):
        OfficeHours.objects.create(front_door=door, weekday=weekday, opens=time(9), closes=time(17))
    for kind, name, number in (
        ("hub", f"{area} Integrated Front Door", phone),
        ("out_of_hours", "Emergency duty team", OUT_OF_HOURS),
    ):
        ContactPoint.objects.create(front_door=door, kind=kind, name=name, phone=number)
    return door
