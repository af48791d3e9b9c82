"""Front doors as an administrator keeps them: numbers, office hours, closure days."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import NotAllowed, OperationError
from accounts.models import Site
from accounts.navigation import page_actions
from accounts.rules import Permission
from directory import operations
from directory.forms import (
    ClosureDayForm,
    ConfirmNumberForm,
    NumberForm,
    OfficeHoursForm,
    TeamForm,
)
from directory.models import ContactPoint, FrontDoor
from directory.presenters import (
    blocks_going_live,
    calendar_effects,
    calendar_with_closure,
    calendar_with_hours,
    calendar_without_closure,
    closures_from,
    number_state,
    week_rows,
)
from directory.views.steps import Asks, AsksThenConfirms, done
from govuk.words import date_words, london

WEEK_COLUMNS = [{"label": "Day", "header": True}, {"label": "Open"}]


@hat_required(Permission.ADMINISTER)
@require_safe
def front_doors(request: HatRequest) -> HttpResponse:
    """List every front door's numbers, with who checked each and what blocks going live."""
    now = timezone.now()
    doors = FrontDoor.objects.visible_to(request.membership).with_rows()
    return render(
        request,
        "directory/front_doors.html",
        {
            "doors": [
                {
                    "door": door,
                    "numbers": [
                        {
                            "point": point,
                            "kind": ContactPoint.Kind(point.kind).label,
                            "state": number_state(point, now),
                            "checked": point.checked_at is not None,
                        }
                        for point in door.contact_points.all()
                    ],
                }
                for door in doors
            ],
            "blocks": blocks_going_live(request.membership.partnership),
            "actions": page_actions("directory:front_doors", request.membership, None),
        },
    )


@hat_required(Permission.ADMINISTER)
@require_safe
def calendar(request: HatRequest) -> HttpResponse:
    """Show each front door's week and the days it closes."""
    today = london(timezone.now()).date()
    doors = FrontDoor.objects.visible_to(request.membership).with_rows()
    return render(
        request,
        "directory/calendar.html",
        {
            "doors": [
                {"door": door, "week": week_rows(door), "closures": closures_from(door, today)}
                for door in doors
            ],
            "columns": WEEK_COLUMNS,
            "actions": page_actions("directory:calendar", request.membership, None),
        },
    )


class AboutFrontDoor(Asks):
    """A change of one front door of the administrator's partnership."""

    @property
    def front_door(self) -> FrontDoor:
        """The front door in the address; 404 for another partnership's."""
        mine = FrontDoor.objects.visible_to(self.request.membership).with_rows()
        return get_object_or_404(mine.select_related("partnership"), key=self.kwargs["key"])

    def get_back_url(self) -> str:
        """Go back to the calendar."""
        return reverse("directory:calendar")


