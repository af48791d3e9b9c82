"""People, invitations, agencies and sites, for safeguarding leads and administrators."""

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.access import (
    HatRequest,
    HatRequired,
    hat_required,
    may_keep_agencies,
    public,
    roles_to_give,
)
from accounts.errors import AlreadyDone, InvitationUnusable, NotAllowed, OperationError
from accounts.forms import (
    AcceptInvitationForm,
    AddRoleForm,
    AgencyForm,
    EndMembershipForm,
    InviteForm,
    PersonForm,
    SiteForm,
)
from accounts.models import Agency, Invitation, Membership, Person, Site
from accounts.operations import agencies, invitations, people
from accounts.presenters import agency_rows, hat_words, invitation_rows, people_rows
from accounts.rules import ROLE_NAMES, AgencyKind, Permission, Role
from accounts.views.session import typed
from govuk.views import QuestionView
from govuk.words import and_words, count_words, london, time_words

KEEPS_PEOPLE = (Permission.INVITE_TO_SITE, Permission.ADMINISTER)
PEOPLE_ON_A_PAGE = 50
PEOPLE_COLUMNS = [{"label": label} for label in ("Name", "Role", "Job title", "Site", "Since")]
INVITATION = "invitation"


def done(request: HttpRequest, words: str) -> None:
    """Confirm what was done, in the past tense with its time."""
    messages.success(request, f"{words} {time_words(london(timezone.now()).time())}.")


