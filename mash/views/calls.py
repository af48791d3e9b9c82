"""Logging a call: the first things, then the rest; and closing a question (R-045, decision 8)."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from accounts.access import HatRequest, HatRequired
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.operations import form_keys
from accounts.rules import Permission
from govuk.fields import Answer
from govuk.views import QuestionView
from mash import access
from mash.forms import calls as forms
from mash.forms.moments import now_initial
from mash.models import EnquiryAnswer
from mash.operations import calls
from mash.views.pages import ContactQuestion, clock_now
from referrals.models import ReferredChild
from referrals.presenters.office import hubs_of
from referrals.rules import ReferrerKind


class LogCall(HatRequired, QuestionView):
    """Ask for the first things; the contact is in the queue as soon as they are saved."""

    permissions = (Permission.LOG_CALL,)
    form_class = forms.CallForm
    request: HatRequest

    def get_initial(self) -> dict[str, Any]:
        """Start from now: the call is being taken."""
        return now_initial()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask which council, where there are several and the officer's team is no one's own."""
        by = self.request.membership
        hubs = hubs_of(by.partnership)
        own = any(hub.site_id == by.site_id for hub in hubs)
        asked = [] if own else [(str(hub.pk), hub.area) for hub in hubs]
        return super().get_form_kwargs() | {"hubs": asked}

    def get_back_url(self) -> str:
        """Return the queue."""
        return reverse("mash:queue")

    def answer(self, form: Any) -> str:
        """Log the call, and carry on with the rest of it."""
        given = form.cleaned_data
        kind = ReferrerKind(given["caller_kind"])
        call = calls.Call(
            taken_at=given["moment"],
            worry=given["worry"],
            caller_kind=kind,
            caller_name=given["caller_name"] or "",
            callback_number=given["number"] or "",
            child=told_child(given),
            where_now=given["where"],
            danger_now=given["danger"] == Answer.YES,
            door_id=form.door_id,
        )
        try:
            contact = calls.log_call(
                by=self.request.membership, call=call, form_key=given["form_key"]
            )
        except NotAllowed:
            raise Http404 from None
        except AlreadyDone:
            reference = form_keys.result_of(key=given["form_key"], by=self.request.membership)
            return reverse("mash:call_rest", args=[reference])
        except OperationError as error:
            form.add_error(None, error.message)
            return ""
        messages.success(
            self.request, f"Call saved {clock_now()}. Its reference is {contact.reference}."
        )
        return reverse("mash:call_rest", args=[contact.reference])


def told_child(given: dict[str, Any]) -> calls.ToldChild:
    """Return the child a form names or describes."""
    return calls.ToldChild(
        first_name=given["first_name"],
        last_name=given["last_name"],
        about_age=given["about_age"],
        description=given["description"],
    )


class OfCall(ContactQuestion):
    """A question about a call that only whoever took it is asked."""

    permissions = (Permission.LOG_CALL,)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Show nothing of it to anybody else."""
        if not access.may_fill_in_call(self.request.membership, self.contact):
            raise Http404
        return super().get_form_kwargs()

    def done_url(self) -> str:
        """Go back to the list of what is still open about the call."""
        return reverse("mash:call_rest", args=[self.contact.reference])

    def get_back_url(self) -> str:
        """Return the contact."""
        return reverse("mash:contact", args=[self.contact.reference])


class RestOfCall(OfCall):
    """Ask the rest of what a caller knows; none of it is needed."""

    form_class = forms.RestForm
    template_name = "mash/call_rest.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Leave out what was answered before."""
        return super().get_form_kwargs() | {"contact": self.contact}

    def done_url(self) -> str:
        """Go to the contact."""
        return reverse("mash:contact", args=[self.contact.reference])

    def write(self, form: Any) -> str:
        """Save what was said."""
        given = {name: value for name, value in form.cleaned_data.items() if value}
        parts = {part.name for part in fields(calls.RestOfCall)}
        calls.fill_in_call(
            by=self.request.membership,
            referral=self.contact,
            rest=calls.RestOfCall(**{name: given[name] for name in parts & given.keys()}),
            form_key=form.cleaned_data["form_key"],
        )
        return f"Saved {clock_now()}."


class ChildOfCall(OfCall):
    """Ask more about one child of a call."""

    form_class = forms.ChildOfCallForm

    def _child(self) -> ReferredChild:
        for child in self.contact.children.all():
            if child.number == self.kwargs["number"]:
                return child
        raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the child, and leave out what is known."""
        child = self._child()
        return super().get_form_kwargs() | {"child": child, "words": {"child": child.short_name}}

    def write(self, form: Any) -> str:
        """Save what was said of the child."""
        names = set(form.fields) - {"form_key", "version"}
        calls.describe_child(
            by=self.request.membership,
            referral=self.contact,
            child_number=self.kwargs["number"],
            answers={name: form.cleaned_data[name] for name in names},
            form_key=form.cleaned_data["form_key"],
        )
        return f"Saved {clock_now()}."


class AddChild(OfCall):
    """Add another child the caller is worried about."""

    form_class = forms.AddChildForm

    def write(self, form: Any) -> str:
        """Add the child."""
        calls.add_child(
            by=self.request.membership,
            referral=self.contact,
            child=told_child(form.cleaned_data),
            where_now=form.cleaned_data["where"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Child added {clock_now()}."


class CloseEnquiry(ContactQuestion):
    """Close a question that names no child, with what was answered (decision 8)."""

    form_class = forms.EnquiryForm
    permissions = (Permission.RATE,)

    def get_form_kwargs(self) -> dict[str, Any]:
        """A contact about a child is not closed here."""
        if not access.may_close_enquiry(self.request.membership, self.contact):
            raise Http404
        return super().get_form_kwargs()

    def done_url(self) -> str:
        """Go back to the queue."""
        return reverse("mash:queue")

    def write(self, form: Any) -> str:
        """Close it."""
        calls.close_enquiry(
            by=self.request.membership,
            referral=self.contact,
            kind=EnquiryAnswer.Kind(form.cleaned_data["kind"]),
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Enquiry {self.contact.reference} closed {clock_now()}."
