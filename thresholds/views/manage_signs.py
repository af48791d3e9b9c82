"""The signs of a draft: lists by domain, and everything that can be done with one."""

from collections import Counter
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import HatRequest, hat_required
from accounts.errors import NotAllowed, OperationError
from accounts.rules import Permission
from directory.views.steps import done
from thresholds import operations
from thresholds.forms_manage import (
    AddSignForm,
    MoveSignForm,
    PlaceSignForm,
    PressForm,
    ReasonForm,
    SignForm,
)
from thresholds.models import Domain, Indicator
from thresholds.presenters_manage import (
    differences_of,
    published_before,
    published_sign,
    retired_signs,
    state_of,
)
from thresholds.views.manage import WAYS, AboutDraft, kept_edition, rests, says_when_discarded
from thresholds.views.manage_texts import MACHINERY, ChangesText


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def signs(request: HatRequest, number: int) -> HttpResponse:
    """List the domains with how many signs each has at each level."""
    edition = kept_edition(request, number)
    counted = Counter(edition.indicators.values_list("domain__slug", "level__number"))
    domains = list(edition.domains.all())
    retired = Counter(sign.domain for sign in retired_signs(edition))
    return render(
        request,
        "thresholds/manage/signs.html",
        {
            "page_title": "Signs of need",
            "edition": edition,
            "state": state_of(edition),
            "domains": [
                {
                    "domain": domain,
                    "levels": [counted[domain.slug, level] for level in range(1, 5)],
                    "retired": retired[domain.slug],
                }
                for domain in domains
            ],
            "totals": [
                sum(counted[domain.slug, level] for domain in domains) for level in range(1, 5)
            ],
        },
    )


@hat_required(Permission.ADMINISTER)
@require_safe
@says_when_discarded
def signs_of_domain(request: HatRequest, number: int, slug: str) -> HttpResponse:
    """List a domain's signs by level, with what can be done with each, and what is retired."""
    edition = kept_edition(request, number)
    domain = get_object_or_404(edition.domains, slug=slug)
    changed = {row.change.code: row for row in differences_of(edition).signs}
    rows = domain.indicators.select_related("level").order_by("level__number", "order")
    by_level = {level: list(some) for level, some in groupby(rows, lambda row: row.level.number)}
    return render(
        request,
        "thresholds/manage/domain.html",
        {
            "page_title": domain.name,
            "edition": edition,
            "state": state_of(edition),
            "domain": domain,
            "groups": [
                (level, [(sign, changed.get(sign.code)) for sign in by_level.get(level.number, [])])
                for level in edition.levels.all()
            ],
            "retired": [sign for sign in retired_signs(edition) if sign.domain == slug],
            "press": PressForm(),
        },
    )


class _OfDomain(AboutDraft):
    @property
    def domain(self) -> Domain:
        """The domain in the address."""
        return get_object_or_404(self.edition.domains, slug=self.kwargs["slug"])

    def get_caption(self, form: Any) -> str:
        """Name the domain."""
        return self.domain.name

    def get_back_url(self) -> str:
        """Go back to the domain's list."""
        return domain_address(self.edition.pk, self.kwargs["slug"])


class AddSign(_OfDomain):
    """Add a sign to a domain."""

    form_class = AddSignForm

    def write(self, form: Any) -> None:
        """Add it."""
        answers = form.cleaned_data
        operations.add_sign(
            by=self.request.membership,
            edition=self.edition,
            level=int(answers["level"]),
            domain=self.domain.slug,
            text=answers["text"],
            in_other_words=answers["in_other_words"],
            flag=answers["flag"],
            form_key=answers["form_key"],
        )
        done(self.request, "Sign added")


def domain_address(number: int, slug: str, code: str = "") -> str:
    """Return the address of a domain's list, at one of its signs."""
    address = reverse("thresholds:edition_domain", args=[number, slug])
    return f"{address}#{code}" if code else address


