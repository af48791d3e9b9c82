"""The gallery: every component and field of the kit in every state, for development and demos.

Included at `/gallery/` when the setting GALLERY is on. Its words are invented; nothing is saved.
"""

import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from govuk import fields
from govuk.conflict import Clash, ConflictForm
from govuk.forms import KitForm, QuestionForm
from govuk.templatetags import kit
from govuk.views import QuestionView

LEVELS = (
    ("1", "Level 1 Universal: everyday services are enough"),
    ("2", "Level 2 Additional: two or three services work together"),
    ("3", "Level 3 Intensive: a keyworker from Family Wellbeing, with agreement"),
    (
        "4",
        "Level 4 Specialist: serious harm is likely or has happened, or needs are very complex",
    ),
)

CLOCKS = (
    ("waiting", "Starts Monday 23 November at 9am"),
    ("running", "Due tomorrow by 10:15am"),
    ("soon", "Due in 25 minutes"),
    ("late", "Late by 2 hours"),
    ("held", "Held until 5pm tomorrow"),
    ("met", "Done 2:10pm today"),
    ("met_late", "Done 40 minutes late"),
    ("stopped", "Stopped: consent withdrawn"),
)

IDENTITY = {
    "name": "Amira Khatun",
    "known_as": "Ami",
    "age": "7 months",
    "born": "14 April 2026",
    "reference": "7KT-4MR-9HX",
    "level": "Level 3 Intensive (MASH)",
    "warnings": ["Immediate danger", "Do not contact: see safe contact", "Interpreter: Sylheti"],
}

HELP_STRIP = (
    {"text": "Child in danger now? Call "},
    {"number": "999"},
    {"text": ". MASH: "},
    {"number": "020 3045 5440", "checked": False},
    {"text": ", open until 5pm today."},
)


class EveryFieldForm(KitForm):
    """Each field once, as the forms of the portal use it."""

    first_names = fields.PlainTextField(
        label="First names", thing="First names", max_length=60, about_someone=True, width=20
    )
    worry = fields.PlainTextField(
        label="What are you worried about?",
        thing="Worry",
        rows=6,
        max_length=200,
        error="Enter what you are worried about",
        help_text="The harm now and in the past. What you saw and heard, with dates.",
        need=fields.Need.SEND,
    )
    number = fields.PhoneField(
        label="What number can we call you on?", error="Enter a phone number we can call you on"
    )
    email = fields.EmailField(label="E-mail address", error="Enter an e-mail address")
    password = fields.PasswordField(label="Password", error="Enter your password")
    dob = fields.DateField(
        label="What is the child's date of birth?",
        thing="Date of birth",
        error="Enter the child's date of birth",
        help_text="For example, 27 3 2016",
        not_future=True,
    )
    due = fields.PartialDateField(
        label="When is the baby due?",
        thing="Due date",
        error="Enter when the baby is due",
        help_text="For example, 3 2027. Leave the day empty if it is not known",
        need=fields.Need.HELPS,
    )
    at = fields.TimeField(label="At what time?", error="Enter a time", help_text="Like 4:40pm")
    danger = fields.YesNoField(
        label="Is a child in immediate danger now?",
        error="Select yes if a child is in immediate danger",
    )
    carer = fields.YesNoUnknownField(
        label="Does the child help to look after someone at home?",
        error="Select whether the child helps to look after someone",
        reveals={"yes": ["cared_for"]},
        hints={"yes": "Someone who is ill, disabled, or has a mental health problem."},
    )
    cared_for = fields.PlainTextField(
        label="Who do they look after?",
        thing="Name",
        max_length=60,
        needed_when_shown="Enter who they look after",
    )
    level = fields.RadiosField(
        label="Which level fits best?",
        choices=(*LEVELS, ("ask", "I cannot decide")),
        divider_before="ask",
        error="Select the level that fits best",
    )
    harder = fields.CheckboxesField(
        label="What makes things harder for this family?",
        choices=(
            ("abuse", "Domestic abuse"),
            ("money", "Money or housing"),
            ("other", "Something else"),
            ("none", "None of these"),
        ),
        exclusive="none",
        reveals={"other": ["what_else"]},
        error="Select what makes things harder, or select 'None of these'",
    )
    what_else = fields.PlainTextField(
        label="What else?", thing="Answer", max_length=60, needed_when_shown="Enter what else"
    )
    sex = fields.SelectField(
        label="Sex",
        choices=(("f", "Female"), ("m", "Male"), ("u", "I do not know")),
        error="Select a sex, or select 'I do not know'",
    )
    school = fields.LongListField(
        label="Which school?",
        choices=(("1", "Elm Grove Primary School"), ("2", "Riverside School")),
        error="Enter a school, or select 'I do not know'",
        other_label="Name of the school, if it is not in the list",
    )
    paper = fields.FileField(label="Add the signed paper", error="Select a file")
    signature = fields.TickField(
        label="This is my signature", error="Tick to say that this is your signature"
    )


