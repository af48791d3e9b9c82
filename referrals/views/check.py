"""Check your answers, send, and the receipt (pages.md 5M and 5N)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, OperationError
from accounts.operations import audit
from accounts.rules import Permission
from referrals.access import is_theirs
from referrals.duties import code_of
from referrals.errors import CannotBeSent, MissingAnswers, MissingGround
from referrals.forms.draft.flow import place_of_need
from referrals.forms.urgent import SendForm
from referrals.models import Referral
from referrals.operations.sending import submit
from referrals.presenters import (
    facts_of,
    insets_for,
    is_allegation,
    office_at,
    office_of,
    receipt,
    where_words,
    which_words,
)
from referrals.presenters.edition import edition_told
from referrals.presenters.office import council_of, door_id_of, passed_by, route_words
from referrals.presenters.summary import cards, ground_words, who_will_see
from referrals.rules import SENDS_WITHOUT_AGREEMENT, Answer, Ground, Need, NeedKey, missing
from referrals.views.scope import DraftPage, draft_address, referral_or_404

FIRST_QUESTIONS = "before/"


class Check(DraftPage, FormView):
    """What will be sent, what is missing, who will see it, and the button that sends once."""

    request: HatRequest
    template_name = "referrals/check.html"
    form_class = SendForm

    def form_valid(self, form: SendForm) -> HttpResponse:
        """Send; what is missing is shown on the page."""
        try:
            submit(
                by=self.request.membership,
                referral=self.referral,
                form_key=form.cleaned_data["form_key"],
            )
        except AlreadyDone:
            pass
        except CannotBeSent:
            return redirect("referrals:shutter", self.referral.reference)
        except (MissingAnswers, MissingGround):
            return self.form_invalid(form)
        except OperationError as refused:
            form.add_error(None, refused.message)
            return self.form_invalid(form)
        return redirect("referrals:sent", self.referral.reference)

    def form_invalid(self, form: SendForm) -> HttpResponse:
        """Show the page again; 422 says that nothing was sent."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the answers, what is missing with links, and who will see it."""
        draft = self.referral
        now, door_id = timezone.now(), door_id_of(draft)
        # A referral that passes the hubs by goes where its route leads, whatever the council.
        council = None if passed_by(door_id) else council_of(draft)
        office = office_at(draft.partnership, now, door_id=door_id)
        facts = facts_of(draft)
        unborn = {child.number for child in facts.children if child.unborn}
        urgent = draft.urgent and draft.ground in SENDS_WITHOUT_AGREEMENT
        return super().get_context_data(**context) | {
            "referral": draft,
            "reference": draft.reference,
            "told": edition_told(draft),
            "urgent": urgent,
            "allegation": is_allegation(draft),
            "refused": draft.ground == Ground.COULD_NOT_ASK,
            "needs": [
                {"text": need.words, "href": self.address_of(need, unborn=unborn)}
                for need in missing(facts)
            ],
            "answers": self.four_answers() if urgent else [],
            "cards": [] if urgent else self.cards(),
            "ground": ground_words(draft),
            "who_will_see": who_will_see(draft, council.goes_to if council else office.name),
            "council": council,
            "office": office,
            "insets": insets_for(draft.partnership, now, door_id=door_id),
            "route": route_words(draft, door_id=door_id),
            "back_url": reverse("referrals:urgent", args=[draft.reference])
            if urgent
            else reverse("referrals:allegation", args=[draft.reference])
            if is_allegation(draft)
            else draft_address(draft),
        }

    def four_answers(self) -> list[dict[str, str]]:
        """Return the four answers as rows, each with the page that changes it."""
        draft = self.referral
        children = list(draft.children.order_by("number"))
        change = reverse("referrals:urgent", args=[draft.reference])
        answers = (
            ("Number to call you on", draft.callback_number, "callback_number"),
            ("Which child or children", which_words(children), "which"),
            ("Where they are now", where_words(children), "where"),
            ("What you are worried about", draft.worry, "worry"),
            ("Anyone we must not tell or ring", draft.must_not_know, "must_not_tell"),
        )
        return [
            {"key": key, "value": value, "change_url": f"{change}#{field}"}
            for key, value, field in answers
            if value or field != "must_not_tell"
        ]

    def cards(self) -> list[dict[str, Any]]:
        """Return every answer, card by card, each with the page that changes it."""
        return [
            {
                "title": card.title,
                "rows": [
                    {
                        "key": row.key,
                        "value": row.value,
                        "change_url": self.change_address(row.place) if row.place else "",
                        "change_what": row.changes,
                    }
                    for row in card.rows
                ],
            }
            for card in cards(self.referral, withheld=False)
        ]

    def change_address(self, place: str) -> str:
        """Return a question's page; the form's own lead back here."""
        address = draft_address(self.referral, place)
        return address if place.startswith(FIRST_QUESTIONS) else f"{address}?next=check"

    def address_of(self, need: Need, *, unborn: set[int]) -> str:
        """Return the page that answers a need."""
        if is_allegation(self.referral):
            return reverse("referrals:allegation", args=[self.referral.reference])
        if need.key is NeedKey.GROUND:
            return reverse("referrals:agreed", args=[self.referral.reference])
        place = place_of_need(need, unborn=unborn)
        return self.change_address(place) if place else draft_address(self.referral)


@hat_required(Permission.REFER)
def sent(request: HatRequest, reference: str) -> HttpResponse:
    """Show the receipt, true by the hour."""
    referral = referral_or_404(request, reference)
    if not is_theirs(request.membership, referral):
        raise Http404
    if referral.received_at is None:
        return redirect("referrals:record", reference)
    audit.record(by=request.membership, action="referral.receipt_viewed", subjects=[reference])
    return render(request, "referrals/sent.html", sent_context(referral))


def sent_context(referral: Referral) -> dict[str, Any]:
    """Return what the receipt shows now."""
    now = timezone.now()
    office = office_of(referral, now)
    return {
        "referral": referral,
        "reference": referral.reference,
        "office": office,
        "receipt": receipt(referral, office, now),
        "route": route_words(referral, door_id=referral.front_door_id),
        "not_done": _duties_not_done(referral),
    }


def _duties_not_done(referral: Referral) -> list[dict[str, str]]:
    """Return the duties that were not recorded as done when it was sent (decision 16)."""
    chosen = referral.chosen_circumstances.binding().exclude(duty_done=Answer.YES)
    return [
        {
            "title": one.circumstance.duty_title,
            "address": reverse(
                "referrals:add_duties", args=[referral.reference, code_of(one.circumstance.key)]
            ),
        }
        for one in chosen.select_related("circumstance")
    ]