class AboutSign(ChangesText):
    """A question about one sign of a draft."""

    template_name = "thresholds/manage/about_sign.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write; where a colleague retired the sign meanwhile, show what was typed."""
        there = self.edition.indicators.filter(code__iexact=self.kwargs["code"]).exists()
        if not there and published_sign(self.edition, self.kwargs["code"]):
            return self._gone()
        return super().post(request, *args, **kwargs)

    def _gone(self) -> HttpResponse:
        names = [name for name in self.get_form_class().base_fields if name not in MACHINERY]
        typed = [
            (str(self.get_form_class().base_fields[name].label), self.request.POST.get(name, ""))
            for name in names
        ]
        return self.response_class(
            request=self.request,
            template=["thresholds/manage/gone.html"],
            context={
                "page_title": "This sign was retired meanwhile",
                "edition": self.edition,
                "code": self.kwargs["code"],
                "typed": [(label, words) for label, words in typed if words],
                "press": PressForm(),
            },
            status=409,
        )

    def find_row(self) -> Indicator:
        """The sign, by its code."""
        rows = self.edition.indicators.select_related("edition__framework", "level", "domain")
        return get_object_or_404(rows, code__iexact=self.kwargs["code"])

    def get_caption(self, form: Any) -> str:
        """Say where it stands."""
        return f"Level {self.row.level.number}, {self.row.domain.name}"

    def get_back_url(self) -> str:
        """Go back to its place in the list."""
        return domain_address(self.edition.pk, self.row.domain.slug, self.row.code)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sign itself."""
        return super().get_context_data(**context) | {"sign": self.row}


class ChangeSign(AboutSign):
    """Reword a sign, its examples and its note."""

    form_class = SignForm
    template_name = "thresholds/manage/change_sign.html"
    long_fields = frozenset({"text", "in_other_words", "flag"})

    def saved(self, row: Indicator) -> dict[str, Any]:
        """Its words."""
        return {
            "text": row.text,
            "in_other_words": "\n".join(row.in_other_words),
            "flag": row.flag,
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show how it is worded in what is published."""
        before = published_before(self.edition)
        was = before.indicators.filter(code=self.row.code).first() if before else None
        return super().get_context_data(**context) | {"was": was}

    def write(self, form: Any) -> None:
        """Save it."""
        operations.change_sign(
            by=self.request.membership,
            indicator=self.row,
            text=form.cleaned_data["text"],
            in_other_words=form.cleaned_data["in_other_words"],
            flag=form.cleaned_data["flag"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Sign saved")


class MoveSign(AboutSign):
    """Move a sign to another level or domain."""

    form_class = MoveSignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the domains."""
        names = self.edition.domains.values_list("slug", "section", "name")
        return super().get_form_kwargs() | {
            "domains": [
                (slug, f"{section}: {name}" if section else name) for slug, section, name in names
            ]
        }

    def saved(self, row: Indicator) -> dict[str, Any]:
        """Where it stands."""
        return {"level": str(row.level.number), "domain": row.domain.slug}

    def said(self, name: str, value: str) -> str:
        """The level or the domain in words."""
        if name == "level":
            return f"Level {value}"
        names = dict(self.edition.domains.values_list("slug", "name"))
        return names.get(value, value)

    def write(self, form: Any) -> None:
        """Move it."""
        operations.move_sign(
            by=self.request.membership,
            indicator=self.row,
            level=int(form.cleaned_data["level"]),
            domain=form.cleaned_data["domain"],
            version=form.cleaned_data["version"],
            form_key=form.cleaned_data["form_key"],
        )
        # The way back leads to where it stands now.
        self._row = self.find_row()
        done(self.request, "Sign moved")


class PlaceSign(AboutSign):
    """Place a sign after another of its list."""

    form_class = PlaceSignForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other signs of its level and domain."""
        beside = self.edition.indicators.filter(level=self.row.level, domain=self.row.domain)
        return super().get_form_kwargs() | {
            "others": [(one.code, one.text) for one in beside if one.pk != self.row.pk]
        }

    def saved(self, row: Indicator) -> dict[str, Any]:
        """Nothing is chosen beforehand."""
        return {}

    def write(self, form: Any) -> None:
        """Place it."""
        after = form.cleaned_data["after"]
        operations.place_sign(
            by=self.request.membership,
            indicator=self.row,
            after="" if after == PlaceSignForm.FIRST else after,
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Sign placed")


class RetireSign(AboutSign):
    """Ask before a sign is left out of the draft."""

    form_class = ReasonForm
    template_name = "thresholds/manage/retire.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Retire it; where it is retired already, that is what was wanted."""
        code = self.kwargs["code"]
        there = self.edition.indicators.filter(code__iexact=code).exists()
        if not there and self.edition.events.filter(about__iexact=code).exists():
            return redirect("thresholds:edition_signs", self.edition.pk)
        return super().post(request, *args, **kwargs)

    def saved(self, row: Indicator) -> dict[str, Any]:
        """Nothing is kept of the page."""
        return {}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is kept, and whether it was ever published."""
        before = published_before(self.edition)
        is_new = before is None or not before.indicators.filter(code=self.row.code).exists()
        title = "Take this new sign out again?" if is_new else "Retire this sign?"
        return super().get_context_data(**context) | {"page_title": title, "is_new": is_new}

    def get_back_url(self) -> str:
        """Go back to the list."""
        return domain_address(self.edition.pk, self.row.domain.slug)

    def write(self, form: Any) -> None:
        """Retire it."""
        operations.retire_sign(
            by=self.request.membership,
            indicator=self.row,
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        done(self.request, "Sign retired")


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def shift_sign(request: HatRequest, number: int, code: str, way: str) -> HttpResponse:
    """Move a sign one place up or down in its list."""
    if way not in WAYS:
        raise Http404
    edition = kept_edition(request, number)
    rows = edition.indicators.select_related("edition__framework", "domain")
    sign = get_object_or_404(rows, code__iexact=code)
    try:
        operations.shift_sign(by=request.membership, indicator=sign, up=way == "up")
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        return rests(request, edition, refused.message)
    done(request, "Sign moved")
    return redirect(domain_address(number, sign.domain.slug, sign.code))


@hat_required(Permission.ADMINISTER)
@require_POST
@says_when_discarded
def restore_sign(request: HatRequest, number: int, code: str) -> HttpResponse:
    """Put a retired sign back."""
    edition = kept_edition(request, number)
    form = PressForm(request.POST)
    try:
        restored = operations.restore_sign(
            by=request.membership,
            edition=edition,
            code=code,
            form_key=form.cleaned_data["form_key"] if form.is_valid() else None,
        )
    except NotAllowed as refused:
        raise Http404 from refused
    except OperationError as refused:
        return rests(request, edition, refused.message)
    done(request, "Sign put back")
    return redirect(domain_address(number, restored.domain.slug, restored.code))
