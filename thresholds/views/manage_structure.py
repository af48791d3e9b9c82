"""Adding levels and domains to a draft, retiring them, and putting back what was retired."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from thresholds import operations
from thresholds.forms_manage import (
    AddDomainForm,
    AddLevelForm,
    PressForm,
    ReasonForm,
    RetireDomainForm,
)
from thresholds.models import Domain, GlanceStep, GlossaryTerm, Level, Passage, Route
from thresholds.presenters_manage import (
    LEVELS,
    in_the_way_of_retiring,
    published_before,
)
from thresholds.views.manage import AboutDraft, kept_edition, rests, says_when_discarded


class _OfTheList(AboutDraft):
    def get_back_url(self) -> str:
        """Go back to the list of levels and domains."""
        return reverse("thresholds:edition_texts", args=[self.edition.pk])


class AddLevel(_OfTheList):
    """Add one of the levels that the draft has not."""

    form_class = AddLevelForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or lead back where all four are there."""
        if self.edition.levels.count() == len(LEVELS):
            return redirect(self.get_back_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what is not there; what somebody typed stays even if a colleague was first."""
        there = set(self.edition.levels.values_list("number", flat=True))
        posted = self.request.POST.get("number", "")
        numbers = [one for one in LEVELS if one not in there or str(one) == posted]
        return super().get_form_kwargs() | {"numbers": numbers}

    def write(self, form: Any) -> None:
        """Add it."""
        operations.add_level(
            by=self.request.membership,
            edition=self.edition,
            number=int(form.cleaned_data["number"]),
            texts={name: form.cleaned_data[name] for name in operations.texts.LEVEL_TEXTS},
            route=form.cleaned_data["route"],
            goes_to=Route.GoesTo(form.cleaned_data["goes_to"]),
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Level added")


class AddDomain(_OfTheList):
    """Add a domain at its place."""

    form_class = AddDomainForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the domains it may stand after."""
        names = self.edition.domains.values_list("slug", "name")
        return super().get_form_kwargs() | {"others": names}

    def write(self, form: Any) -> None:
        """Add it."""
        after = form.cleaned_data["after"]
        operations.add_domain(
            by=self.request.membership,
            edition=self.edition,
            name=form.cleaned_data["name"],
            section=form.cleaned_data["section"],
            after="" if after == AddDomainForm.FIRST else after,
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Domain added")


class TakesOut(_OfTheList):
    """Ask before something is taken out of a draft, and say what goes with it."""

    form_class = ReasonForm
    template_name = "thresholds/manage/take_out.html"

    def find_row(self) -> Any:
        """Return what is taken out; 404 where the draft has none."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it out; where a colleague did already, that is what was wanted."""
        try:
            self.find_row()
        except Http404:
            return redirect(self.get_back_url())
        return super().post(request, *args, **kwargs)


class RetireLevel(TakesOut):
    """Ask before a level is taken out; it stays while something stands on it."""

    def find_row(self) -> Level:
        """The level, by its number."""
        rows = self.edition.levels.select_related("edition__framework")
        return get_object_or_404(rows, number=self.kwargs["level"])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what stands on it, or what is lost."""
        row = self.find_row()
        return super().get_context_data(**context) | {
            "page_title": f"Retire {row}?",
            "refused": in_the_way_of_retiring(row),
            "lost": [
                "Its texts and where its referrals go are taken out of this draft. A level that "
                "was published can be put back.",
                "A draft is published only with all four levels.",
            ],
            "button": "Yes, retire level",
        }

    def write(self, form: Any) -> None:
        """Retire it."""
        operations.retire_level(
            by=self.request.membership,
            level=self.find_row(),
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Level retired")


class RetireDomain(TakesOut):
    """Ask before a domain is taken out with the signs it holds."""

    form_class = RetireDomainForm

    def find_row(self) -> Domain:
        """The domain, by its slug."""
        rows = self.edition.domains.select_related("edition__framework")
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    def get_initial(self) -> dict[str, Any]:
        """Remember how many signs the page says it holds."""
        found = self.edition.domains.filter(slug=self.kwargs["slug"]).first()
        return {"signs": found.indicators.count() if found else 0}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how many signs go with it, and which of them are lost."""
        row = self.find_row()
        before = published_before(self.edition)
        published = before.indicators.values("code") if before else ()
        codes = row.indicators.filter(code__in=published) if before else row.indicators.none()
        held, kept = row.indicators.count(), codes.count()
        lost = [f"It holds {_signs(held)}, and they are retired with it."] if held else []
        if kept:
            lost.append(
                f"{_signs(kept).capitalize()} of it {'is' if kept == 1 else 'are'} published. "
                "Referrals that used them keep their words, and they come back when you put the "
                "domain back."
            )
        if held > kept:
            lost.append(
                f"{_signs(held - kept).capitalize()} {'was' if held - kept == 1 else 'were'} never "
                "published and will be lost. To keep them, move them to another domain first."
            )
        return super().get_context_data(**context) | {
            "page_title": f"Retire the domain “{row.name}”?",
            "lost": lost or ["It holds no signs."],
            "button": "Yes, retire domain",
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        """Ask again with the number of signs there are now."""
        form.data = form.data.copy()
        form.data["signs"] = str(self.get_initial()["signs"])
        return super().form_invalid(form)

    def write(self, form: Any) -> None:
        """Retire it."""
        operations.retire_domain(
            by=self.request.membership,
            domain=self.find_row(),
            signs=form.cleaned_data["signs"],
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Domain retired")


def _signs(number: int) -> str:
    return "1 sign" if number == 1 else f"{number} signs"


# The words of addresses for what can be put back, and where the way back leads.
KINDS: dict[str, tuple[Any, str]] = {
    "level": (Level, "thresholds:edition_texts"),
    "domain": (Domain, "thresholds:edition_texts"),
    "term": (GlossaryTerm, "thresholds:edition_glossary"),
    "passage": (Passage, "thresholds:edition_passages"),
    "page": (GlanceStep, "thresholds:edition_glance"),
}


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def put_back(request: HatRequest, number: int, kind: str, slug: str) -> HttpResponse:
    """Put back a level, a domain or another text that is published and was taken out."""
    if kind not in KINDS or (kind == "level" and not slug.isdecimal()):
        raise Http404
    edition = kept_edition(request, number)
    model, back = KINDS[kind]
    form = PressForm(request.POST)
    given: dict[str, Any] = {
        "by": request.membership,
        "edition": edition,
        "form_key": form.cleaned_data["form_key"] if form.is_valid() else None,
    }
    try:
        if kind == "level":
            operations.restore_level(number=int(slug[:4]), **given)
        elif kind == "domain":
            operations.restore_domain(slug=slug, **given)
        else:
            operations.restore_text(model=model, slug=slug, **given)
    except AlreadyDone:
        return redirect(back, number)
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        return rests(request, edition, refused.message)
    done(request, "Put back")
    return redirect(back, number)
