"""Children, adults and referrers of a contact, as the hub reads their names."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Prefetch

from accounts.models import Membership
from accounts.rules import ROLE_NAMES, Role
from govuk.words import age_words, children_words, date_words, staff_words
from mash.models import Decision
from referrals.models import FamilyMember, Referral, ReferredChild
from referrals.presenters.facts import child_words
from referrals.rules import Answer, Channel, ReferrerKind
from referrals.workflow import AWAITING_DECISION, WAITING_FOR_AN_ANSWER

CHANNEL_WORDS: dict[str, str] = {
    Channel.PORTAL: "Portal",
    Channel.PHONE: "Phone call",
    Channel.LETTER: "Letter",
    Channel.POLICE: "Police notification",
    Channel.TRANSFER_PANEL: "Transfer panel",
}
KIND_WORDS: dict[str, str] = {
    ReferrerKind.PROFESSIONAL_INVOLVED: "Professional still involved",
    ReferrerKind.PROFESSIONAL: "Another professional",
    ReferrerKind.FAMILY_OR_PUBLIC: "A member of the public",
    ReferrerKind.ANONYMOUS: "Somebody who gave no name",
}
PUBLIC_KINDS = frozenset({ReferrerKind.FAMILY_OR_PUBLIC, ReferrerKind.ANONYMOUS})


def age_of(person: ReferredChild | FamilyMember, today: date) -> str:
    """Return an age in words: "7 months", "about 6", "unborn, due March 2027"."""
    return age_words(
        today=today,
        born=person.date_of_birth,
        due=getattr(person, "due_on", None),
        due_day_known=getattr(person, "due_day_known", True),
        about=person.about_age,
    )


def youngest_first(children: Iterable[ReferredChild], today: date) -> list[ReferredChild]:
    """Return children youngest first: the unborn before the born, unknown ages last."""

    def years(child: ReferredChild) -> float:
        if child.due_on:
            return -1
        if child.date_of_birth:
            return (today - child.date_of_birth).days / 365.25
        return child.about_age if child.about_age is not None else 99

    return sorted(children, key=lambda child: (years(child), child.number))


def names_with_ages(children: Iterable[ReferredChild], today: date) -> list[str]:
    """Return "Amira Khatun, 7 months" for each child, youngest first."""
    return [child_words(child) for child in youngest_first(children, today)]


def referrer_job(referral: Referral) -> str:
    """Return who referred as a list shows it: a job, never the name of a member of the public."""
    if referral.channel == Channel.PORTAL:
        return referral.author.job_title or ROLE_NAMES[Role(referral.author.role)]
    if referral.referrer_kind in PUBLIC_KINDS:
        return KIND_WORDS[referral.referrer_kind]
    return referral.referrer_role or KIND_WORDS.get(referral.referrer_kind, "")


def referrer_agency(referral: Referral) -> str:
    """Return the agency a contact came from; empty for the public."""
    if referral.channel == Channel.PORTAL:
        return referral.site.agency.name
    return "" if referral.referrer_kind in PUBLIC_KINDS else referral.referrer_agency


def referrer_name(referral: Referral) -> str:
    """Return who referred by name, for a contact's own pages: the hub alone reads it."""
    if referral.channel == Channel.PORTAL:
        return referral.author.person.full_name
    return referral.referrer_name or KIND_WORDS.get(referral.referrer_kind, "")


# The decisions in force, for `followers`; the newest of a child is the last one.
MADE_DECISIONS = Prefetch(
    "decisions",
    Decision.objects.filter(state=Decision.State.MADE)
    .select_related("follow_up_by__person")
    .order_by("decided_at", "pk"),
    to_attr="made_decisions",
)


def followers(children: Iterable[ReferredChild]) -> list[Membership]:
    """Return who asks a family, or chases another authority, each once (decision 10).

    `children` have `MADE_DECISIONS` prefetched.
    """
    found = [
        child.made_decisions[-1].follow_up_by  # type: ignore[attr-defined]
        for child in children
        if child.status in WAITING_FOR_AN_ANSWER and child.made_decisions  # type: ignore[attr-defined]
    ]
    return list(dict.fromkeys(one for one in found if one))


def is_with(contact: Referral, children: Sequence[ReferredChild]) -> list[Membership]:
    """Return whom a contact is with: once every child is decided, whoever follows them up.

    Until then it is with whoever holds it. `children` have `MADE_DECISIONS` prefetched.
    """
    following = followers(children)
    if following and not any(child.status in AWAITING_DECISION for child in children):
        return following
    return [contact.holder] if contact.holder else []


def staff(membership: Membership | None) -> str:
    """Return "Priya Nair, MASH screener"; "The portal" where nobody did it."""
    if membership is None:
        return "The portal"
    return staff_words(membership.person.full_name, ROLE_NAMES[Role(membership.role)])


def identity(
    referral: Referral, children: Sequence[ReferredChild], today: date, *, open_case: bool
) -> dict[str, object]:
    """Return what the identity bar shows (pages.md 2): who, and words of warning."""
    members = list(referral.family_members.all())
    warnings = [
        ("Immediate danger", referral.danger_now),
        (
            "Do not contact: see safe contact",
            referral.someone_must_not_know == Answer.YES
            or any(one.may_know == Answer.NO for one in [*children, *members]),
        ),
        ("Address withheld", any(one.address_confidential for one in [*children, *members])),
        ("Restricted", referral.restricted),
        (_interpreter(children), bool(_interpreter(children))),
        ("Open to social care", open_case),
    ]
    said: dict[str, object] = {
        "reference": referral.reference,
        "warnings": [text for text, shown in warnings if shown],
    }
    if not children:
        return said | {"name": "No child is named", "line": "Enquiry: no child is named"}
    if len(children) > 1:
        line = children_words([child.short_name for child in children])
        return said | {"name": line, "line": line}
    (child,) = children
    level = f"Level {child.mash_level} (MASH)" if child.mash_level else ""
    return said | {
        "name": child.full_name,
        "known_as": child.known_as,
        "age": age_of(child, today),
        "born": date_words(child.date_of_birth) if child.date_of_birth else "",
        "level": level,
    }


def _interpreter(children: Iterable[ReferredChild]) -> str:
    languages = sorted(
        {
            child.first_language or "language not known"
            for child in children
            if child.needs_interpreter == Answer.YES
        }
    )
    return f"Interpreter: {', '.join(languages)}" if languages else ""
