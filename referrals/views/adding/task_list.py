"""The task list of what else is known: what was told before, what was added, and when."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from referrals.forms.draft import flow
from referrals.forms.record import AddForm
from referrals.names import SECTION_NAMES
from referrals.operations import record as operations
from referrals.presenters import facts_of, office_of
from referrals.presenters.additions import Told, added_words, last_added
from referrals.presenters.facts import is_whole
from referrals.rules import Section
from referrals.views.adding.base import ADD_CAPTION, AboutSent, section_slug
from referrals.views.draft.task_list import marks_of

ANYTHING_ELSE = "Anything else, or a correction"


class AddList(AboutSent):
    """Every task of the form with what was told, and that there may be anything else."""

    template_name = "referrals/adding/task_list.html"
    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list, and note that it was seen."""
        self.note_view()
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the tasks in the form's order, each with what was told."""
        referral, now = self.referral, timezone.now()
        added = last_added(self.additions)
        return {
            "reference": referral.reference,
            "referral": referral,
            "office": office_of(referral, now),
            "closed": referral.closed_at is not None,
            "back_url": reverse("referrals:record", args=[referral.reference]),
            "rows": self.rows(added, now),
        }

    def rows(self, added: dict[Section | None, datetime], now: datetime) -> list[dict[str, Any]]:
        """Return a row for each task, and one for what belongs to none."""
        facts = facts_of(self.referral)
        told = dict.fromkeys(marks_of(self.referral, facts).started, Told.BEFORE)
        if not all(is_whole(child) for child in self.children):
            told[Section.CHILDREN] = Told.IN_PART
        rows = [
            {
                "title": SECTION_NAMES[section],
                "href": self.at("add_section", section_slug(section)),
                "status": added_words(added[section], now)
                if section in added
                else told.get(section, Told.NOT_YET).value,
            }
            for section in Section
            if facts.has_levels or section not in flow.OF_LEVELS
        ]
        return [
            *rows,
            {
                "title": ANYTHING_ELSE,
                "href": self.at("add_anything_else"),
                "status": added_words(added[None], now) if None in added else "",
            },
        ]


class AddAnythingElse(AboutSent):
    """More, or a correction, in one's own words."""

    form_class = AddForm
    template_name = "referrals/adding/anything_else.html"
    place = "anything-else"

    def get_caption(self, form: Any) -> str:
        """Name the list it belongs to."""
        return ADD_CAPTION

    def write(self, form: Any) -> None:
        """Write it with one operation."""
        operations.add_answers(
            by=self.request.membership,
            referral=self.referral,
            answers=form.added,
            form_key=form.cleaned_data["form_key"],
        )
