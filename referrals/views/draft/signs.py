"""Signs of need: domains, the signs of each, a search, and to whom they apply (pages.md 5H)."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property

from referrals.forms.draft import signs as forms
from referrals.models import Referral
from referrals.operations import drafts
from referrals.views.draft.base import NotAsked, Question
from referrals.views.scope import draft_address
from thresholds.models import Domain, Indicator
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
        """Return signs with the address of the page they can be ticked on."""
        return [
            {
                "text": indicator.text,
                "domain": indicator.domain.name,
                "href": draft_address(self.referral, f"signs/{indicator.domain.slug}")
                + f"#level_{indicator.level.number}",
            }
            for indicator in indicators
        ]

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


class SignsOfDomain(Question):
    """The signs of one domain, as printed: level 4, 3, 2, then doing well."""

    form_class = forms.DomainForm
    template_name = "referrals/draft/domain.html"

    @cached_property
    def domain(self) -> Domain:
        """The domain, by its slug, of the draft's edition."""
        found = self.referral.edition.domains.filter(slug=self.kwargs["domain"]).first()
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


class ApplySigns(Question):
    """Who does each one apply to?"""

    form_class = forms.ApplyForm
    template_name = "referrals/draft/apply.html"
    place = "signs/apply"

    @cached_property
    def chosen(self) -> list[Any]:
        """The chosen signs with the children they apply to."""
        if len(self.children) < 2:
            raise NotAsked
        found = list(self.referral.chosen_indicators.prefetch_related("children"))
        if not found:
            raise NotAsked
        return found

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
