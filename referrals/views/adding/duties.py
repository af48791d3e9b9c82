"""Signs that are added, and what must be done at once about what was added."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from directory.models import Service
from referrals import duties
from referrals.forms import adding as forms
from referrals.forms.draft import flow
from referrals.forms.draft.circumstances import DutyForm
from referrals.presenters import office_of
from referrals.presenters.additions import waits_since
from referrals.presenters.duties import around
from referrals.presenters.facts import could_be_of, told_apart
from referrals.rules import Section
from referrals.views.adding.base import HIGHEST, AddAnswers, section_slug
from referrals.views.draft.signs import as_signs
from thresholds.models import Circumstance, Domain

# So many services that help with a circumstance are named beside its duty.
HELPING = 2
MEANS = "means"


class AddSigns(AddAnswers):
    """The signs of one domain that were not told before sending."""

    section = Section.SIGNS

    @cached_property
    def domain(self) -> Domain:
        """The domain, by its slug, of the edition the referral follows."""
        return get_object_or_404(self.referral.edition.domains, slug=self.kwargs["domain"])

    def get_place(self) -> str:
        """Return the domain's place."""
        return f"signs/{self.domain.slug}"

    def get_parts(self) -> list[forms.Part]:
        """Offer the signs that were not chosen."""
        chosen = self.referral.chosen_indicators.values_list("indicator_id", flat=True)
        left = as_signs(self.domain.indicators.exclude(pk__in=chosen).select_related("level"))
        if not left:
            return []
        full = told_apart(self.children)
        asked = self.asked(
            forms.SignsToAdd,
            "signs",
            domain=self.domain.name,
            signs=left,
            names=[(str(number), name) for number, name in full.items()],
        )
        return [forms.SignsPart(asked, shows_heading=False)]

    def asks_at_once(self, form: Any) -> list[str]:
        """Return that a sign is at the highest level."""
        highest = [part.form.highest for part in form.parts if part.given]
        return [HIGHEST] if flow.HIGHEST_LEVEL in highest else []

    def next_address(self) -> str:
        """Return the list of domains: there may be more to tell of another."""
        return self.at("add_section", section_slug(self.section))

    def get_back_url(self) -> str:
        """Return the list of domains."""
        return self.next_address()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Head the page with the domain, and name the signs told before."""
        told = self.referral.chosen_indicators.filter(domain=self.domain.name)
        return super().get_context_data(**context) | {
            "heading": self.domain.name,
            "told_before": [row.text for row in told],
        }


class AddDuties(AddAnswers):
    """What must be done now about what was added, and what has been done of it."""

    section = Section.CIRCUMSTANCES
    template_name = "referrals/adding/duties.html"
    done = "Added"

    @cached_property
    def keys(self) -> list[str]:
        """What the page is about: keys of circumstances, or that a level is the highest."""
        every = [*self.referral.edition.circumstances.values_list("key", flat=True), HIGHEST]
        known = {duties.code_of(key): key for key in every}
        try:
            return [known[code] for code in dict.fromkeys(self.kwargs["codes"].split(","))]
        except KeyError as error:
            raise Http404 from error

    @cached_property
    def circumstances(self) -> list[Circumstance]:
        """The circumstances of the edition that the page is about, in their order."""
        return list(self.referral.edition.circumstances.filter(key__in=self.keys))

    def get_place(self) -> str:
        """Return the page's place."""
        return f"duty/{self.kwargs['codes']}"

    def note_view(self) -> None:
        """Write the page's one line in the audit trail, once it is known that there is one."""
        if self.circumstances or HIGHEST in self.keys:
            super().note_view()

    def get_parts(self) -> list[forms.Part]:
        """Return what each duty asks, as the draft's page about it does."""
        office = office_of(self.referral, timezone.now())
        full = told_apart(self.children)
        parts: list[forms.Part] = []
        for one in self.circumstances:
            about = around(self.referral, key=one.key, office=office, now=timezone.now())
            form = self.asked(
                DutyForm,
                one.key,
                words={"office": office.name},
                key=one.key,
                duty_title=one.duty_title,
                circumstance=one.label,
                names=[
                    (str(child.number), full[child.number])
                    for child in could_be_of(one.key, self.children)
                ],
            )
            # Until it is said, it counts for every child; that alone is no answer.
            form.always = ()  # type: ignore[misc,assignment]
            parts.append(
                forms.DutyPart(form, whom=one.tag, told=[one.label, one.duty_words(about.next_day)])
            )
        return parts

    def duties_in(self, form: Any) -> dict[str, list[str]]:
        """Return those whose main act is done, and those where it is said not to be."""
        given = zip(self.circumstances, form.parts, strict=True)
        said = {
            one.key: part.form.cleaned_data.get(duties.DONE) for one, part in given if part.given
        }
        return {
            "duties_done": [key for key, act in said.items() if act == duties.YES],
            "duties_not_done": [key for key, act in said.items() if act == duties.NO],
        }

    def answer(self, form: Any) -> str:
        """Write; where the answers mean something, say it on the same page."""
        address = super().answer(form)
        if not address:
            return address
        meaning = self.meaning(form)
        if meaning:
            messages.warning(self.request, " ".join(meaning), extra_tags=MEANS)
        return self.request.path if meaning else address

    def meaning(self, form: Any) -> list[str]:
        """Return what the answers mean for the practitioner, in sentences."""
        now = timezone.now()
        office = office_of(self.referral, now)
        since = list(self.referral.additions.all())
        every = list(self.referral.edition.circumstances.all())
        found: list[str] = []
        for one, part in zip(self.circumstances, form.parts, strict=True):
            if part.given:
                about = around(self.referral, key=one.key, office=office, now=now)
                waits = waits_since(
                    since,
                    binding={other.tag for other in every if other.key != one.key and other.binds},
                )
                found += duties.meaning(
                    one.key,
                    part.form.answers,
                    done=part.form.cleaned_data.get(duties.DONE) or "",
                    around=replace(about, sent=True, waits=about.waits or waits),
                )
        return found

    def get_back_url(self) -> str:
        """Return the task list."""
        return self.at("add")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name whom to ring, and services that help."""
        asked = [duties.duty_of(one.key) for one in self.circumstances]
        helping = Service.objects.filter(partnership=self.referral.partnership)
        route = self.referral.edition.routes.filter(level__number=flow.HIGHEST_LEVEL).first()
        return super().get_context_data(**context) | {
            "heading": "What you must do now",
            "page_title": "What you must do now",
            "highest": HIGHEST in self.keys,
            "route": route.words if route else "",
            "police": any(duty.police for duty in asked),
            "helping": [
                service
                for duty in asked
                if duty.helped_by
                for service in helping.matching(duty.helped_by)[:HELPING]
            ],
        }
