"""Who may open a page, and who may do what with people, agencies and invitations."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.models import Membership, Person, Site
from accounts.rules import SITE_ROLES, Entry, Permission, Role

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class PersonRequest(HttpRequest):
    """A request of somebody signed in, with or without a hat; the middleware sees to it."""

    user: Person
    membership: Membership | None


class HatRequest(HttpRequest):
    """A request of somebody signed in who wears a hat; the middleware sees to it."""

    user: Person
    membership: Membership
    # Set by a view whose page is about one front door: the page then names that one's numbers.
    front_door_id: int | None


def _entered_by(view: V, entry: Entry) -> V:
    view.entry = entry  # type: ignore[attr-defined]
    return view


def public(view: V) -> V:
    """Let anybody open a view; goes outermost, on a function or on `as_view()`'s result."""
    return _entered_by(view, Entry.PUBLIC)


def for_person(view: V) -> V:
    """Let a signed-in person open a view before their second step is set up."""
    return _entered_by(view, Entry.PERSON)


def for_secured_person(view: V) -> V:
    """Let a signed-in person open a view without wearing a hat."""
    return _entered_by(view, Entry.SECURED_PERSON)


def unseen(view: V) -> V:
    """Mark a view that a window asks for by itself, so that it keeps nobody signed in."""
    view.unseen = True  # type: ignore[attr-defined]
    return view


def is_unseen(view: View) -> bool:
    """Say whether asking for a view shows nothing of whether the person is there."""
    return getattr(view, "unseen", False)


def entry_of(view: View) -> Entry:
    """Return who may open a view: a hat is needed unless the view says otherwise.

    Django's own `login_not_required` counts as public, so that pages without a person in them
    (liveness) need nothing of ours.
    """
    without_login = getattr(view, "login_required", True) is False
    return getattr(view, "entry", Entry.PUBLIC if without_login else Entry.HAT)


def require(membership: Membership, *permissions: Permission) -> None:
    """Raise 404 unless the hat carries one of the permissions: forbidden looks like missing."""
    if not any(membership.may(permission) for permission in permissions):
        raise Http404


def hat_required(
    *permissions: Permission,
) -> Callable[[Callable[Concatenate[HatRequest, P], R]], Callable[Concatenate[HatRequest, P], R]]:
    """Decorate a function view so that a hat without any of the permissions gets 404."""

    def decorate(
        view: Callable[Concatenate[HatRequest, P], R],
    ) -> Callable[Concatenate[HatRequest, P], R]:
        @wraps(view)
        def guarded(request: HatRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(request.membership, *permissions)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


class HatRequired:
    """Put before a class-based view: a hat without any of `permissions` gets 404."""

    permissions: tuple[Permission, ...] = ()
    # Django's views type it as any request; the middleware has made it one with a hat.
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check the hat before anything of the view runs."""
        require(request.membership, *self.permissions)  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def may_keep_people(membership: Membership) -> bool:
    """Say whether a hat sees the pages about people."""
    return membership.may(Permission.INVITE_TO_SITE) or membership.may(Permission.ADMINISTER)


def roles_to_give(membership: Membership) -> tuple[Role, ...]:
    """Return the roles a hat may give: a lead those of a site that refers, an administrator all."""
    if membership.may(Permission.ADMINISTER):
        return tuple(Role)
    return SITE_ROLES if membership.may(Permission.INVITE_TO_SITE) else ()


def may_give_role(membership: Membership, site: Site, role: Role) -> bool:
    """Say whether a hat may let somebody in at a site in a role."""
    if role not in roles_to_give(membership):
        return False
    if membership.may(Permission.ADMINISTER):
        return site.agency.partnership_id == membership.partnership_id
    return site.pk == membership.site_id


def may_keep(membership: Membership, other: Membership) -> bool:
    """Say whether a hat may change or end another: own site for a lead, own partnership else."""
    return may_give_role(membership, other.site, Role(other.role))


def may_keep_agencies(membership: Membership) -> bool:
    """Say whether a hat adds and changes agencies and sites."""
    return membership.may(Permission.ADMINISTER)


def second_steps(person_id: int) -> QuerySet[Authenticator]:
    """Return somebody's second steps; recovery codes only stand in for one."""
    mine = Authenticator.objects.filter(user_id=person_id)
    return mine.exclude(type=Authenticator.Type.RECOVERY_CODES)


def has_second_step(person: Any) -> bool:
    """Say whether somebody has set up a second step."""
    return second_steps(person.pk).exists()


def may_remove_second_step(authenticator: Authenticator) -> bool:
    """Say whether another second step stays when this one goes; every account needs one."""
    return (
        settings.DEMO or second_steps(authenticator.user_id).exclude(pk=authenticator.pk).exists()
    )
