"""Claiming, rating, checking, holding, telling the referrer, passing on: one question each."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.operations import audit
from accounts.rules import Permission
from directory.models import ContactPoint, FrontDoor
from directory.presenters import calendar_for, numbers_of
from govuk.words import or_words, when
from mash import access
from mash.errors import ClaimedByAnother
from mash.forms import screening as forms
from mash.forms.moments import now_initial
from mash.models import CaseSystemCheck
from mash.operations import checks, passing_on, screening
from mash.presenters import contact as presenter
from mash.views.pages import ContactQuestion, clock_now, find_contact, frame
from referrals import clocks
from referrals.models import Referral, ReferredChild
from referrals.operations import timekeeping
from referrals.presenters.office import door_of, hubs_of
from referrals.rules import Channel, Rating, ReferrerKind


class Button(ContactQuestion):
    """A button of the panel: it writes without a question, and a refusal is a page of its own."""

    form_class = forms.KeyForm
    http_method_names = ["post"]

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why it could not be done, and the way on."""
        audit.record(
            by=self.request.membership,
            action="referral.viewed",
            subjects=[self.contact.reference],
            detail={"page": "refused"},
        )
        context = frame(self.request, self.contact) | {
            "form": form,
            "page_title": "This could not be done",
            "may_take_over": access.may_claim(self.request.membership, self.contact)
            and self.contact.holder_id not in {None, self.request.membership.pk},
        }
        return render(self.request, "mash/refused.html", context, status=422)


class Claim(Button):
    """Claim a contact; a colleague who was faster is named, with "Take over"."""

    def write(self, form: Any) -> str:
        """Claim it."""
        try:
            screening.claim(
                by=self.request.membership,
                referral=self.contact,
                form_key=form.cleaned_data["form_key"],
            )
        except ClaimedByAnother:
            self.contact = find_contact(self.request.membership, self.contact.reference)
            raise
        return f"Claimed {clock_now()}. It is with you."


class Release(Button):
    """Give a contact back."""

    def write(self, form: Any) -> str:
        """Give it back."""
        screening.release(
            by=self.request.membership,
            referral=self.contact,
            form_key=form.cleaned_data["form_key"],
        )
        return f"Given back {clock_now()}. It is with nobody."


