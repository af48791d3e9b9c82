"""The guide's other texts in a draft: its glossary, its passages, and its pages at a glance."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from thresholds import operations
from thresholds.forms_manage import (
    MOST_ANSWERS,
    AddPassageForm,
    AddStepForm,
    AddTermForm,
    AnswersForm,
    PassageForm,
    PressForm,
    StepForm,
    TermForm,
)
from thresholds.models import GlanceStep, GlossaryTerm, Passage
from thresholds.operations.guide import TERM_TEXTS
from thresholds.presenters_manage import (
    answers_leading_to,
    glance_problems,
    glance_rows,
    retired_texts,
    state_of,
)
from thresholds.views.manage import WAYS, AboutDraft, kept_edition, rests, says_when_discarded
from thresholds.views.manage_structure import TakesOut
from thresholds.views.manage_texts import ChangesText

# What the pages call a text that its model calls otherwise.
FIELDS = {"title": "name", "words": "more"}


class _Named:
    """Says an operation's refusal beside the field that the page calls otherwise."""

    def write(self, form: Any) -> None:
        """Write, with the error at its field."""
        try:
            self.write_text(form)
        except OperationError as refused:
            refused.field = FIELDS.get(refused.field or "", refused.field)
            raise

    def write_text(self, form: Any) -> None:
        """Run the one operation."""
        raise NotImplementedError


# The glossary ----------------------------------------------------------------------------------


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def glossary(request: HatRequest, number: int) -> HttpResponse:
    """List the terms of a draft's glossary, and those that were taken out."""
    edition = kept_edition(request, number)
    return render(
        request,
        "thresholds/manage/glossary.html",
        {
            "page_title": "Glossary",
            "edition": edition,
            "state": state_of(edition),
            "terms": edition.glossary.all(),
            "retired": retired_texts(edition, GlossaryTerm),
            "press": PressForm(),
        },
    )


class _OfGlossary:
    kwargs: dict[str, Any]
    edition: Any

    def get_back_url(self) -> str:
        """Go back to the glossary, at the term."""
        address = reverse("thresholds:edition_glossary", args=[self.edition.pk])
        return f"{address}#{self.kwargs['slug']}" if "slug" in self.kwargs else address

    def history_name(self) -> str:
        """Return how the draft's history names the term."""
        return f"glossaryterm-{self.kwargs['slug']}"

    def find_row(self) -> GlossaryTerm:
        """The term, by its slug."""
        rows = self.edition.glossary.select_related("edition__framework")
        found: GlossaryTerm = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found


