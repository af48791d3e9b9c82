"""One-question forms: their words, what they reveal, and what goes where on the page."""

import re
from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from govuk import bound_fields, fields
from govuk.conflict import Clash, ConflictForm
from govuk.forms import KitForm, QuestionForm
from govuk.views import QuestionView


class BirthForm(QuestionForm):
    title = "What is {child}'s date of birth?"
    need = fields.Need.SEND

    dob = fields.DateField(thing="Date of birth", error="Enter {child}'s date of birth")


class CarerForm(QuestionForm):
    title = "Does {child} help to look after someone?"

    carer = fields.YesNoUnknownField(
        error="Select whether {child} helps", reveals={"yes": ["who"], "no": ["why"]}
    )
    who = fields.PlainTextField(
        label="Who?", thing="Name", max_length=10, needed_when_shown="Enter who {child} looks after"
    )
    why = fields.PlainTextField(label="Why?", required=False)


class TwoForm(QuestionForm):
    title = "Four things we need now"
    hint = "Nothing else is asked."

    number = fields.PhoneField(label="What number?", need=fields.Need.SEND)
    worry = fields.PlainTextField(label="What worries you?", rows=5, required=False)


def html_of(form: forms.BaseForm) -> str:
    return str(bound_fields.render_fields(form))


def test_the_words_of_a_form_hold_the_childs_name() -> None:
    form = BirthForm({}, words={"child": "Amira"})
    assert form.errors["dob"] == ["Enter Amira's date of birth"]
    assert "What is Amira&#39;s date of birth?" in html_of(form)


def test_a_name_never_reaches_the_pages_title() -> None:
    form = BirthForm(words={"child": "Amira"})
    assert form.page_title == "What is the child's date of birth?"


def test_a_word_at_the_start_of_a_sentence_gets_its_capital() -> None:
    form = KitForm(words={"child": "the baby"})
    assert form.said("{Child} would be 18. Is {child} well?") == (
        "The baby would be 18. Is the baby well?"
    )


def test_words_in_braces_of_a_name_are_left_alone() -> None:
    assert KitForm(words={"child": "{0}%s"}).said("{child}: 50% {other}") == "{0}%s: 50% {other}"


def test_a_lone_question_is_the_pages_heading() -> None:
    assert re.search(r"<legend[^>]*>\s*<h1", html_of(BirthForm(words={"child": "Amira"})))


def test_what_a_choice_reveals_does_not_make_a_second_question() -> None:
    form = CarerForm(words={"child": "Amira"})
    assert form.heading_field == "carer"
    assert html_of(form).count("<h1") == 1


def test_several_fields_leave_the_heading_to_the_page() -> None:
    form = TwoForm()
    assert form.heading_field is None
    html = html_of(form)
    assert "<h1" not in html
    assert "Needed to send" in html


def test_a_revealed_field_is_needed_only_while_it_shows() -> None:
    words = {"child": "Amira"}
    assert CarerForm({"carer": "unknown"}, words=words).is_valid()
    shown = CarerForm({"carer": "yes"}, words=words)
    assert shown.errors == {"who": ["Enter who Amira looks after"]}


def test_what_was_typed_under_a_choice_not_taken_is_dropped_with_its_errors() -> None:
    form = CarerForm({"carer": "no", "who": "far too long a name", "why": "asked"})
    assert form.is_valid()
    assert form.cleaned_data["who"] == ""
    assert form.cleaned_data["why"] == "asked"


def test_a_missing_choice_says_only_that() -> None:
    form = CarerForm({"who": "x" * 40}, words={"child": "Amira"})
    assert list(form.errors) == ["carer"]


def test_revealed_fields_stand_inside_their_choice_once() -> None:
    html = html_of(CarerForm())
    assert html.count('name="who"') == 1
    assert "govuk-radios__conditional" in html


def test_every_page_carries_a_key_of_its_own() -> None:
    first, second = BirthForm(), BirthForm()
    assert UUID(first["form_key"].value())
    assert first["form_key"].value() != second["form_key"].value()


def test_the_posted_key_and_version_come_back() -> None:
    key = "6a0c5bb6-6d7e-4a39-9a43-6a8f4f1f2a77"
    form = TwoForm({"number": "999", "form_key": key, "version": "3"})
    assert form.is_valid()
    assert form.cleaned_data["form_key"] == UUID(key)
    assert form.cleaned_data["version"] == 3


def test_the_summary_leads_to_the_first_wrong_input() -> None:
    form = BirthForm({"dob_day": "3", "dob_month": "3", "dob_year": "16"})
    assert form.summary == [{"text": "Year must have 4 numbers", "href": "#dob_year"}]
    html = html_of(form)
    assert len(re.findall("govuk-input--error", html)) == 1
    assert 'id="dob_year"' in html


def test_the_summary_of_a_choice_leads_to_its_first_option() -> None:
    form = CarerForm({})
    assert form.summary[0]["href"] == "#carer"
    assert re.search(r'<input[^>]*id="carer"[^>]*value="yes"', html_of(form))