class DateOfBirthForm(QuestionForm):
    """A lone question."""

    title = "What is {child}'s date of birth?"
    caption = "Children"
    need = fields.Need.SEND

    dob = fields.DateField(
        thing="Date of birth",
        error="Enter {child}'s date of birth, or about how old they are",
        help_text="For example, 27 3 2016",
        not_future=True,
    )


@method_decorator(login_not_required, name="dispatch")
class Question(QuestionView):
    """A question page as the referral form has forty of; it asks itself again."""

    form_class = DateOfBirthForm
    insets = (
        "The MASH will not read this until 9am on Monday 23 November. Do not wait for it. If a "
        "child is at risk now, ring the emergency duty team on 020 8303 7777 or "
        "020 8303 7171, or 999.",
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the words with an invented name."""
        return super().get_form_kwargs() | {"words": {"child": "Amira"}}

    def get_back_url(self) -> str:
        """Go back to the gallery."""
        return reverse("gallery:components")

    def get_later_url(self) -> str:
        """Leave for the gallery."""
        return reverse("gallery:components")

    def get_autosave_url(self) -> str:
        """Post drafts to where they are accepted and forgotten."""
        return reverse("gallery:accept")

    def keep_unfinished(self, form: Any) -> None:
        """Nothing is saved here."""

    def answer(self, form: Any) -> str:
        """Ask again."""
        return reverse("gallery:question")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the layout's words."""
        return super().get_context_data(**context) | {"help_strip": HELP_STRIP}


def _queue_rows() -> list[dict[str, Any]]:
    rows = (
        ("red", False, "Amira, 7 months", "7KT-4MR-9HX", "late", "Late by 2 hours"),
        ("amber", True, "Yusuf, 6 +2", "4MR-7KT-2CC", "soon", "Due today by 4pm"),
        ("", False, "Boy, about 6, not named", "9HX-7KT-4MR", "running", "Due tomorrow by 10:15am"),
    )
    return [
        {
            "cells": [
                _drawn("components/brag.html", kit.brag(rating, unsure)),
                format_html(
                    '<a class="govuk-link" href="#main-content" translate="no">{}</a>'
                    '<span class="es-table__second">{}</span>',
                    child,
                    kit.reference_tag(reference),
                ),
                "“He says he is afraid to go home, and he has the same clothes on since Monday.”",
                "Sat 21 Nov, 4:55pm",
                _drawn("components/clock.html", kit.clock(state, words)),
            ]
        }
        for rating, unsure, child, reference, state, words in rows
    ]


def _drawn(template: str, context: dict[str, Any]) -> str:
    return render_to_string(template, context)


@login_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component, inside a full layout."""
    pages = Paginator(range(60), 10).page(3)
    return render(
        request,
        "govuk/gallery.html",
        {
            "page_title": "Gallery",
            "reference": "7KT-4MR-9HX",
            "help_strip": HELP_STRIP,
            "partnership_line": "Bexley children's front door",
            "navigation": [
                {"text": "Queue", "href": "#main-content", "current": True},
                {"text": "Mine", "href": "#main-content"},
                {"text": "Log a call", "href": "#main-content"},
                {"text": "Consultations", "href": "#main-content"},
                {"text": "Search", "href": "#main-content"},
                {"text": "Find help", "href": "#main-content"},
            ],
            "primary_button": {"text": "Refer a child", "href": "#main-content"},
            "notices": {"count": 3, "href": "#main-content"},
            "person_line": "Priya, MASH screener at Bexley MASH",
            "person_menu": [
                {"text": "Change role", "href": "#main-content"},
                {"text": "My account", "href": "#main-content"},
            ],
            "demo": True,
            "footer_links": [
                {"text": text, "href": "#main-content"}
                for text in ("Help and phone numbers", "Levels of need", "Privacy notice")
            ],
            "run_by": "Run by the Bexley safeguarding children partnership",
            "identity": IDENTITY,
            "brags": [
                (rating, unsure)
                for rating in ("red", "amber", "green", "blue")
                for unsure in (False, True)
            ]
            + [("", False)],
            "clocks": CLOCKS,
            "levels": [
                (number, label.split(":")[0].split(" ", 2)[2])
                for number, label in ((int(code), label) for code, label in LEVELS)
            ],
            "entries": [
                {
                    "title": "Referral sent",
                    "when": "4:55pm on Friday 20 November",
                    "iso": "2026-11-20T16:55",
                    "by": "Tom Okafor, Elm Grove Primary School",
                },
                {
                    "title": "Read",
                    "when": "11:10am yesterday",
                    "by": "Priya Nair, MASH screener",
                    "late": "Done 40 minutes late",
                    "text": "We asked the health visitor for what she knows.",
                },
            ],
            "decision_rows": [
                {"key": "Level", "value": "Level 3 Intensive"},
                {"key": "Why", "value": "The worry is about the home, and both parents agree."},
            ],
            "answers": [
                {"key": "Name", "value": "Amira Khatun", "change_url": "#main-content"},
                {"key": "Date of birth", "value": "14 April 2026", "change_url": "#main-content"},
                {"key": "School", "value": "", "change_url": "#main-content"},
            ],
            "tasks": [
                {
                    "title": "Children",
                    "href": "#main-content",
                    "status": "Completed",
                    "need": "Needed to send",
                },
                {
                    "title": "The worry",
                    "href": "#main-content",
                    "status": "In progress",
                    "need": "Needed to send",
                },
                {
                    "title": "Professionals",
                    "href": "#main-content",
                    "status": "Not yet started",
                    "need": "Helps us",
                },
                {"title": "Check and send", "href": "", "status": "Cannot start yet"},
            ],
            "chips": [
                {"text": "Amber", "remove_url": "#main-content"},
                {"text": "Due today", "remove_url": "#main-content"},
            ],
            "columns": [
                {"label": "Priority"},
                {"label": "Child", "header": True, "sort_url": "#main-content"},
                {"label": "Worry"},
                {"label": "Received", "sort_url": "#main-content", "sorted": "descending"},
                {"label": "Next due", "sort_url": "#main-content"},
            ],
            "rows": _queue_rows(),
            "tabs": [
                {"text": "All open", "href": "#main-content", "count": 40, "current": True},
                {"text": "Not yet read", "href": "#main-content", "count": 3},
                {"text": "Mine", "href": "#main-content", "count": 0},
            ],
            "numbers": [
                {"number": 3, "words": "not yet read", "href": "#main-content"},
                {"number": 12, "words": "due today"},
            ],
            "pages": pages,
        },
    )


@login_not_required
def every_field(request: HttpRequest) -> HttpResponse:
    """Show every field, empty; sent empty, every error."""
    form = EveryFieldForm(request.POST or None) if request.method == "POST" else EveryFieldForm()
    return render(
        request,
        "govuk/gallery_fields.html",
        {"page_title": "Fields", "form": form, "help_strip": HELP_STRIP},
        status=200 if form.is_valid() or not form.is_bound else 422,
    )


@login_not_required
@require_safe
def every_error(request: HttpRequest) -> HttpResponse:
    """Show every field with its error, as after sending nothing or something wrong."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    form = EveryFieldForm(
        {
            "worry": "He says he is afraid. " * 12,
            "number": "call me",
            "email": "tom",
            "dob_day": str(tomorrow.day),
            "dob_month": tomorrow.strftime("%b"),
            "dob_year": "26",
            "due_month": "13",
            "due_year": "2027",
            "at": "25:99",
            "carer": "yes",
            "harder": ["other", "none"],
        }
    )
    return render(
        request,
        "govuk/gallery_fields.html",
        {"page_title": "Fields", "form": form, "help_strip": HELP_STRIP},
    )