class AddTerm(_OfGlossary, _Named, AboutDraft):
    """Add a term to the glossary."""

    form_class = AddTermForm

    def write_text(self, form: Any) -> None:
        """Add it."""
        operations.add_term(
            by=self.request.membership,
            edition=self.edition,
            texts={name: form.cleaned_data[name] for name in TERM_TEXTS},
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Term added")


class ChangeTerm(_OfGlossary, _Named, ChangesText):
    """Reword a term."""

    form_class = TermForm
    long_fields = frozenset({"meaning"})

    def saved(self, row: GlossaryTerm) -> dict[str, Any]:
        """Its words."""
        return {name: getattr(row, name) for name in TERM_TEXTS}

    def write_text(self, form: Any) -> None:
        """Save it."""
        operations.change_term(
            by=self.request.membership,
            term=self.row,
            changes={name: form.cleaned_data[name] for name in TERM_TEXTS},
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Term saved")


class RemovesText(TakesOut):
    """Ask before a term, a passage or a page at a glance is taken out."""

    button: ClassVar[str] = ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what becomes of it."""
        row = self.find_row()
        return super().get_context_data(**context) | {
            "page_title": f"Take out “{row}”?",
            "refused": self.refused(row),
            "lost": [
                "It is left out of this draft. What is published is kept, and a text that was "
                "published can be put back until this draft is."
            ],
            "button": self.button,
        }

    def refused(self, row: Any) -> list[str]:
        """Return what stands in the way."""
        return []

    def write(self, form: Any) -> None:
        """Take it out."""
        operations.remove_text(
            by=self.request.membership,
            text=self.find_row(),
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Taken out")


class RemoveTerm(_OfGlossary, RemovesText):
    """Ask before a term is taken out."""

    button = "Yes, take out term"


# Passages --------------------------------------------------------------------------------------


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def passages(request: HatRequest, number: int) -> HttpResponse:
    """List what a draft's guide says of children in special situations, and its principles."""
    edition = kept_edition(request, number)
    names = dict(edition.circumstances.values_list("key", "name"))
    return render(
        request,
        "thresholds/manage/passages.html",
        {
            "page_title": "Principles, and passages on special circumstances",
            "edition": edition,
            "state": state_of(edition),
            "passages": [
                (passage, [names.get(key, key) for key in passage.circumstances])
                for passage in edition.passages.all()
            ],
            "retired": retired_texts(edition, Passage),
            "press": PressForm(),
        },
    )


class _OfPassages:
    kwargs: dict[str, Any]
    edition: Any

    def get_back_url(self) -> str:
        """Go back to the passages, at this one."""
        address = reverse("thresholds:edition_passages", args=[self.edition.pk])
        return f"{address}#{self.kwargs['slug']}" if "slug" in self.kwargs else address

    def history_name(self) -> str:
        """Return how the draft's history names the passage."""
        return f"passage-{self.kwargs['slug']}"

    def find_row(self) -> Passage:
        """The passage, by its slug."""
        rows = self.edition.passages.select_related("edition__framework")
        found: Passage = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the draft's special circumstances."""
        offered = self.edition.circumstances.values_list("key", "name")
        return super().get_form_kwargs() | {"circumstances": offered}  # type: ignore[misc]


def _passage_texts(form: Any) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "title": given["name"],
        "is_principle": given["is_principle"] == PassageForm.PRINCIPLE,
        "circumstances": list(given["circumstances"]),
        "duty": given["duty"],
        "text": given["text"],
        "source": given["source"],
    }


class AddPassage(_OfPassages, _Named, AboutDraft):
    """Add a passage."""

    form_class = AddPassageForm

    def write_text(self, form: Any) -> None:
        """Add it."""
        operations.add_passage(
            by=self.request.membership,
            edition=self.edition,
            texts=_passage_texts(form),
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Passage added")


class ChangePassage(_OfPassages, _Named, ChangesText):
    """Change a passage."""

    form_class = PassageForm
    long_fields = frozenset({"duty", "text", "circumstances"})

    def saved(self, row: Passage) -> dict[str, Any]:
        """Its words, and what it is about."""
        return {
            "name": row.title,
            "is_principle": str(row.is_principle),
            "circumstances": row.circumstances,
            "duty": row.duty,
            "text": row.text,
            "source": row.source,
        }

    def said(self, name: str, value: str) -> str:
        """What it is, and what it is about, in words."""
        if name == "is_principle":
            return str(dict(PassageForm.base_fields[name].choices).get(value, value))  # type: ignore[attr-defined]
        if name == "circumstances":
            names = dict(self.edition.circumstances.values_list("key", "name"))
            return "\n".join(names.get(key, key) for key in value.splitlines())
        return value

    def write_text(self, form: Any) -> None:
        """Save it."""
        operations.change_passage(
            by=self.request.membership,
            passage=self.row,
            changes=_passage_texts(form),
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Passage saved")


class RemovePassage(_OfPassages, RemovesText):
    """Ask before a passage is taken out."""

    button = "Yes, take out passage"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for a reason and nothing else."""
        return TakesOut.get_form_kwargs(self)


# At a glance -----------------------------------------------------------------------------------


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def at_a_glance(request: HatRequest, number: int) -> HttpResponse:
    """List a draft's pages at a glance with their answers, and say where somebody would be lost."""
    edition = kept_edition(request, number)
    steps = glance_rows(edition)
    return render(
        request,
        "thresholds/manage/glance.html",
        {
            "page_title": "At a glance",
            "edition": edition,
            "state": state_of(edition),
            "steps": steps,
            "problems": glance_problems(steps),
            "retired": retired_texts(edition, GlanceStep),
            "press": PressForm(),
        },
    )


class _OfGlance:
    kwargs: dict[str, Any]
    edition: Any

    def get_back_url(self) -> str:
        """Go back to the pages at a glance, at this one."""
        address = reverse("thresholds:edition_glance", args=[self.edition.pk])
        return f"{address}#{self.kwargs['slug']}" if "slug" in self.kwargs else address

    def history_name(self) -> str:
        """Return how the draft's history names the page."""
        return f"glancestep-{self.kwargs['slug']}"

    def find_row(self) -> GlanceStep:
        """The page, by its slug."""
        rows = self.edition.glance_steps.select_related("edition__framework", "level")
        found: GlanceStep = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found


class _OfStep(_OfGlance):
    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the draft's levels."""
        levels = [(str(level.number), str(level)) for level in self.edition.levels.all()]
        return super().get_form_kwargs() | {"levels": levels}  # type: ignore[misc]


def _step_texts(form: Any) -> dict[str, Any]:
    given = form.cleaned_data
    level = given["level"]
    return {
        "title": given["name"],
        "is_question": given["is_question"] == StepForm.QUESTION,
        "words": given["more"],
        "level": None if level == StepForm.NO_LEVEL else int(level),
        "ring": given["ring"] == "yes",
        "note": given["note"],
        "source": given["source"],
    }


class AddStep(_OfStep, _Named, AboutDraft):
    """Add a page at a glance."""

    form_class = AddStepForm

    def write_text(self, form: Any) -> None:
        """Add it."""
        operations.add_step(
            by=self.request.membership,
            edition=self.edition,
            texts=_step_texts(form),
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Page added")


class ChangeStep(_OfStep, _Named, ChangesText):
    """Change a page at a glance."""

    form_class = StepForm
    long_fields = frozenset({"more", "note"})

    def saved(self, row: GlanceStep) -> dict[str, Any]:
        """Its words, and what it is."""
        return {
            "is_question": str(row.is_question),
            "name": row.title,
            "more": row.words,
            "level": str(row.level.number) if row.level else StepForm.NO_LEVEL,
            "ring": "yes" if row.ring else "no",
            "note": row.note,
            "source": row.source,
        }

    def said(self, name: str, value: str) -> str:
        """What was chosen, in words."""
        if name == "level":
            return "None" if value == StepForm.NO_LEVEL else f"Level {value}"
        field: Any = StepForm.base_fields[name]
        return str(dict(getattr(field, "choices", ())).get(value, value))

    def write_text(self, form: Any) -> None:
        """Save it."""
        operations.change_step(
            by=self.request.membership,
            step=self.row,
            changes=_step_texts(form),
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Page saved")


class ChangeAnswers(_OfGlance, ChangesText):
    """Change the answers to a question, and where each leads."""

    form_class = AnswersForm

    def get_caption(self, form: Any) -> str:
        """Name the question."""
        return self.row.title

    def _pages(self) -> dict[str, str]:
        rows = self.edition.glance_steps.exclude(slug=self.kwargs["slug"])
        return dict(rows.values_list("slug", "title"))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other pages."""
        return super().get_form_kwargs() | {"pages": self._pages().items()}

    def saved(self, row: GlanceStep) -> dict[str, Any]:
        """Its answers, by their places."""
        choices = list(row.choices.select_related("leads_to"))
        found: dict[str, Any] = {}
        for number in range(1, MOST_ANSWERS + 1):
            one = choices[number - 1] if number <= len(choices) else None
            found[f"answer_{number}"] = one.words if one else ""
            found[f"leads_{number}"] = one.leads_to.slug if one else ""
        return found

    def said(self, name: str, value: str) -> str:
        """The page an answer leads to, by its title."""
        return self._pages().get(value, value) if name.startswith("leads") else value

    def write(self, form: Any) -> None:
        """Save them."""
        operations.set_answers(
            by=self.request.membership,
            step=self.row,
            answers=form.answers,
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Answers saved")


class RemoveStep(_OfGlance, RemovesText):
    """Ask before a page at a glance is taken out; not while answers lead to it."""

    button = "Yes, take out page"

    def refused(self, row: GlanceStep) -> list[str]:
        """Name the answers that lead to it."""
        return answers_leading_to(row)


SHIFTED: Mapping[str, tuple[Any, str]] = {
    "passages": (Passage, "thresholds:edition_passages"),
    "at-a-glance": (GlanceStep, "thresholds:edition_glance"),
}


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def shift(request: HatRequest, number: int, kind: str, slug: str, way: str) -> HttpResponse:
    """Move a passage or a page at a glance one place up or down."""
    if way not in WAYS or kind not in SHIFTED:
        raise Http404
    edition = kept_edition(request, number)
    model, back = SHIFTED[kind]
    text = get_object_or_404(model.objects.filter(edition=edition), slug=slug)
    try:
        operations.shift_text(by=request.membership, text=text, up=way == "up")
    except AlreadyDone:
        pass
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        return rests(request, edition, refused.message)
    else:
        done(request, "Moved")
    return redirect(f"{reverse(back, args=[number])}#{slug}")