class ConfirmRating(Button):
    """Confirm a screener's rating as it is."""

    form_class = forms.ConfirmRatingForm

    def write(self, form: Any) -> str:
        """Confirm it."""
        screening.confirm_rating(
            by=self.request.membership,
            referral=self.contact,
            seen=form.cleaned_data["seen"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Rating confirmed {clock_now()}."


class TakeOver(ContactQuestion):
    """Take a contact from the colleague who holds it, saying why."""

    permissions = (Permission.RATE,)
    form_class = forms.TakeOverForm

    def write(self, form: Any) -> str:
        """Take it over."""
        screening.take_over(
            by=self.request.membership,
            referral=self.contact,
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Taken over {clock_now()}. It is with you."


class PassToHub(ContactQuestion):
    """Pass a contact to another council's hub of the partnership (decision 30)."""

    permissions = (Permission.RATE,)
    form_class = forms.PassToHubForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where there is no other hub it may go to there is nothing to ask."""
        if not self.hubs or not access.may_pass_to_hub(self.request.membership, self.contact):
            return HttpResponseRedirect(self.done_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def hubs(self) -> list[FrontDoor]:
        """The other hubs of the partnership."""
        hubs = hubs_of(self.contact.partnership)
        return [hub for hub in hubs if hub.pk != self.contact.front_door_id]

    def get_initial(self) -> dict[str, Any]:
        """Remember whose it is while the page is open."""
        return {"seen": self.contact.front_door_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other councils."""
        hubs = [(str(hub.pk), f"{hub.area}: {hub.name}") for hub in self.hubs]
        return super().get_form_kwargs() | {"hubs": hubs}

    def get_insets(self) -> tuple[str, ...]:
        """Say whose it is now, and that danger is told by telephone first."""
        here = door_of(self.contact)
        insets = [f"It is with the {here.name} now."]
        if self.contact.danger_now:
            numbers = or_words(
                [number.words for number in numbers_of(self.hubs, ContactPoint.Kind.HUB)]
            )
            insets.append(
                "A child is in immediate danger. Act on it here, and ring the other team before "
                f"you pass it on: {numbers}."
            )
        return tuple(insets)

    def write(self, form: Any) -> str:
        """Pass it on."""
        to = next(hub for hub in self.hubs if str(hub.pk) == form.cleaned_data["to"])
        passing_on.pass_to_hub(
            by=self.request.membership,
            referral=self.contact,
            to=to,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"{self.contact.reference} was passed to the {to.short_name} {clock_now()}."

    def done_url(self) -> str:
        """Go back to the contact, or to the queue where it is now another team's to read."""
        mine = Referral.objects.visible_to(self.request.membership)
        if mine.filter(pk=self.contact.pk).exists():
            return super().done_url()
        return reverse("mash:queue")


class Rate(ContactQuestion):
    """Say how urgent a contact is."""

    permissions = (Permission.RATE,)
    form_class = forms.RateForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the rating it has."""
        return {"rating": self.contact.rating, "seen": self.contact.rating}

    def get_insets(self) -> tuple[str, ...]:
        """Tell a screener that their rating waits for a social worker (decision 12)."""
        if access.may_confirm_rating(self.request.membership):
            return ()
        return (
            "A MASH social worker confirms your rating. Only they can lower one or make it Blue.",
        )

    def write(self, form: Any) -> str:
        """Save the rating."""
        screening.rate(
            by=self.request.membership,
            referral=self.contact,
            rating=Rating(form.cleaned_data["rating"]),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Rating saved {clock_now()}."


class FlagDanger(ContactQuestion):
    """Flag immediate danger that nobody had ticked."""

    form_class = forms.DangerForm

    def write(self, form: Any) -> str:
        """Flag it."""
        screening.flag_danger(
            by=self.request.membership,
            referral=self.contact,
            because=form.cleaned_data["because"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Flagged as immediate danger {clock_now()}. The child must be seen today."


class Reply(ContactQuestion):
    """Tell the referrer what happens next and by when (R-048)."""

    form_class = forms.ReplyForm

    def get_initial(self) -> dict[str, Any]:
        """Start from the prefilled words."""
        now = timezone.now()
        front_door = door_of(self.contact)
        text = presenter.REPLY.format(
            next="speak to a manager",
            by=presenter.reply_by_words(self.contact, now),
            number=presenter.hub_number(front_door),
        )
        return {"text": text, "answer_by": "no"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer answers by the close of the next two working days."""
        choices = [("no", "No")]
        choices += [
            (moment.isoformat(), f"Yes, by {when(moment, timezone.now())}")
            for moment in self._closes()
        ]
        return super().get_form_kwargs() | {
            "by_phone": self.contact.channel != Channel.PORTAL,
            "answer_choices": choices,
        }

    def _closes(self) -> list[datetime]:
        calendar = calendar_for(door_of(self.contact))
        first = calendar.effective_start(timezone.now()).date()
        return [calendar.closes(first), calendar.closes(calendar.add_working_days(first, 1))]

    def write(self, form: Any) -> str:
        """Send it, or keep what was said on the telephone."""
        asked = form.cleaned_data.get("answer_by", "no")
        screening.send_holding_reply(
            by=self.request.membership,
            referral=self.contact,
            text=form.cleaned_data["text"],
            needs_answer_by=None if asked == "no" else datetime.fromisoformat(asked),
            form_key=form.cleaned_data["form_key"],
        )
        told = "sent" if self.contact.channel == Channel.PORTAL else "saved"
        return f"What the referrer hears was {told} {clock_now()}."


class Hold(ContactQuestion):
    """Hold children for more information, once, to the end of the next working day (R-052)."""

    form_class = forms.HoldForm
    permissions = (Permission.DECIDE,)

    def _until(self) -> datetime:
        calendar = calendar_for(door_of(self.contact))
        rule = timekeeping.timescale(referral=self.contact, key="mash_hold")
        return clocks.due_at(rule, self.contact.received_at, calendar).at  # type: ignore[arg-type]

    def get_initial(self) -> dict[str, Any]:
        """Start from what the referrer would hear."""
        return {
            "tell_referrer": presenter.HOLD_REPLY.format(
                by=f"by {when(self._until(), timezone.now())}",
                number=presenter.hub_number(door_of(self.contact)),
            )
        }

    def _holdable(self) -> list[ReferredChild]:
        by = self.request.membership
        return [
            child
            for child in self.contact.children.all()
            if access.may_hold(by, child) and not hasattr(child, "hold")
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where no child can be held there is nothing to ask."""
        if not self._holdable():
            return HttpResponseRedirect(self.done_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask which children, where the contact has several; only those who may be held."""
        return super().get_form_kwargs() | {
            "children": [(child.number, child.full_name) for child in self._holdable()],
            "everybody": [child.number for child in self.contact.children.all()],
            "until": when(self._until(), timezone.now()),
            "nobody_to_tell": self.contact.referrer_kind == ReferrerKind.ANONYMOUS,
        }

    def write(self, form: Any) -> str:
        """Hold them."""
        until = screening.hold(
            by=self.request.membership,
            referral=self.contact,
            children=form.numbers(),
            waiting_for=form.cleaned_data["waiting_for"],
            from_whom=form.cleaned_data["from_whom"],
            tell_referrer=form.cleaned_data.get("tell_referrer", ""),
            form_key=form.cleaned_data["form_key"],
        )
        return f"Held {clock_now()}, until {when(until, timezone.now())}."


class PassNow(ContactQuestion):
    """Record that immediate danger went to referral and assessment (R-049, decision 9)."""

    form_class = forms.PassNowForm
    template_name = "mash/pass_now.html"

    def get_initial(self) -> dict[str, Any]:
        """Start from now."""
        return now_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask which children, where there are several to pass on."""
        children = list(self.contact.children.all())
        may = [child for child in children if access.may_pass_now(self.request.membership, child)]
        return super().get_form_kwargs() | {
            "children": [(child.number, child.full_name) for child in may],
            "everybody": [child.number for child in children],
        }

    def write(self, form: Any) -> str:
        """Pass them on."""
        screening.pass_now(
            by=self.request.membership,
            referral=self.contact,
            children=form.numbers(),
            told=form.cleaned_data["told"],
            told_at=form.cleaned_data["moment"],
            form_key=form.cleaned_data["form_key"],
        )
        return (
            f"Passed to referral and assessment {clock_now()}. "
            "Check the case system within the hour. The decision is written afterwards."
        )


class CheckCaseSystem(ContactQuestion):
    """Record what the council's case system says of one child (decision 9)."""

    form_class = forms.CaseSystemCheckForm

    def _child(self) -> ReferredChild:
        wanted = self.kwargs["number"]
        for child in self.contact.children.all():
            if child.number == wanted:
                return child
        raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the child in the question."""
        return super().get_form_kwargs() | {"words": {"child": self._child().short_name}}

    def get_initial(self) -> dict[str, Any]:
        """Start from now, and from the system this hub looks into."""
        last = CaseSystemCheck.objects.filter(checked_by=self.request.membership).last()
        return now_initial() | {"system": last.system if last else ""}

    def done_url(self) -> str:
        """Go back to what is known of the child."""
        return reverse("mash:known", args=[self.contact.reference])

    def write(self, form: Any) -> str:
        """Keep the check."""
        given = form.cleaned_data
        checks.record_case_system_check(
            by=self.request.membership,
            referral=self.contact,
            child_number=self.kwargs["number"],
            result=CaseSystemCheck.Result(given["result"]),
            system=given["system"],
            checked_at=given["moment"],
            worker=given["worker"] or "",
            team=given["team"] or "",
            plans=given["plans"] or [],
            form_key=given["form_key"],
        )
        return f"Case-system check saved {clock_now()}."
