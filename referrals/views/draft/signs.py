"""Signs of need: domains, the signs of each, a search, and to whom they apply (pages.md 5H)."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from govuk.bound_fields import box_id
from referrals.forms.draft import signs as forms
from referrals.models import Referral
from referrals.operations import drafts
from referrals.views.draft.base import NotAsked, Question
from referrals.views.scope import draft_address
from thresholds.models import Domain, Edition, Indicator
from thresholds.presenters_finding import nearest

OFFERED_FROM_THE_WORRY = 6
# Those chosen already and signs of doing well are passed over, so more are looked at.
LOOKED_AT = 30


def as_signs(indicators: Any) -> list[forms.Sign]:
    """Return indicators as a page offers them."""
    return [
        forms.Sign(indicator.pk, indicator.level.number, indicator.text) for indicator in indicators
    ]


class Signs(Question):
    """The domains with how many signs are chosen in each; what the worry may point to."""

    form_class = forms.SignsForm
    template_name = "referrals/draft/signs.html"
    place = "signs"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Finish the task, or search."""
        if "search" in self.request.POST:
            return self.search()
        return super().post(request, *args, **kwargs)

    def search(self) -> HttpResponse:
        """Show the signs nearest to what was noticed; they can be ticked where they stand."""
        search = forms.SearchForm(self.request.POST)
        found: list[Indicator] = []
        if search.is_valid():
            found = nearest(self.referral.edition, search.cleaned_data["words_noticed"])
        context = self.get_context_data(form=self.get_unbound_form(), search=search)
        if search.is_valid():
            context |= {"found": self.with_domains(found), "searched": True}
        return self.render_to_response(context, status=200 if search.is_valid() else 422)

    def get_unbound_form(self) -> forms.SignsForm:
        """Return the page's own form as it is before it is sent."""
        return self.get_form_class()(initial=self.get_initial(), **self.get_form_options())

    def offers(self) -> list[Indicator]:
        """What the worry may point to: worries that are not chosen yet, the nearest first."""
        if not self.referral.worry.strip():
            return []
        chosen = set(self.referral.chosen_indicators.values_list("indicator_id", flat=True))
        near = nearest(self.referral.edition, self.referral.worry, most=LOOKED_AT)
        return [
            indicator
            for indicator in near
            if indicator.level.number > 1 and indicator.pk not in chosen
        ][:OFFERED_FROM_THE_WORRY]

    def with_domains(self, indicators: list[Indicator]) -> list[dict[str, Any]]:
        """Return signs with the address of the very box they can be ticked in."""
        boxes = self.boxes_of({indicator.domain_id for indicator in indicators})
        return [
            {
                "text": indicator.text,
                "domain": indicator.domain.name,
                "href": draft_address(self.referral, f"signs/{indicator.domain.slug}")
                + f"#{boxes[indicator.pk]}",
            }
            for indicator in indicators
        ]

    def boxes_of(self, domains: Collection[int]) -> dict[int, str]:
        """Return the ids of the boxes on these domains' pages, by the indicator's id."""
        shown = self.referral.edition.indicators.filter(domain__in=domains).order_by("order")
        in_group: Counter[tuple[int, int]] = Counter()
        boxes = {}
        for pk, domain, level in shown.values_list("pk", "domain_id", "level__number"):
            boxes[pk] = box_id(forms.field_of(level), in_group[domain, level])
            in_group[domain, level] += 1
        return boxes

    def save_changes(self, changes: Any, version: int | None) -> Referral:
        """Keep why none fits."""
        return drafts.save(
            by=self.request.membership,
            referral=self.referral,
            version=version,
            changes=changes,
            question=self.get_place(),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """List the domains with "2 chosen", and offer what the worry may point to, not ticked."""
        context = super().get_context_data(**context)
        chosen = Counter(self.referral.chosen_indicators.values_list("domain", flat=True))
        context.setdefault("search", forms.SearchForm())
        return context | {
            "domains": [
                {
                    "name": domain.name,
                    "href": draft_address(self.referral, f"signs/{domain.slug}"),
                    "chosen": chosen[domain.name],
                }
                for domain in self.referral.edition.domains.all()
            ],
            "offers": self.with_domains(self.offers()),
            "total": sum(chosen.values()),
        }


class OfEdition(Question):
    """A page of signs. It may be sent when the draft has moved to another edition since."""

    @cached_property
    def shown_of(self) -> Edition:
        """The edition whose signs the page shows, or showed when it was opened."""
        edition = self.referral.edition
        said = self.request.POST.get("of_edition", "")
        if said in {"", str(edition.pk)} or not said.isdecimal():
            return edition
        earlier = edition.framework.editions.filter(pk=said, published_at__isnull=False)
        return earlier.first() or edition

    def get_initial(self) -> dict[str, Any]:
        """Say of which edition the page shows the signs."""
        return super().get_initial() | {"of_edition": self.referral.edition_id}


class SignsOfDomain(OfEdition):
    """The signs of one domain, as printed: level 4, 3, 2, then doing well."""

    form_class = forms.DomainForm
    template_name = "referrals/draft/domain.html"

    @cached_property
    def domain(self) -> Domain:
        """The domain, by its slug, of the edition shown."""
        found = self.shown_of.domains.filter(slug=self.kwargs["domain"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def signs(self) -> list[forms.Sign]:
        """The domain's signs in printed order."""
        return as_signs(self.domain.indicators.select_related("level"))

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return f"signs/{self.kwargs['domain']}"

    def get_form_options(self) -> dict[str, Any]:
        """Head the page with the domain and offer its signs."""
        return super().get_form_options() | {"domain": self.domain.name, "signs": self.signs}

    def get_initial(self) -> dict[str, Any]:
        """Show what is chosen."""
        chosen = {
            str(pk) for pk in self.referral.chosen_indicators.values_list("indicator_id", flat=True)
        }
        initial: dict[str, Any] = {
            f"level_{level}": [
                str(sign.pk)
                for sign in self.signs
                if sign.level == level and str(sign.pk) in chosen
            ]
            for level in forms.LEVEL_HEADINGS
        }
        return initial | super().get_initial()

    def write(self, form: Any) -> Referral:
        """Keep what was ticked on this page."""
        return self.save_changes({"chosen": form.chosen}, None)

    def save_changes(self, changes: Any, version: int | None) -> Referral:
        """Choose and unchoose the page's signs."""
        chosen = changes.get("chosen")
        if chosen is None:
            chosen = [int(pk) for ticked in changes.values() for pk in ticked]
        return drafts.choose_indicators(
            by=self.request.membership,
            referral=self.referral,
            shown=[sign.pk for sign in self.signs],
            chosen=chosen,
            question=self.get_place(),
        )


class ApplySigns(OfEdition):
    """Who does each one apply to?"""

    form_class = forms.ApplyForm
    template_name = "referrals/draft/apply.html"
    place = "signs/apply"

    @cached_property
    def chosen(self) -> list[Any]:
        """The chosen signs with the children they apply to."""
        if len(self.children) < 2:
            raise NotAsked
        chosen = self.referral.chosen_indicators.select_related("indicator")
        found = list(chosen.prefetch_related("children"))
        if not found:
            raise NotAsked
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Take what was said of a sign of an earlier edition as said of the same sign now."""
        options = super().get_form_kwargs()
        if "data" not in options or self.shown_of == self.referral.edition:
            return options
        before = dict(self.shown_of.indicators.values_list("code", "pk"))
        data = options["data"].copy()
        for row in self.chosen:
            said = data.getlist(f"sign_{before.get(row.indicator.code)}")
            if said:
                data.setlist(f"sign_{row.indicator_id}", said)
        return options | {"data": data}

    def get_form_options(self) -> dict[str, Any]:
        """One row for each chosen sign."""
        return super().get_form_options() | {
            "signs": [forms.Sign(row.indicator_id, row.level, row.text) for row in self.chosen],
            "names": [(str(number), name) for number, name in self.called.items()],
        }

    def get_initial(self) -> dict[str, Any]:
        """Show what was said before; nothing is ticked at first."""
        initial: dict[str, Any] = {
            f"sign_{row.indicator_id}": [str(child.number) for child in row.children.all()]
            for row in self.chosen
        }
        return initial | super().get_initial()

    def write(self, form: Any) -> Referral:
        """Keep to whom each sign applies."""
        return drafts.apply_indicators(
            by=self.request.membership, referral=self.referral, children_of=form.children_of
        )

    def get_autosave_url(self) -> str:
        """A half-ticked list would change the suggestion: it is saved when it is sent."""
        return ""