def test_every_summary_link_has_its_target() -> None:
    class Every(KitForm):
        text = fields.PlainTextField(error="Enter text")
        area = fields.PlainTextField(error="Enter area", rows=3, max_length=10)
        ticks = fields.CheckboxesField(error="Select", choices=[("a", "A")])
        tick = fields.TickField(error="Tick")
        pick = fields.SelectField(error="Select", choices=[("a", "A")])
        long = fields.LongListField(error="Enter", choices=[("a", "A")])
        file = fields.FileField(error="Select a file")
        secret = fields.PasswordField(error="Enter")
        at = fields.TimeField(error="Enter")
        dob = fields.DateField(error="Enter")
        mail = fields.EmailField(error="Enter")

    form = Every({}, {})
    html = html_of(form)
    assert len(form.summary) == len(form.fields)
    for line in form.summary:
        assert f'id="{line["href"][1:]}"' in html


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    form = TwoForm({"number": "999"})
    form.add_error(None, "This contact has been held before")
    html = bound_fields.error_summary(form)
    assert "This contact has been held before" in html


def test_a_password_is_never_sent_back() -> None:
    class SignIn(KitForm):
        password = fields.PasswordField(error="Enter your password")
        code = fields.PlainTextField(error="Enter the code")

    assert "hunter2" not in html_of(SignIn({"password": "hunter2"}))


def test_names_of_other_people_are_not_kept_by_the_browser() -> None:
    class Name(KitForm):
        first = fields.PlainTextField(about_someone=True)

    html = html_of(Name())
    assert 'autocomplete="off"' in html
    assert 'spellcheck="false"' in html


def test_a_plain_django_form_looks_the_same() -> None:
    class Plain(forms.Form):
        login = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "E-mail"}))
        remember = forms.BooleanField(required=False)

    template = Template("{% load crispy_forms_tags %}{% crispy form %}")
    html = template.render(Context({"form": Plain()}))
    assert 'class="govuk-input"' in html
    assert "placeholder" not in html
    assert "govuk-checkboxes__input" in html
    assert 'for="id_login"' in html


def test_typed_words_are_escaped_wherever_they_come_back() -> None:
    form = TwoForm({"number": '"><script>', "worry": "</textarea><script>"})
    assert "<script>" not in html_of(form)


class Birth(QuestionView):
    form_class = BirthForm
    later_url = "/later/"

    def answer(self, form: Any) -> str:
        if form.cleaned_data["dob"].year < 2000:
            form.add_error("dob", "Amira would be 18 or over. Check the year")
            return ""
        self.request.session["saved"] = str(form.cleaned_data["dob"])
        return "/next/"

    def keep_unfinished(self, form: Any) -> None:
        self.request.session["kept"] = form.data["dob_day"]


def posted(**data: str) -> tuple[HttpRequest, HttpResponseBase]:
    request = RequestFactory().post("/", data)
    request.session = {}  # type: ignore[assignment]
    return request, Birth.as_view()(request)


GOOD = {"dob_day": "27", "dob_month": "3", "dob_year": "2016"}


def test_an_answer_is_written_and_leads_on() -> None:
    request, response = posted(**GOOD)
    assert request.session == {"saved": "2016-03-27"}
    assert response["Location"] == "/next/"


def test_a_wrong_answer_writes_nothing_and_shows_the_page_again() -> None:
    request, response = posted(dob_day="27")
    assert request.session == {}
    assert response.status_code == 422


def test_an_operations_error_shows_the_page_again() -> None:
    _, response = posted(**GOOD | {"dob_year": "1999"})
    assert response.status_code == 422


def test_coming_back_later_keeps_even_an_unfinished_answer() -> None:
    request, response = posted(dob_day="27", later="1")
    assert request.session == {"kept": "27"}
    assert response["Location"] == "/later/"


def test_coming_back_later_saves_a_finished_answer() -> None:
    request, response = posted(**GOOD | {"later": "1"})
    assert request.session == {"saved": "2016-03-27"}
    assert response["Location"] == "/later/"


CLASHES = (Clash("worry", "Worry", "theirs", "mine"), Clash("dob", "Date", "1", "2", long=False))


@pytest.mark.parametrize(
    ("keep", "text"), [("theirs", "theirs"), ("mine", "mine"), ("both", "theirs\n\nmine")]
)
def test_a_conflict_keeps_what_was_chosen(keep: str, text: str) -> None:
    form = ConflictForm(QueryDict(f"worry={keep}&dob=mine"), clashes=CLASHES)
    assert form.is_valid()
    assert form.settled == {"worry": text, "dob": "2"}


def test_a_conflict_chooses_nothing_beforehand() -> None:
    assert "checked" not in html_of(ConflictForm(clashes=CLASHES))
    form = ConflictForm(QueryDict(""), clashes=CLASHES)
    assert form.errors["worry"] == ["Select what to keep for worry"]
