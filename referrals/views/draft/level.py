"""The suggested level of each child, and the one the practitioner holds to (pages.md 5I)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from accounts.access import HatRequest
from accounts.errors import AlreadyDone, NotAllowed
from directory.models import FrontDoor, Service
from directory.presenters import one_line
from govuk.words import and_words, day_words, london, time_words
from referrals import duties
from referrals.forms.draft.level import LevelForm, SignpostedForm
from referrals.models import ChosenCircumstance, Referral, ReferredChild
from referrals.operations import drafts, sending
from referrals.presenters import Office, hub_at
from referrals.presenters.duties import duty_lines
from referrals.presenters.facts import could_be_of, signs_of_nobody
from referrals.rules import INTENSIVE, SENDS_WITHOUT_AGREEMENT, Ground
from referrals.views.draft.base import age_of
from referrals.views.draft.children import OfOneChild
from referrals.views.scope import DraftPage, draft_address
from thresholds.needs import fits_ages, laid_together, words_for
from thresholds.suggestion import LOWEST_LEVEL, may_not_need_to_refer

FITTING_SERVICES = 3
# Some of the nearest are for other ages, so more are looked at.
LOOKED_AT = 20
SAFETY_ANSWERS = (
    "risk_person",
    "harm_said",
    "harm_condition",
    "harm_deadline",
    "harm_contexts",
)


def worried_about_safety(referral: Referral) -> bool:
    """Say whether a worry about safety was stated anywhere in the draft (decision 18)."""
    return (
        referral.danger_now
        or referral.ground in SENDS_WITHOUT_AGREEMENT
        or any(getattr(referral, name) for name in SAFETY_ANSWERS)
    )


def may_not_need(referral: Referral) -> bool:
    """Say whether "You may not need to refer" may be shown: for every child (decision 18)."""
    children = list(
        referral.children.prefetch_related(
            "chosen_indicators__indicator__level",
            "chosen_indicators__indicator__domain",
            "chosen_circumstances__circumstance",
        )
    )
    if not children or not referral.worry.strip() or referral.chosen_circumstances.exists():
        # Whether a worry is about safety is known only once it is written.
        return False
    if referral.chosen_indicators.filter(children=None, level__gte=INTENSIVE).exists():
        # It counts for every child until somebody says whom it is about.
        return False
    safety = worried_about_safety(referral)
    return all(
        child.confirmed_level is not None
        and may_not_need_to_refer(
            child.confirmed_level,
            [row.indicator.as_sign() for row in child.chosen_indicators.all()],
            [row.circumstance.as_special() for row in child.chosen_circumstances.all()],
            worried_about_safety=safety,
        )
        for child in children
    )


class Level(OfOneChild):
    """One child's suggestion with its reasons; nothing is chosen beforehand (decision 17)."""

    form_class = LevelForm
    template_name = "referrals/draft/level.html"
    # A level is a judgement: it counts when it is sent, not while somebody reads the choices.
    autosaves = False

    def get_place(self) -> str:
        """Return the page's address inside the draft."""
        return f"children/{self.child.number}/level"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the suggestion, or the shutter."""
        return self.shutter() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the level, or show the shutter."""
        return self.shutter() or super().post(request, *args, **kwargs)

    def shutter(self) -> HttpResponse | None:
        """Lead to the shutter where the family refused or could not be asked (pages.md 5I).

        Where the partnership has no levels yet there is nothing to choose (R-145).
        """
        if not self.referral.edition.has_levels:
            return HttpResponseRedirect(draft_address(self.referral))
        if self.referral.ground != Ground.COULD_NOT_ASK:
            return None
        return HttpResponseRedirect(reverse("referrals:shutter", args=[self.referral.reference]))

    @cached_property
    def suggested(self) -> dict[str, Any]:
        """The suggestion kept with the child."""
        return (
            self.child.suggestion
            or drafts.settle_suggestion(by=self.request.membership, child=self.child).suggestion
        )

    @cached_property
    def alike(self) -> list[ReferredChild]:
        """Other children with an equal suggestion and no level yet."""
        return [
            other
            for other in self.children
            if other.pk != self.child.pk
            and other.suggested_level == self.suggested["level"]
            and other.confirmed_level in {None, self.child.confirmed_level}
        ]

    @cached_property
    def levels(self) -> dict[int, Any]:
        """The edition's levels by number."""
        return {level.number: level for level in self.referral.edition.levels.all()}

    def get_words(self) -> dict[str, str]:
        """Name the child, and those whose suggestion is equal."""
        return super().get_words() | {
            "names": and_words([self.called_short[child.number] for child in self.alike])
        }

    def get_form_options(self) -> dict[str, Any]:
        """Offer the edition's levels in its own words."""
        return super().get_form_options() | {
            "levels": [
                (str(level.number), f"{level}: {level.summary}") for level in self.levels.values()
            ],
            "suggested": self.suggested["level"],
            "also": self.get_words()["names"],
        }

    def write(self, form: Any) -> Referral:
        """Keep the level and why it differs; the same for others where that was ticked."""
        if form.level is None:
            return self.referral
        same = form.cleaned_data.get("same_for_others")
        drafts.confirm_level(
            by=self.request.membership,
            child=self.child,
            level=form.level,
            because=form.cleaned_data.get("level_differs_because") or "",
            version=form.cleaned_data.get("version"),
            also=[other.number for other in self.alike] if same else (),
        )
        return self.referral

    def next_address(self, form: Any) -> str:
        """Lead to the next child without a level, then on, or to "You may not need to refer"."""
        waiting = self.referral.children.filter(
            confirmed_level=None, number__gt=self.child.number
        ).first()
        if waiting and self.request.GET.get("next") is None:
            return draft_address(self.referral, f"children/{waiting.number}/level")
        if may_not_need(self.referral):
            return draft_address(self.referral, "may-not-need")
        if self.request.GET.get("next"):
            return super().next_address(form)
        return draft_address(self.referral)

    @cached_property
    def duties(self) -> list[ChosenCircumstance]:
        """The circumstances that apply to this child, or to nobody in particular."""
        chosen = self.referral.chosen_circumstances.select_related("circumstance")
        return [
            one
            for one in chosen.prefetch_related("children")
            if self.child
            in (one.children.all() or could_be_of(one.circumstance.key, self.children))
        ]

    def duty_panels(self, office: Office) -> list[dict[str, Any]]:
        """Return each duty with what was recorded of it, and its page."""
        today = london(timezone.now()).date()
        next_day = day_words(office.calendar.add_working_days(today, 1), today)
        return [
            {
                "title": one.circumstance.duty_title,
                "duty": one.circumstance.duty_words(next_day),
                "lines": duty_lines(one, office=office.name),
                "href": draft_address(self.referral, duties.place_of(one.circumstance.key)),
            }
            for one in self.duties
        ]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the level suggested, why, what would change it, and what to do."""
        level = self.levels.get(self.suggested["level"])
        office = hub_at(self.referral, timezone.now())
        said_by_duties = {one.circumstance.as_special().duty for one in self.duties}
        return super().get_context_data(**context) | {
            "child_name": self.called_short[self.child.number],
            "suggestion": self.suggested,
            "signs_of_nobody": signs_of_nobody(self.referral, self.children),
            "apply_url": draft_address(self.referral, "signs/apply"),
            "level_words": str(level or f"Level {self.suggested['level']}"),
            "level_name": level.name if level else "",
            "edition": self.referral.edition,
            "duties": self.duty_panels(office),
            "advice": [one for one in self.suggested["advice"] if one not in said_by_duties],
            "doing_well": [
                sign["text"] for sign in self.suggested["signs"] if sign["level"] == LOWEST_LEVEL
            ],
            "strengths": self.referral.strengths,
            "existing_safety": self.referral.existing_safety,
            "consultation_office": office,
            "page_title": "Suggested level",
        }


def fitting_services(referral: Referral, *, level: int) -> list[Service]:
    """Return the directory's services that fit what was noticed, the nearest first.

    Of that level or below; nearest to the signs, their domains and what was written; for the
    children's ages, as far as a service says for whom it is. A family centre only for its area.
    """
    signs = list(referral.chosen_indicators.values_list("text", "domain"))
    about = " ".join([*(text for text, _ in signs), referral.worry])
    offered = Service.objects.filter(partnership=referral.partnership).at_levels(
        range(LOWEST_LEVEL, level + 1)
    )
    near = [
        list(offered.nearest(words)[:LOOKED_AT])
        for words in (about, words_for(domain for _, domain in signs))
        if words.strip()
    ]
    children = list(referral.children.all())
    ages = [age for child in children if (age := age_of(child)) is not None]
    theirs, elsewhere = centres_of(referral)
    centres = list(offered.filter(name__in=theirs))
    found = [
        service
        for service in laid_together(*near)
        if fits_ages(service.description, ages)
        and service.name not in elsewhere
        and service not in centres
    ]
    return [*centres, *found]


def centres_of(referral: Referral) -> tuple[set[str], set[str]]:
    """Return the names of the family centres for where the children live, and of the others.

    A centre stands in the directory under the name of its front door (R-124, R-125).
    """
    postcodes = referral.children.exclude(postcode="").values_list("postcode", flat=True)
    districts = {postcode.split()[0].upper() for postcode in postcodes}
    centres = FrontDoor.objects.filter(
        partnership=referral.partnership, kind=FrontDoor.Kind.FAMILY_CENTRE
    )
    theirs = {door.name for door in centres if districts & set(door.postcode_districts)}
    return theirs, {door.name for door in centres} - theirs


class MayNotNeed(DraftPage, FormView):
    """Levels 1 and 2 without a duty or a worry about safety: other help may fit better."""

    template_name = "referrals/draft/may_not_need.html"
    form_class = SignpostedForm
    request: HatRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it only where it may be shown (decision 18)."""
        if not may_not_need(self.referral):
            return HttpResponseRedirect(draft_address(self.referral))
        return super().get(request, *args, **kwargs)

    @cached_property
    def highest(self) -> int:
        """The highest level the practitioner holds to for any of the children."""
        levels = self.referral.children.values_list("confirmed_level", flat=True)
        return max(level for level in levels if level is not None)

    @cached_property
    def services(self) -> list[Service]:
        """Services that fit: of that level, for children of this age, and who live there."""
        return fitting_services(self.referral, level=self.highest)[:FITTING_SERVICES]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the services shown."""
        return super().get_form_kwargs() | {
            "offered": [(service.slug, service.name) for service in self.services]
        }

    def form_valid(self, form: SignpostedForm) -> HttpResponse:
        """Close the draft as not needed, with what the family was told about."""
        names = {service.slug: service.name for service in self.services}
        told = form.cleaned_data["services"]
        try:
            sending.discard(
                by=self.request.membership,
                referral=self.referral,
                because=form.because(names),
                services=told,
                form_key=form.cleaned_data["form_key"],
            )
        except NotAllowed as refused:
            raise Http404 from refused
        except AlreadyDone:
            return HttpResponseRedirect(reverse("referrals:home"))
        messages.success(
            self.request, f"Recorded {time_words(timezone.localtime().time())}. Nothing was sent."
        )
        return HttpResponseRedirect(reverse("referrals:home"))

    def form_invalid(self, form: SignpostedForm) -> HttpResponse:
        """Show the page again with the summary."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Offer services that fit, and always a consultation, last."""
        return super().get_context_data(**context) | {
            "reference": self.referral.reference,
            "referral": self.referral,
            "services": [
                {"service": service, "line": one_line(service)} for service in self.services
            ],
            "level": self.referral.edition.levels.filter(number=self.highest).first(),
            # in the partnership's own words.
            "route": self.referral.edition.routes.filter(level__number=self.highest).first(),
            "office": hub_at(self.referral, timezone.now()),
            "back_url": draft_address(self.referral),
        }
