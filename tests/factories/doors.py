"""Builders of a partnership with several front doors: one for each council."""

from datetime import time

from accounts.models import Partnership
from directory.models import ContactPoint, FrontDoor, OfficeHours

OUT_OF_HOURS = "020 7946 0600"


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
