"""Changing the texts of a draft, and two who change the same one at once (pages.md 10)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import MultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from govuk.conflict import Clash, ConflictForm, Keep
from govuk.words import when
from thresholds import operations
from thresholds.errors import DraftTextChanged
from thresholds.forms_manage import (
    NO_FLOOR,
    CircumstanceForm,
    DomainForm,
    LevelForm,
    PressForm,
    SettingsForm,
)
from thresholds.models import Circumstance, Domain, Edition, FrozenText, Level, Route
from thresholds.presenters_manage import LEVELS, retired_texts, state_of
from thresholds.views.manage import WAYS, AboutDraft, kept_edition, rests, says_when_discarded

# What somebody typed travels under another name while they choose between it and the other's.
MINE = "mine-"
MACHINERY = frozenset({"version", "form_key"})


class ChangesText(AboutDraft):
    """Change one text of a draft. A subclass says the row, what is saved of it, and how.

    What somebody else saved meanwhile stands beside what was typed; nothing is chosen beforehand.
    """

    # Fields whose two texts can stand one under the other.
    long_fields: ClassVar[frozenset[str]] = frozenset()

    def find_row(self) -> Edition | FrozenText:
        """Return the row that is changed; 404 where the draft has none."""
        raise NotImplementedError

    def saved(self, row: Any) -> dict[str, Any]:
        """Return what is saved, by field name."""
        raise NotImplementedError

    def said(self, name: str, value: str) -> str:
        """Return a field's value in words."""
        return value

    @property
    def row(self) -> Any:
        """The row that is changed, as it is now."""
        if not hasattr(self, "_row"):
            self._row = self.find_row()
        return self._row

    def get_initial(self) -> dict[str, Any]:
        """Start from what is saved."""
        return self.saved(self.row) | {"version": self.row.version}

    def history_name(self) -> str:
        """Return how the draft's history names the row in the address."""
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle a conflict, or write; show what was typed where the row is gone meanwhile."""
        try:
            found = self.row is not None
        except Http404:
            found = False
        if not found:
            return self._taken_out()
        if "settle" in request.POST:
            return self._settle()
        return super().post(request, *args, **kwargs)

    def _taken_out(self) -> HttpResponse:
        about = self.history_name()
        last = self.edition.events.filter(about=about, is_comment=False).first()
        if not about or last is None:
            raise Http404
        who = last.by.person.full_name
        why = f"{who} took this out of the draft at {when(last.at, timezone.now())}."
        return rests(self.request, self.edition, why, form_class=self.form_class)

    def form_valid(self, form: Any) -> HttpResponse:
        """Write, or show both texts."""
        try:
            return super().form_valid(form)
        except DraftTextChanged as changed:
            del self._row
            mine = {name: _typed(form, name) for name in self._names(form)}
            return self._conflict(mine, changed)

    # Two people changed it at once ----------------------------------------------------------

    def _names(self, form: Any) -> list[str]:
        return [name for name in form.fields if name not in MACHINERY]

    def _clashes(self, form: Any, mine: Mapping[str, str]) -> list[Clash]:
        saved = {name: _posted(value) for name, value in self.saved(self.row).items()}
        return [
            Clash(
                name=name,
                label=str(form.fields[name].label).removesuffix(" (optional)"),
                theirs=self.said(name, saved[name]),
                mine=self.said(name, mine[name]),
                long=name in self.long_fields,
            )
            for name in self._names(form)
            if saved[name].split() != mine[name].split()
        ]

    def _conflict(
        self,
        mine: Mapping[str, str],
        changed: DraftTextChanged,
        bound: ConflictForm | None = None,
    ) -> HttpResponse:
        """Show both, field by field."""
        blank = self.get_form_class()(**self._options())
        form = bound or ConflictForm(
            clashes=self._clashes(blank, mine),
            same_person=changed.same_person,
            initial={"version": self.row.version},
        )
        at = when(changed.at, timezone.now())
        return self.response_class(
            request=self.request,
            template=["govuk/conflict.html"],
            context={
                "form": form,
                "who": "" if changed.same_person else changed.by_name or "Someone else",
                "when": at,
                "empty": "Nothing",
                "kept": [(f"{MINE}{name}", value) for name, value in mine.items()],
                "back_url": self.get_back_url(),
            },
            status=409,
        )

    def _options(self) -> dict[str, Any]:
        options = self.get_form_kwargs()
        return {name: options[name] for name in options if name not in {"data", "files"}}

    def _settle(self) -> HttpResponse:
        """Save what was kept of both."""
        posted = self.request.POST
        blank = self.get_form_class()(**self._options())
        names = self._names(blank)
        mine = {name: posted.get(f"{MINE}{name}", "") for name in names}
        last = self.edition.events.filter(is_comment=False).select_related("by__person").first()
        changed = DraftTextChanged(
            version=self.row.version,
            by_name=last.by.person.full_name if last else "",
            same_person=last is not None and last.by.person_id == self.request.user.pk,
            at=last.at if last else timezone.now(),
        )
        bound = ConflictForm(
            posted, clashes=self._clashes(blank, mine), same_person=changed.same_person
        )
        if not bound.is_valid() or str(self.row.version) != posted.get("version"):
            return self._conflict(mine, changed, None if bound.is_valid() else bound)
        saved = {name: _posted(value) for name, value in self.saved(self.row).items()}
        settled = QueryDict(mutable=True)
        for name in names:
            kept = bound.cleaned_data.get(name)
            if kept == Keep.THEIRS:
                words = saved[name]
            elif kept == Keep.BOTH:
                words = f"{saved[name]}\n{mine[name]}"
            else:
                words = mine[name]
            several = isinstance(blank.fields[name], MultipleChoiceField)
            settled.setlist(name, words.splitlines() if several else [words])
        settled["version"] = str(self.row.version)
        settled["form_key"] = posted.get("form_key", "")
        form = self.get_form_class()(**{**self._options(), "data": settled})
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)


def _typed(form: Any, name: str) -> str:
    """What somebody typed or ticked; several ticks stand one under the other."""
    several = isinstance(form.fields[name], MultipleChoiceField)
    return "\n".join(form.data.getlist(name)) if several else form.data.get(name, "")


def _posted(value: Any) -> str:
    """A saved value as a form posts it."""
    if isinstance(value, list | tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


# The pages -------------------------------------------------------------------------------------


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def texts(request: HatRequest, number: int) -> HttpResponse:
    """List levels, domains and special circumstances, each with a link to change it."""
    edition = kept_edition(request, number)
    there = {level.number for level in edition.levels.all()}
    return render(
        request,
        "thresholds/manage/texts.html",
        {
            "page_title": "Levels, domains and special circumstances",
            "edition": edition,
            "state": state_of(edition),
            "levels": edition.levels.all(),
            "domains": edition.domains.all(),
            "circumstances": edition.circumstances.all(),
            "lacks_levels": len(there) < len(LEVELS),
            "retired_levels": retired_texts(edition, Level, by="number"),
            "retired_domains": retired_texts(edition, Domain),
            "press": PressForm(),
        },
    )


class ChangeSettings(ChangesText):
    """Change the edition's name, its law and the numbers of the suggestion."""

    form_class = SettingsForm
    long_fields = frozenset({"introduction", "law", "source"})

    def find_row(self) -> Edition:
        """The draft itself."""
        return kept_edition(self.request, self.kwargs["number"])

    def saved(self, row: Edition) -> dict[str, Any]:
        """Its settings."""
        return {name: getattr(row, name) for name in operations.texts.SETTINGS}

    def write(self, form: Any) -> None:
        """Save them."""
        operations.change_settings(
            by=self.request.membership,
            edition=self.edition,
            changes={name: form.cleaned_data[name] for name in operations.texts.SETTINGS},
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Settings saved")


class OfTexts(ChangesText):
    """A text that stands in the list of levels, domains and special circumstances."""

    def get_back_url(self) -> str:
        """Go back to the list of texts."""
        return reverse("thresholds:edition_texts", args=[self.edition.pk])


class ChangeLevel(OfTexts):
    """Change the texts of a level."""

    form_class = LevelForm
    long_fields = frozenset(
        {"description", "route", "needs", "how_to_get_help", "services", "outcome"}
    )

    def history_name(self) -> str:
        """Return how the draft's history names the level."""
        return f"level-{self.kwargs['level']}"

    def find_row(self) -> Level:
        """The level, by its number."""
        return get_object_or_404(self.edition.levels, number=self.kwargs["level"])

    def saved(self, row: Level) -> dict[str, Any]:
        """Its texts, and what to do there."""
        way = row.routes.first()
        texts = {name: getattr(row, name) for name in operations.texts.LEVEL_TEXTS}
        return texts | {
            "route": way.words if way else "",
            "goes_to": way.goes_to if way else Route.GoesTo.HUB.value,
        }

    def said(self, name: str, value: str) -> str:
        """Where a referral goes in words."""
        return str(dict(Route.GoesTo.choices).get(value, value)) if name == "goes_to" else value

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the level."""
        return super().get_form_kwargs() | {"words": {"level": str(self.row)}}

    def write(self, form: Any) -> None:
        """Save them."""
        operations.change_level(
            by=self.request.membership,
            level=self.row,
            changes={name: form.cleaned_data[name] for name in operations.texts.LEVEL_TEXTS},
            route=form.cleaned_data["route"],
            goes_to=Route.GoesTo(form.cleaned_data["goes_to"]),
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Level saved")


class ChangeDomain(OfTexts):
    """Rename a domain."""

    form_class = DomainForm

    def history_name(self) -> str:
        """Return how the draft's history names the domain."""
        return f"domain-{self.kwargs['slug']}"

    def find_row(self) -> Domain:
        """The domain, by its slug."""
        return get_object_or_404(self.edition.domains, slug=self.kwargs["slug"])

    def saved(self, row: Domain) -> dict[str, Any]:
        """Its name."""
        return {"name": row.name, "section": row.section}

    def write(self, form: Any) -> None:
        """Save it."""
        operations.change_domain(
            by=self.request.membership,
            domain=self.row,
            changes={name: form.cleaned_data[name] for name in operations.texts.DOMAIN_TEXTS},
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Domain saved")


class ChangeCircumstance(OfTexts):
    """Change a special circumstance."""

    form_class = CircumstanceForm
    long_fields = frozenset({"duty"})

    def find_row(self) -> Circumstance:
        """The circumstance, by its slug."""
        key = self.kwargs["slug"].replace("-", "_")
        return get_object_or_404(self.edition.circumstances, key=key)

    def saved(self, row: Circumstance) -> dict[str, Any]:
        """Its words and its lowest level."""
        texts = {name: getattr(row, name) for name in operations.texts.CIRCUMSTANCE_TEXTS}
        return texts | {"floor": str(row.floor) if row.floor else NO_FLOOR}

    def said(self, name: str, value: str) -> str:
        """The lowest level in words."""
        if name != "floor":
            return value
        return "It sets none" if value == NO_FLOOR else f"Level {value}"

    def write(self, form: Any) -> None:
        """Save it."""
        answers = {name: form.cleaned_data[name] for name in operations.texts.CIRCUMSTANCE_TEXTS}
        floor = answers["floor"]
        operations.change_circumstance(
            by=self.request.membership,
            circumstance=self.row,
            changes=answers | {"floor": None if floor == NO_FLOOR else int(floor)},
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Special circumstance saved")


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def shift_domain(request: HatRequest, number: int, slug: str, way: str) -> HttpResponse:
    """Move a domain one place up or down."""
    if way not in WAYS:
        raise Http404
    edition = kept_edition(request, number)
    domain = get_object_or_404(edition.domains.select_related("edition"), slug=slug)
    try:
        operations.shift_domain(by=request.membership, domain=domain, up=way == "up")
    except AlreadyDone:
        pass
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        return rests(request, edition, refused.message)
    else:
        done(request, "Domain moved")
    return redirect(reverse("thresholds:edition_texts", args=[number]) + f"#domain-{slug}")