@login_not_required
@require_safe
def conflict(request: HttpRequest) -> HttpResponse:
    """Show two people's texts side by side."""
    clashes = (
        Clash("worry", "What are you worried about?", "He is afraid.", "He says he is afraid."),
        Clash("dob", "Date of birth", "14 April 2026", "", long=False),
    )
    form = ConflictForm(clashes=clashes, initial={"version": 4})
    return render(
        request, "govuk/conflict.html", {"form": form, "who": "Priya Nair", "when": "2:10pm"}
    )


@login_not_required
@require_safe
def removal(request: HttpRequest) -> HttpResponse:
    """Show the page before something is destroyed."""
    return render(
        request,
        "govuk/removal.html",
        {
            "page_title": "Remove this child from this draft?",
            "question": "Remove Yusuf from this draft?",
            "kept": ["What you wrote about Yusuf is deleted. The rest of the draft is kept."],
            "button": "Yes, remove Yusuf",
            "back_url": reverse("gallery:components"),
        },
    )


@login_not_required
@require_safe
def kept_post(request: HttpRequest) -> HttpResponse:
    """Show what is offered back after the session ended."""
    return render(
        request,
        "errors/kept_post.html",
        {
            "offers": [
                {
                    "sent_at": "4:56pm",
                    "until": "5:56pm today",
                    "use_url": "#main-content",
                    "throw_away_url": "#main-content",
                    "rows": [{"key": "What are you worried about?", "value": "He is afraid."}],
                    "had_files": True,
                }
            ],
        },
    )


