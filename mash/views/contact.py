"""The tabs of the contact page; opening the worry is what reads a contact (pages.md 6)."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import HatRequest, hat_required
from accounts.errors import AlreadyDone, NotAllowed
from accounts.operations import audit
from accounts.rules import Permission
from directory.models import ContactPoint
from directory.presenters import calendar_for
from govuk.words import london
from mash.forms.screening import NoteForm
from mash.operations import screening
from mash.presenters import contact as presenter
from mash.views.pages import clock_now, find_contact, show_tab
from referrals.models import Referral
from referrals.presenters.office import door_of, helps_of


def _viewed(request: HatRequest, contact: Referral, tab: str, *more: str) -> None:
    audit.record(
        by=request.membership,
        action="referral.viewed",
        subjects=[contact.reference, *more],
        detail={"page": tab},
    )


@require_GET
@hat_required(Permission.WORK_QUEUE)
def worry(request: HatRequest, reference: str) -> HttpResponse:
    """Show the worry; the first time somebody of the hub opens it, it is read (decision 4)."""
    contact = find_contact(request.membership, reference)
    if contact.read_at is None:
        screening.read(by=request.membership, referral=contact)
        contact = find_contact(request.membership, reference)
    else:
        _viewed(request, contact, "worry")
    return _worry(request, contact)


def _worry(
    request: HatRequest, contact: Referral, note_form: NoteForm | None = None
) -> HttpResponse:
    page = presenter.worry_page(contact, timezone.now())
    return show_tab(request, contact, "worry", {"worry": page}, note_form=note_form)


@require_GET
@hat_required(Permission.WORK_QUEUE)
def family(request: HatRequest, reference: str) -> HttpResponse:
    """Show each child, adult and professional, with how it is safe to reach them."""
    contact = find_contact(request.membership, reference)
    _viewed(request, contact, "family")
    helps = helps_of(contact)
    today = london(timezone.now()).date()
    context = {
        "children": [
            presenter.child_card(child, today, helps=helps) for child in contact.children.all()
        ],
        "members": [presenter.member_card(one, today) for one in contact.family_members.all()],
        "professionals": presenter.professional_rows(contact),
    }
    return show_tab(request, contact, "family", context)


@require_GET
@hat_required(Permission.WORK_QUEUE)
def level(request: HatRequest, reference: str) -> HttpResponse:
    """Show what was chosen and suggested, a click away until the MASH level is saved."""
    contact = find_contact(request.membership, reference)
    _viewed(request, contact, "level")
    cards = presenter.level_cards(contact) if contact.read_at else []
    return show_tab(request, contact, "level", {"cards": cards})


@require_GET
@hat_required(Permission.WORK_QUEUE)
def known(request: HatRequest, reference: str) -> HttpResponse:
    """Show earlier contacts, the household's count and the case-system checks (decision 9)."""
    contact = find_contact(request.membership, reference)
    now = timezone.now()
    children = presenter.known_children(contact, request.membership, now)
    household = presenter.household_rows(contact, children, request.membership, now)
    rows = [*(row for one in children for row in one.earlier), *household]
    earlier = [str(row["reference"]) for row in rows]
    _viewed(request, contact, "known", *dict.fromkeys(earlier))
    context = {
        "children": children,
        "of_household": household,
        "no_match": presenter.NO_MATCH,
        "household": presenter.household_words(presenter.household_contacts(contact).count()),
        "restricted": presenter.may_match_restricted(contact, request.membership),
        "duty_manager": presenter.hub_number(door_of(contact), ContactPoint.Kind.DUTY_MANAGER),
    }
    return show_tab(request, contact, "known", context)


@require_GET
@hat_required(Permission.WORK_QUEUE)
def messages_tab(request: HatRequest, reference: str) -> HttpResponse:
    """Show what the hub and the referrer wrote to each other."""
    contact = find_contact(request.membership, reference)
    _viewed(request, contact, "messages")
    entries = presenter.message_entries(contact, timezone.now())
    return show_tab(request, contact, "messages", {"entries": entries})


@require_GET
@hat_required(Permission.WORK_QUEUE)
def history(request: HatRequest, reference: str) -> HttpResponse:
    """Show everything that happened, and every clock with its reasons."""
    contact = find_contact(request.membership, reference)
    _viewed(request, contact, "history")
    now = timezone.now()
    context = {
        "entries": presenter.history_entries(contact, now),
        "clocks": presenter.clocks_explained(
            contact, now=now, calendar=calendar_for(door_of(contact))
        ),
    }
    return show_tab(request, contact, "history", context)


@require_POST
@hat_required(Permission.WORK_QUEUE)
def note(request: HatRequest, reference: str) -> HttpResponse:
    """Add a note for the hub; an empty one shows the page again with what to do."""
    contact = find_contact(request.membership, reference)
    form = NoteForm(request.POST)
    if not form.is_valid():
        _viewed(request, contact, "worry")
        return _worry(request, contact, form)
    try:
        screening.write_note(
            by=request.membership,
            referral=contact,
            text=form.cleaned_data["text"],
            form_key=form.cleaned_data["form_key"],
        )
    except NotAllowed:
        raise Http404 from None
    except AlreadyDone:
        pass
    else:
        messages.success(request, f"Note added {clock_now()}.")
    return HttpResponseRedirect(reverse("mash:history", args=[reference]))