class ChangeOfficeHours(AboutFrontDoor, AsksThenConfirms):
    """Change when a front door is open, seeing first what moves."""

    form_class = OfficeHoursForm
    template_name = "directory/office_hours.html"
    preview_template = "directory/calendar_preview.html"

    def get_initial(self) -> dict[str, Any]:
        """Start from the week as it is."""
        door = self.front_door
        initial: dict[str, Any] = {"version": door.calendar_version}
        for row in door.office_hours.all():
            initial[f"opens_{row.weekday}"] = row.opens
            initial[f"closes_{row.weekday}"] = row.closes
        return initial

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the front door."""
        return super().get_context_data(**context) | {
            "page_title": "Change office hours",
            "door": self.front_door,
        }

    def preview(self, form: OfficeHoursForm) -> dict[str, Any]:
        """Say what the new week would move."""
        door = self.front_door
        after = calendar_with_hours(door, form.cleaned_data["hours"])
        return {
            "page_title": "Change office hours?",
            "door": door,
            "button": "Change office hours",
            "effects": calendar_effects(door, after, timezone.now()),
        }

    def write(self, form: OfficeHoursForm) -> None:
        """Save the week."""
        operations.change_office_hours(
            by=self.request.membership,
            front_door=self.front_door,
            hours=form.cleaned_data["hours"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Office hours changed")


class AddClosureDay(AboutFrontDoor, AsksThenConfirms):
    """Close a front door on a day, seeing first what moves."""

    form_class = ClosureDayForm
    preview_template = "directory/calendar_preview.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """See that the front door is the administrator's to keep."""
        _ = self.front_door
        return super().get_form_kwargs()

    def preview(self, form: ClosureDayForm) -> dict[str, Any]:
        """Say what the closure would move."""
        door, day = self.front_door, form.cleaned_data["day"]
        after = calendar_with_closure(door, day, form.cleaned_data["reason"])
        return {
            "page_title": f"Close the office on {date_words(day)}?",
            "door": door,
            "button": "Add closure day",
            "effects": calendar_effects(door, after, timezone.now()),
        }

    def write(self, form: ClosureDayForm) -> None:
        """Add the day."""
        operations.add_closure_day(
            by=self.request.membership,
            front_door=self.front_door,
            day=form.cleaned_data["day"],
            reason=form.cleaned_data["reason"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Closure day added")


@hat_required(Permission.ADMINISTER)
def remove_closure_day(request: HatRequest, key: str, day: date) -> HttpResponse:
    """Ask before opening a front door again on a closure day, saying what moves."""
    mine = FrontDoor.objects.visible_to(request.membership).with_rows()
    door = get_object_or_404(mine.select_related("partnership"), key=key)
    closure = get_object_or_404(door.closure_days, date=day)
    problem = ""
    if request.method == "POST":
        try:
            operations.remove_closure_day(by=request.membership, front_door=door, day=day)
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as refused:
            problem = refused.message
        else:
            done(request, "Closure day removed")
            return redirect("directory:calendar")
    return render(
        request,
        "directory/remove_closure.html",
        {
            "page_title": f"Open the office on {date_words(day)}?",
            "door": door,
            "closure": closure,
            "problem": problem,
            "effects": calendar_effects(door, calendar_without_closure(door, day), timezone.now()),
        },
        status=422 if problem else 200,
    )


class ChangeTeam(AboutFrontDoor):
    """Say who reads what is sent to a front door (decision 30)."""

    form_class = TeamForm

    def get_back_url(self) -> str:
        """Go back to the front doors."""
        return reverse("directory:front_doors")

    def get_caption(self, form: Any) -> str:
        """Name the front door."""
        return self.front_door.name

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the partnership's open sites."""
        sites = [(str(site.pk), f"{site.agency.name}, {site.name}") for site in self._sites]
        return super().get_form_kwargs() | {"sites": sites}

    @cached_property
    def _sites(self) -> list[Site]:
        mine = Site.objects.visible_to(self.request.membership).open()
        return list(mine.select_related("agency").order_by("agency__name", "name"))

    def get_initial(self) -> dict[str, Any]:
        """Start from who reads it now."""
        door = self.front_door
        return {
            "site": str(door.site_id or ""),
            "districts": ", ".join(door.postcode_districts),
            "version": door.calendar_version,
        }

    def write(self, form: TeamForm) -> None:
        """Save the team."""
        chosen = form.cleaned_data["site"]
        operations.change_team(
            by=self.request.membership,
            front_door=self.front_door,
            site=next((site for site in self._sites if str(site.pk) == chosen), None),
            postcode_districts=form.cleaned_data["districts"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Team saved")


class AboutNumber(Asks):
    """A question about one number of a front door of the administrator's partnership."""

    @property
    def point(self) -> ContactPoint:
        """The number in the address; 404 for another partnership's."""
        mine = FrontDoor.objects.visible_to(self.request.membership)
        points = ContactPoint.objects.filter(front_door__in=mine).select_related(
            "front_door", "checked_by"
        )
        return get_object_or_404(points, pk=self.kwargs["number"])

    def get_back_url(self) -> str:
        """Go back to the front doors."""
        return reverse("directory:front_doors")

    def get_caption(self, form: Any) -> str:
        """Say what the number is for."""
        return str(ContactPoint.Kind(self.point.kind).label)


class ChangeNumber(AboutNumber):
    """Change a number; it waits to be checked again."""

    form_class = NumberForm

    def get_initial(self) -> dict[str, Any]:
        """Start from what is known."""
        point = self.point
        return {
            "name": point.name,
            "phone": point.phone,
            "email": point.email,
            "source": point.source,
            "version": point.version,
        }

    def get_insets(self) -> tuple[str, ...]:
        """Say that an invented number must be replaced."""
        return (
            ("This number is invented for the demo. Enter the real one.",)
            if self.point.invented
            else ()
        )

    def write(self, form: NumberForm) -> None:
        """Save the number."""
        operations.change_number(
            by=self.request.membership,
            contact_point=self.point,
            name=form.cleaned_data["name"],
            phone=form.cleaned_data["phone"],
            email=form.cleaned_data["email"],
            source=form.cleaned_data["source"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Number saved")


class ConfirmNumber(AboutNumber):
    """Confirm that a number was used and is right."""

    form_class = ConfirmNumberForm
    template_name = "directory/confirm_number.html"

    def get_initial(self) -> dict[str, Any]:
        """Remember which number is on the page."""
        return {"version": self.point.version}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the number itself."""
        return super().get_context_data(**context) | {"point": self.point}

    def write(self, form: ConfirmNumberForm) -> None:
        """Confirm it."""
        operations.confirm_number(
            by=self.request.membership,
            contact_point=self.point,
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Number confirmed")
