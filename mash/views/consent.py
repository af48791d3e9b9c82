"""Asking a family whether they want Family Wellbeing: who owes it, by when, what happened."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from accounts.rules import Permission
from directory.presenters import calendar_for, front_door_for
from govuk.words import london, when
from mash import access, rules
from mash.forms import consent as forms
from mash.forms.screening import KeyForm
from mash.models import ConsentAttempt
from mash.operations import consent_seeking
from mash.presenters.clocks import shown
from mash.presenters.people import staff
from mash.views.decide import child_frame, child_of
from mash.views.pages import ContactQuestion, clock_now
from referrals.access import Purpose, contactable
from referrals.models import ReferredChild
from referrals.operations.agreements import AgreementGiven
from referrals.rules import Capacity, HowAgreed


class ConsentPage(ContactQuestion):
    """A page about asking one family."""

    permissions = (Permission.SEEK_CONSENT,)
    template_name = "mash/consent_question.html"

    @cached_property
    def child(self) -> ReferredChild:
        """The child of the address."""
        return child_of(self.contact, self.kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead a page that no longer asks anything back to the contact."""
        if not access.may_seek_consent(self.request.membership, self.child):
            return HttpResponseRedirect(reverse("mash:contact", args=[self.contact.reference]))
        return super().get(request, *args, **kwargs)

    def address(self) -> str:
        """Return the address of the page that shows who owes what."""
        return reverse("mash:consent", args=[self.contact.reference, self.child.number])

    def get_back_url(self) -> str:
        """Return that page."""
        return self.address()

    def given(self, form: Any) -> dict[str, Any]:
        """Return what every operation takes."""
        return {
            "by": self.request.membership,
            "referral": self.contact,
            "child_number": self.child.number,
            "form_key": form.cleaned_data["form_key"],
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add who the page is about."""
        return super().get_context_data(**context) | child_frame(self.request, self.child)


class Seek(ConsentPage):
    """Who asks the family, by when, whom it is safe to ring, and the tries so far.

    Posting it asks for a new decision after two tries that reached nobody.
    """

    form_class = KeyForm
    template_name = "mash/consent.html"

    def get_back_url(self) -> str:
        """Return the contact's address."""
        return reverse("mash:contact", args=[self.contact.reference])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the clock, the people and the tries."""
        now = timezone.now()
        decision = (
            self.child.decisions.select_related("consent_seeker__person")
            .order_by("decided_at", "pk")
            .last()
        )
        clock = self.child.clocks.filter(key=consent_seeking.ATTEMPTS_CLOCK).last()
        calendar = calendar_for(front_door_for(self.contact.partnership))
        since = decision.decided_at if decision else now
        tries = list(
            self.child.consent_attempts.filter(tried_at__gte=since).select_related(
                "tried_by__person"
            )
        )
        missed = [t for t in tries if t.result == ConsentAttempt.Result.NOT_REACHED]
        return super().get_context_data(**context) | {
            "seeker": staff(decision.consent_seeker) if decision else "",
            "clock": shown(clock, now=now, calendar=calendar) if clock else None,
            "tries": [
                {
                    "title": attempt.get_result_display(),
                    "when": when(attempt.tried_at, now),
                    "iso": london(attempt.tried_at).isoformat(),
                    "by": staff(attempt.tried_by),
                    "text": attempt.words,
                }
                for attempt in tries
            ],
            "tries_words": f"{len(missed)} of {rules.ATTEMPTS_OWED} attempts made.",
            "may_ask_again": len(missed) >= rules.ATTEMPTS_OWED,
            "people": self._people(),
        }

    def _people(self) -> list[dict[str, str]]:
        """Whom it is safe to ring, and how; of the others only that it is not (decision 24)."""
        rows = []
        for person in self.contact.family_members.all():
            if person.under_18:
                continue
            reach = contactable(person, Purpose.CALL)
            message = contactable(person, Purpose.VOICEMAIL)
            said = reach.because
            if reach.allowed:
                times = f", {reach.times}" if reach.times else ""
                leave = "You may leave a message." if message.allowed else "Do not leave a message."
                said = f"{reach.number}{times}. {leave}"
            rows.append({"key": person.name, "value": said})
        return rows

    def write(self, form: Any) -> str:
        """Give the child back to be decided."""
        consent_seeking.ask_for_new_decision(**self.given(form))
        return f"Given back to be decided {clock_now()}."


class Agreed(ConsentPage):
    """Record the agreement and pass the child on."""

    form_class = forms.AgreedForm

    def get_initial(self) -> dict[str, Any]:
        """Start from today."""
        return {"given_on": london(timezone.now()).date()}

    def write(self, form: Any) -> str:
        """Keep it."""
        answers = form.cleaned_data
        consent_seeking.record_agreed(
            given=AgreementGiven(
                giver=answers["giver"],
                capacity=Capacity(answers["capacity"]),
                capacity_words=answers["capacity_words"] or "",
                how=HowAgreed(answers["how"]),
                witness=answers["witness"] or "",
                given_on=answers["given_on"],
                language=answers["language"],
                interpreter=answers["interpreter"],
            ),
            words=answers["said_words"],
            **self.given(form),
        )
        return f"Passed to Family Wellbeing {clock_now()}."


class Refused(ConsentPage):
    """Record what they said, and give the child back to be decided."""

    form_class = forms.RefusedForm

    def write(self, form: Any) -> str:
        """Keep it."""
        consent_seeking.record_refused(
            giver=form.cleaned_data["giver"],
            words=form.cleaned_data["said_words"],
            **self.given(form),
        )
        return f"Refusal kept {clock_now()}. A decision maker weighs it."


class NotReached(ConsentPage):
    """Record a try that reached nobody."""

    form_class = forms.NotReachedForm

    def write(self, form: Any) -> str:
        """Keep it."""
        consent_seeking.record_not_reached(
            words=form.cleaned_data["said_words"], **self.given(form)
        )
        return f"Attempt saved {clock_now()}."

    def done_url(self) -> str:
        """Go back to the tries."""
        return self.address()