@hat_required(*KEEPS_PEOPLE)
@require_safe
def people_page(request: HatRequest) -> HttpResponseBase:
    """List the people a hat keeps, and the invitations that wait."""
    role = request.GET.get("role", "")
    found = Membership.objects.visible_to(request.membership).current().with_names()
    if role in set(Role):
        found = found.filter(role=role)
    found = found.order_by("person__last_name", "person__first_name", "pk")
    page = Paginator(found, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    waiting = Invitation.objects.visible_to(request.membership).open().with_names()
    given = roles_to_give(request.membership)
    return render(
        request,
        "accounts/people.html",
        {
            "page": page,
            "columns": PEOPLE_COLUMNS,
            "rows": people_rows(page, now),
            "invitations": invitation_rows(waiting, now),
            "roles": [(r.value, ROLE_NAMES[r]) for r in given],
            "role": role if role in set(Role) else "",
            "keeps_agencies": may_keep_agencies(request.membership),
            "site": request.membership.site,
        },
    )


class AsksAboutPeople(HatRequired, QuestionView):
    """A question page of those who keep people; an operation's refusal stands by its field."""

    permissions: tuple[Permission, ...] = KEEPS_PEOPLE

    def get_back_url(self) -> str:
        """Go back to the list of people."""
        return reverse("people")

    def answer(self, form: Any) -> str:
        """Write the answer; a second press of the button finds the first one's result."""
        try:
            return self.write(form)
        except AlreadyDone:
            return self.get_back_url()
        except NotAllowed as error:
            raise Http404 from error
        except OperationError as error:
            form.add_error(error.field, error.message)
            return ""

    def write(self, form: Any) -> str:
        """Run the one operation and return where to go."""
        raise NotImplementedError


class Invite(AsksAboutPeople):
    """Invite somebody to a role at a site."""

    form_class = InviteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the sites and roles this hat may give."""
        hat = self.request.membership
        sites = Site.objects.visible_to(hat).open().select_related("agency")
        return super().get_form_kwargs() | {"sites": sites, "roles": roles_to_give(hat)}

    def write(self, form: InviteForm) -> str:
        """Send the invitation."""
        answers = form.cleaned_data
        sites = Site.objects.visible_to(self.request.membership).select_related("agency")
        invitations.invite(
            email=answers["email"],
            first_name=answers["first_name"],
            last_name=answers["last_name"],
            job_title=answers["job_title"],
            site=get_object_or_404(sites, pk=answers["site"]),
            role=Role(answers["role"]),
            by=self.request.membership,
            key=answers["form_key"],
        )
        done(self.request, "Invitation sent")
        return reverse("people")


@hat_required(*KEEPS_PEOPLE)
@require_POST
def send_again(request: HatRequest, invitation_id: int) -> HttpResponseBase:
    """Send an invitation again with a new link."""
    try:
        invitations.send_again(invitation_id=invitation_id, by=request.membership)
    except NotAllowed as error:
        raise Http404 from error
    except OperationError as error:
        messages.error(request, error.message)
    else:
        done(request, "Invitation sent again")
    return redirect("people")


@hat_required(*KEEPS_PEOPLE)
def withdraw(request: HatRequest, invitation_id: int) -> HttpResponseBase:
    """Ask before withdrawing an invitation, then withdraw it."""
    waiting = Invitation.objects.visible_to(request.membership).open().with_names()
    invitation = get_object_or_404(waiting, pk=invitation_id)
    if request.method == "POST":
        try:
            invitations.withdraw(invitation_id=invitation.pk, by=request.membership)
        except OperationError as error:
            messages.error(request, error.message)
        else:
            done(request, "Invitation withdrawn")
        return redirect("people")
    name = f"{invitation.first_name} {invitation.last_name}"
    return render(
        request,
        "govuk/removal.html",
        {
            "page_title": "Withdraw this invitation?",
            "question": "Withdraw this invitation?",
            "kept": [f"The link sent to {name} stops working. You can invite them again."],
            "button": "Yes, withdraw invitation",
            "back_url": reverse("people"),
        },
    )


@hat_required(*KEEPS_PEOPLE)
@require_safe
def person_page(request: HatRequest, person_id: int) -> HttpResponseBase:
    """Show one person: details, roles, and what may be done."""
    person, hats = _person(request, person_id)
    administers = request.membership.may(Permission.ADMINISTER)
    return render(
        request,
        "accounts/person.html",
        {
            "person": person,
            "current": [hat for hat in hats if hat.ended_at is None],
            "ended": [hat for hat in hats if hat.ended_at],
            "is_self": person.pk == request.user.pk,
            "administers": administers,
        },
    )


class ChangePerson(AsksAboutPeople):
    """Change how somebody is named and rung."""

    form_class = PersonForm

    def get_initial(self) -> dict[str, Any]:
        """Start from what is known."""
        person, _hats = _person(self.request, self.kwargs["person_id"])
        return {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "phone": person.phone,
        }

    def get_back_url(self) -> str:
        """Go back to the person."""
        return reverse("person", args=[self.kwargs["person_id"]])

    def write(self, form: PersonForm) -> str:
        """Save the details."""
        person, _hats = _person(self.request, self.kwargs["person_id"])
        people.change_details(
            person=person,
            first_name=form.cleaned_data["first_name"],
            last_name=form.cleaned_data["last_name"],
            phone=form.cleaned_data["phone"],
            by=self.request.membership,
        )
        done(self.request, "Details saved")
        return self.get_back_url()


class AddRole(AsksAboutPeople):
    """Give somebody another role."""

    form_class = AddRoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the sites and roles this hat may give; the person must be theirs to keep."""
        _person(self.request, self.kwargs["person_id"])
        hat = self.request.membership
        sites = Site.objects.visible_to(hat).open().select_related("agency")
        return super().get_form_kwargs() | {"sites": sites, "roles": roles_to_give(hat)}

    def get_back_url(self) -> str:
        """Go back to the person."""
        return reverse("person", args=[self.kwargs["person_id"]])

    def write(self, form: AddRoleForm) -> str:
        """Add the role."""
        person, _hats = _person(self.request, self.kwargs["person_id"])
        sites = Site.objects.visible_to(self.request.membership).select_related("agency")
        people.add_membership(
            person=person,
            site=get_object_or_404(sites, pk=form.cleaned_data["site"]),
            role=Role(form.cleaned_data["role"]),
            job_title=form.cleaned_data["job_title"],
            by=self.request.membership,
            key=form.cleaned_data["form_key"],
        )
        done(self.request, "Role added")
        return self.get_back_url()


@hat_required(*KEEPS_PEOPLE)
def end_membership(request: HatRequest, membership_id: int) -> HttpResponseBase:
    """Ask before ending somebody's role; their open work goes to a colleague."""
    mine = Membership.objects.visible_to(request.membership).current().with_names()
    leaving = get_object_or_404(mine, pk=membership_id)
    work = people.open_work(leaving)
    colleagues = people.may_take_on(leaving) if work else None
    form = EndMembershipForm(typed(request), colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("hand_over_to")
        try:
            people.end_membership(
                membership_id=leaving.pk,
                hand_over_to=int(chosen) if chosen else None,
                by=request.membership,
                key=form.cleaned_data["form_key"],
            )
        except NotAllowed as error:
            raise Http404 from error
        except AlreadyDone:
            return redirect("people")
        except OperationError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            done(request, "Role ended")
            # Whoever ends their own last role has no list to go back to.
            return redirect("account_hats" if leaving.person_id == request.user.pk else "people")
    name = leaving.person.full_name
    kept = [
        f"{name} stops being {hat_words(leaving)} and is signed out at once."
        " What they wrote is kept."
    ]
    if work:
        words = and_words([count_words(count, *kind.words) for kind, count in work])
        kept.append(f"They still have {words}.")
    return render(
        request,
        "govuk/removal.html",
        {
            "page_title": "End this role?",
            "question": "End this role?",
            "kept": kept,
            "form": form,
            "button": "Yes, end this role",
            "back_url": reverse("person", args=[leaving.person_id]),
        },
        status=422 if form.errors else 200,
    )


@hat_required(Permission.ADMINISTER)
def reset_second_step(request: HatRequest, person_id: int) -> HttpResponseBase:
    """Ask before removing somebody's second steps, then remove them."""
    person, _hats = _person(request, person_id)
    if request.method == "POST":
        try:
            people.reset_second_step(person=person, by=request.membership, key=None)
        except NotAllowed as error:
            raise Http404 from error
        done(request, "Second step removed")
        return redirect("person", person.pk)
    return render(
        request,
        "govuk/removal.html",
        {
            "page_title": "Remove the second step?",
            "question": "Remove the second step?",
            "kept": [
                f"Do this only after you have spoken to {person.full_name} on a number you know.",
                "Their code app, passkeys and recovery codes stop working and they are signed"
                " out everywhere. They choose a new second step when they next sign in with"
                " their password. They are told by e-mail.",
            ],
            "button": "Yes, remove the second step",
            "back_url": reverse("person", args=[person.pk]),
        },
    )


@hat_required(Permission.ADMINISTER)
@require_safe
def agencies_page(request: HatRequest) -> HttpResponseBase:
    """List the partnership's agencies with their sites."""
    found = Agency.objects.visible_to(request.membership).prefetch_related(
        Prefetch("sites", queryset=Site.objects.order_by("name"))
    )
    return render(request, "accounts/agencies.html", {"agencies": agency_rows(found)})


class AsksAboutAgencies(AsksAboutPeople):
    """A question page of administrators."""

    permissions = (Permission.ADMINISTER,)

    def get_back_url(self) -> str:
        """Go back to the list of agencies."""
        return reverse("agencies")


class AddAgency(AsksAboutAgencies):
    """Add an agency."""

    form_class = AgencyForm

    def write(self, form: AgencyForm) -> str:
        """Add it, and go on to its first site."""
        agency = agencies.add_agency(
            name=form.cleaned_data["name"],
            kind=AgencyKind(form.cleaned_data["kind"]),
            by=self.request.membership,
            key=form.cleaned_data["form_key"],
        )
        done(self.request, "Agency added")
        return reverse("add_site", args=[agency.pk])


class ChangeAgency(AsksAboutAgencies):
    """Change an agency's name and kind."""

    form_class = AgencyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the agency."""
        mine = Agency.objects.visible_to(self.request.membership)
        agency = get_object_or_404(mine, pk=self.kwargs["agency_id"])
        options = super().get_form_kwargs() | {"agency": agency}
        options.pop("initial")
        return options

    def write(self, form: AgencyForm) -> str:
        """Save it."""
        agencies.change_agency(
            agency_id=self.kwargs["agency_id"],
            name=form.cleaned_data["name"],
            kind=AgencyKind(form.cleaned_data["kind"]),
            by=self.request.membership,
        )
        done(self.request, "Agency saved")
        return reverse("agencies")


class AddSite(AsksAboutAgencies):
    """Add a site to an agency."""

    form_class = SiteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """See that the agency is the administrator's to keep."""
        mine = Agency.objects.visible_to(self.request.membership)
        get_object_or_404(mine, pk=self.kwargs["agency_id"])
        return super().get_form_kwargs()

    def write(self, form: SiteForm) -> str:
        """Add it."""
        agencies.add_site(
            agency_id=self.kwargs["agency_id"],
            by=self.request.membership,
            key=form.cleaned_data["form_key"],
            **_site_details(form),
        )
        done(self.request, "Site added")
        return reverse("agencies")


class ChangeSite(AsksAboutAgencies):
    """Change a site's name and where it is."""

    form_class = SiteForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the site."""
        mine = Site.objects.visible_to(self.request.membership)
        site = get_object_or_404(mine, pk=self.kwargs["site_id"])
        options = super().get_form_kwargs() | {"site": site}
        options.pop("initial")
        return options

    def write(self, form: SiteForm) -> str:
        """Save it."""
        agencies.change_site(
            site_id=self.kwargs["site_id"], by=self.request.membership, **_site_details(form)
        )
        done(self.request, "Site saved")
        return reverse("agencies")


def _site_details(form: SiteForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("name", "address", "postcode", "phone")}


@public
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the link's key out of the address at once, so that no history or log keeps it."""
    request.session[INVITATION] = token
    return redirect("accept_invitation")


@public
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest) -> HttpResponseBase:
    """Let somebody invited in: a new account, or another role for the one they have."""
    token = request.session.get(INVITATION, "")
    try:
        found = invitations.usable(token=token)
    except InvitationUnusable as error:
        return render(
            request, "accounts/invitation_unusable.html", {"words": error.message}, status=404
        )
    if Person.objects.filter(email=found.email).exists():
        return _accept_with_account(request, found, token)
    form = AcceptInvitationForm(
        typed(request),
        initial={"first_name": found.first_name, "last_name": found.last_name},
    )
    if request.method == "POST" and form.is_valid() and _password_is_good(form, found):
        try:
            person = invitations.accept_as_new(
                token=token,
                first_name=form.cleaned_data["first_name"],
                last_name=form.cleaned_data["last_name"],
                password=form.cleaned_data["password"],
            )
        except OperationError as error:
            form.add_error(None, error.message)
        else:
            request.session.pop(INVITATION, None)
            login = Login(user=person, redirect_url=reverse("mfa_index"))
            return perform_password_login(request, {"email": person.email}, login)
    return render(
        request,
        "accounts/accept_invitation.html",
        {"form": form, "invitation": found},
        status=422 if form.errors else 200,
    )


def _accept_with_account(request: HttpRequest, found: Invitation, token: str) -> HttpResponseBase:
    signed_in = request.user.is_authenticated
    mine = signed_in and request.user.email == found.email  # type: ignore[union-attr]
    if request.method == "POST" and mine:
        try:
            invitations.accept_as(token=token, person=request.user)  # type: ignore[arg-type]
        except OperationError as error:
            messages.error(request, error.message)
        else:
            done(request, "Role added")
        request.session.pop(INVITATION, None)
        return redirect("account_hats")
    return render(
        request,
        "accounts/add_invited_role.html",
        {"invitation": found, "mine": mine, "somebody_else": signed_in and not mine},
    )


def _password_is_good(form: AcceptInvitationForm, found: Invitation) -> bool:
    person = Person(
        email=found.email,
        first_name=form.cleaned_data["first_name"],
        last_name=form.cleaned_data["last_name"],
    )
    try:
        validate_password(form.cleaned_data["password"], person)
    except ValidationError as error:
        form.add_error("password", error)
        return False
    return True


def _person(request: HatRequest, person_id: int) -> tuple[Person, list[Membership]]:
    """Return a person with the roles this hat keeps; 404 where there are none."""
    mine = Membership.objects.visible_to(request.membership).with_names()
    hats = list(mine.filter(person_id=person_id).order_by("-started_at"))
    if not hats:
        raise Http404
    return hats[0].person, hats
