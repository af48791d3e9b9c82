"""Asking a family whether they want Family Wellbeing: who owes it, by when, what happened."""

from typing import Any

from django.utils import timezone

from accounts.models import Membership
from accounts.rules import Permission
from govuk.words import london
from mash import access, rules
from mash.forms import consent as forms
from mash.forms.screening import KeyForm
from mash.models import ConsentAttempt
from mash.operations import consent_seeking
from mash.presenters.people import staff
from mash.views.pages import clock_now
from mash.views.waiting import OwedPage, WaitingPage, tried
from referrals.access import Purpose, contactable
from referrals.models import ReferredChild
from referrals.operations.agreements import AgreementGiven
from referrals.rules import Capacity, HowAgreed


class ConsentPage(WaitingPage):
    """A page about asking one family."""

    permissions = (Permission.SEEK_CONSENT,)
    template_name = "mash/consent_question.html"

    page = "mash:consent"

    def may(self, membership: Membership, child: ReferredChild) -> bool:
        """Say whether the family is still to be asked, and this hat asks."""
        return access.may_seek_consent(membership, child)


class Seek(ConsentPage, OwedPage):
    """Who asks the family, by when, whom it is safe to ring, and the tries so far.

    Posting it asks for a new decision after two tries that reached nobody.
    """

    form_class = KeyForm
    template_name = "mash/consent.html"
    clock_key = consent_seeking.ATTEMPTS_CLOCK

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the clock, the people and the tries."""
        found, now = super().get_context_data(**context), timezone.now()
        decision = found["decision"]
        since = decision.decided_at if decision else now
        tries = list(
            self.child.consent_attempts.filter(tried_at__gte=since).select_related(
                "tried_by__person"
            )
        )
        missed = [t for t in tries if t.result == ConsentAttempt.Result.NOT_REACHED]
        return found | {
            "tries": [
                tried(
                    title=attempt.get_result_display(),
                    at=attempt.tried_at,
                    now=now,
                    by=staff(attempt.tried_by),
                    text=attempt.words,
                )
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