@login_not_required
@require_safe
def plain_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show an error page or the page after the session ended."""
    return render(request, f"errors/{name}.html", {"sign_in_url": "#main-content"})


@login_not_required
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Accept a draft or "Stay signed in", as the real addresses do, and forget it."""
    return HttpResponse(status=204)


@login_not_required
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Show the warning before signing out, after seconds in place of minutes."""
    return render(
        request,
        "govuk/gallery_session.html",
        {
            "page_title": "Staying signed in",
            "neutral_url": reverse("gallery:page_404"),
            "session": {
                "idle_seconds": 4,
                "warn_seconds": 1,
                "stay_url": reverse("gallery:accept"),
                "sign_out_url": reverse("gallery:accept"),
                "signed_out_url": reverse("gallery:page_signed_out"),
            },
        },
    )


app_name = "gallery"
urlpatterns = [
    path("", components, name="components"),
    path("fields/", every_field, name="fields"),
    path("errors/", every_error, name="errors"),
    path("question/", Question.as_view(), name="question"),
    path("conflict/", conflict, name="conflict"),
    path("removal/", removal, name="removal"),
    path("kept/", kept_post, name="kept"),
    path("session/", session, name="session"),
    path("accept/", accept, name="accept"),
    *(
        path(f"page/{name}/", plain_page, {"name": name}, name=f"page_{name}")
        for name in ("400", "403", "404", "500", "signed_out")
    ),
]
