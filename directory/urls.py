"""Addresses of the directory."""

from datetime import date

from django.urls import path, register_converter

from directory.views import manage, public


class DayConverter:
    """A calendar day in an address: 2026-12-24."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Read the day; what is no day is no address. Raises ValueError."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Write the day."""
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "directory"
CALENDAR_OF = "calendar/<slug:key>/"
NUMBER = "front-doors/numbers/<int:number>/"

urlpatterns = [
    path("", public.find_help, name="find_help"),
    path("services/<slug:slug>/", public.service, name="service"),
    path("front-doors/", manage.front_doors, name="front_doors"),
    path(f"{NUMBER}change/", manage.ChangeNumber.as_view(), name="change_number"),
    path(f"{NUMBER}confirm/", manage.ConfirmNumber.as_view(), name="confirm_number"),
    path("front-doors/<slug:key>/team/", manage.ChangeTeam.as_view(), name="change_team"),
    path("calendar/", manage.calendar, name="calendar"),
    path(f"{CALENDAR_OF}hours/", manage.ChangeOfficeHours.as_view(), name="office_hours"),
    path(f"{CALENDAR_OF}closures/add/", manage.AddClosureDay.as_view(), name="add_closure"),
    path(
        f"{CALENDAR_OF}closures/<day:day>/remove/",
        manage.remove_closure_day,
        name="remove_closure",
    ),
]
