"""What the pages about one contact share: finding it, the frame around it, and its questions."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import HatRequest, HatRequired, require
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.models import Membership
from accounts.operations import audit
from accounts.rules import Permission
from directory.presenters import calendar_for
from govuk.views import QuestionView
from govuk.words import london, time_words
from mash import access
from mash.forms.screening import ConfirmRatingForm, KeyForm, NoteForm
from mash.presenters import contact as presenter
from mash.presenters import queue
from mash.presenters.people import identity
from referrals.models import DoorChange, Referral
from referrals.presenters.office import door_of
from referrals.workflow import AWAITING_DECISION

TABS = (
    ("worry", "Worry"),
    ("family", "Children and family"),
    ("level", "Level and signs"),
    ("known", "Known to us"),
    ("messages", "Messages"),
    ("history", "History"),
)


class PassedOn(Exception):
    """A contact this hat could open until it was passed to another council's team."""

    def __init__(self, change: DoorChange) -> None:
        self.change = change
        super().__init__(change.pk)


def find_contact(membership: Membership, reference: str) -> Referral:
    """Return a contact this hat may open, with what its pages show; 404 otherwise.

    Raises:
        PassedOn: this hat's team had it, and passed it to another council's.
    """
    contacts = presenter.with_contact_facts(Referral.objects.visible_to(membership).sent())
    found = contacts.filter(reference=reference).first()
    if found is None:
        if (
            change := DoorChange.objects.away_from(membership)
            .filter(referral__reference=reference)
            .last()
        ):
            raise PassedOn(change)
        raise Http404
    return found


def clock_now() -> str:
    """Return the time a confirmation says: "2:10pm"."""
    return time_words(london(timezone.now()).time())


def frame(request: HatRequest, contact: Referral) -> dict[str, Any]:
    """Return what stands around every page about a contact: who it is about, and the way back."""
    request.front_door_id = contact.front_door_id
    today = london(timezone.now()).date()
    return {
        "contact": contact,
        "reference": contact.reference,
        "view": _view(request),
        "identity": identity(
            contact,
            list(contact.children.all()),
            today,
            open_case=presenter.is_open_case(contact),
        ),
    }


def _view(request: HttpRequest) -> str:
    asked = request.GET.get("view", "")
    return asked if asked in queue.VIEWS else "all"


def tab_url(tab: str, reference: str) -> str:
    """Return a tab's address; the worry is the contact's own."""
    name = "contact" if tab == "worry" else tab
    return reverse(f"mash:{name}", args=[reference])


def show_tab(
    request: HatRequest,
    contact: Referral,
    tab: str,
    context: Mapping[str, Any],
    *,
    note_form: NoteForm | None = None,
) -> HttpResponse:
    """Render one tab of the contact page with its panel; the caller has written the audit row."""
    now, member = timezone.now(), request.membership
    calendar = calendar_for(door_of(contact))
    view = _view(request)
    contacts = Referral.objects.visible_to(member).sent()
    in_view = contacts.filter(queue.conditions(member, now)[view])
    references = list(in_view.in_queue_order().values_list("reference", flat=True))
    before, after = queue.neighbours(references, contact.reference)
    children = list(contact.children.all())
    page = frame(request, contact) | {
        "page_title": dict(TABS)[tab],
        "heading": ", ".join(child.full_name for child in children) or "Enquiry",
        "view_name": queue.VIEWS[view],
        "before": before,
        "after": after,
        "tabs": [
            {
                "text": words,
                "href": f"{tab_url(name, contact.reference)}?view={view}",
                "current": name == tab,
            }
            for name, words in TABS
        ],
        "panel": presenter.panel(contact, now=now, calendar=calendar),
        "note_form": note_form or NoteForm(),
        "key_form": KeyForm(),
        "confirm_form": ConfirmRatingForm(initial={"seen": contact.rating}),
        "may": _may(member, contact),
        # Only where several councils have a hub each does a contact carry its own.
        "hub": contact.front_door if queue.has_own_hub(contact) else None,
    }
    status = 422 if note_form and note_form.errors else 200
    return render(request, f"mash/contact_{tab}.html", page | dict(context), status=status)


def _may(member: Membership, contact: Referral) -> dict[str, object]:
    children = list(contact.children.all())
    holds = [child for child in children if hasattr(child, "hold")]
    return {
        "claim": access.may_claim(member, contact) and contact.holder_id is None,
        "take_over": access.may_claim(member, contact)
        and contact.holder_id not in {None, member.pk},
        "release": access.may_release(member, contact),
        "rate": access.may_rate(member, contact),
        "pass_to_hub": access.may_pass_to_hub(member, contact),
        "confirm": access.may_rate(member, contact)
        and access.may_confirm_rating(member)
        and bool(contact.rating)
        and contact.rating_confirmed_by_id is None,
        "flag": access.may_flag_danger(member, contact),
        "decide": any(access.may_decide(member, child) for child in children),
        "hold": any(access.may_hold(member, child) for child in children if child not in holds),
        "pass_now": any(access.may_pass_now(member, child) for child in children),
        "second": any(access.may_read_second(member, child) for child in children),
        "chase": [child for child in children if access.may_chase_transfer(member, child)],
        "seek_consent": [child for child in children if access.may_seek_consent(member, child)],
        "feedback": access.may_give_feedback(member)
        and any(child.status not in AWAITING_DECISION for child in children),
        "fill_in": access.may_fill_in_call(member, contact),
        "close_enquiry": not children and access.may_close_enquiry(member, contact),
    }


class ContactQuestion(HatRequired, QuestionView):
    """A question about one contact: one operation, then back to the contact.

    A subclass sets `form_class` and writes `write(form)`, returning the confirmation's words.
    An operation's named error is shown beside its field, with everything that was typed.
    """

    permissions = (Permission.WORK_QUEUE,)
    template_name = "mash/question.html"
    request: HatRequest
    contact: Referral

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the contact before anything of the view runs; 404 for a hat outside the hub."""
        super().setup(request, *args, **kwargs)
        require(self.request.membership, *self.permissions)
        self.contact = find_contact(self.request.membership, kwargs["reference"])
        self.request.front_door_id = self.contact.front_door_id

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the question, and note that the record was opened."""
        audit.record(
            by=self.request.membership,
            action="referral.viewed",
            subjects=[self.contact.reference],
            detail={"page": self.get_form_class().__name__},
        )
        return super().get(request, *args, **kwargs)

    def write(self, form: Any) -> str:
        """Call the operation and return the confirmation's words."""
        raise NotImplementedError

    def answer(self, form: Any) -> str:
        """Write once, and go back to the contact; named errors become the form's."""
        try:
            words = self.write(form)
        except NotAllowed:
            raise Http404 from None
        except AlreadyDone:
            return self.done_url()
        except OperationError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, error.message)
            return ""
        if words:
            messages.success(self.request, words)
        return self.done_url()

    def done_url(self) -> str:
        """Return where the question leads; the contact unless a subclass says otherwise."""
        address = reverse("mash:contact", args=[self.contact.reference])
        return f"{address}?view={_view(self.request)}"

    def get_back_url(self) -> str:
        """Return the contact's address."""
        return self.done_url()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the frame around the contact; `<title>` names the act, never a child."""
        return frame(self.request, self.contact) | super().get_context_data(**context)
