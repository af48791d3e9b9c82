"""Records for the walk over every address, and the walk itself."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership
from accounts.operations import invitations
from accounts.rules import Role
from directory.models import ClosureDay, ContactPoint, FrontDoor, Service
from family_wellbeing.operations import allocating
from mash.models import Decision
from mash.operations import calls, deciding
from mash.rules import Destination
from referrals.duties import code_of
from referrals.models import EscalationStep, Outcome, Referral, Timescale
from referrals.operations import drafts
from referrals.rules import ReferrerKind
from reports import operations
from reports.models import subjects_of
from reports.presenters.trail import SEEN
from tests.architecture.expectations import Expected
from tests.factories import decisions, referrals
from thresholds import operations as editing
from thresholds.models import Edition

Cast = Mapping[str, Membership]
GALLERY = "gallery"
# The arguments that are the reference of a record about a family.
REFERENCES = frozenset(
    {
        "draft",
        "contact",
        "decided",
        "proposed",
        "sought",
        "accepted",
        "moving",
        "passed",
        "episode",
        "call",
        "enquiry",
    }
)


def every_name() -> Iterator[str]:
    """Yield the name of every address, with its namespace."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[Any], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == GALLERY:
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def records(cast: Cast) -> dict[str, Any]:
    """Make one record at each useful stage; return what the table's arguments stand for."""
    teacher, screener, decider = cast["teacher"], cast["screener"], cast["decision_maker"]
    bexley = teacher.partnership
    draft = referrals.ready(teacher)
    drafts.add_professional(by=teacher, referral=draft, answers={"name": "Miriam Oyelaran"})
    edition = Edition.objects.of(bexley).in_force().get()
    contact = decisions.screened(teacher, screener)
    decided = decisions.screened(teacher, screener)
    _decide(decider, decided, decisions.advice())
    proposed = decisions.screened(teacher, screener)
    _propose(decider, cast["second_decision_maker"], proposed)
    sought = decisions.without_agreement(decisions.screened(teacher, screener))
    _decide(decider, sought, decisions.consent_to_be_sought(cast["social_worker"]))
    accepted = decisions.screened(teacher, screener)
    strategy = Destination.STRATEGY_DISCUSSION
    _decide(decider, accepted, decisions.accepted(destination=strategy))
    moving = decisions.screened(teacher, screener)
    _decide(decider, moving, decisions.other_authority(cast["social_worker"]))
    passed = decisions.screened(teacher, screener)
    _decide(decider, passed, decisions.family_wellbeing())
    allocated = decisions.screened(teacher, screener)
    _decide(decider, allocated, decisions.family_wellbeing())
    episode = allocating.accept_and_allocate(
        by=cast["fws_manager"],
        referral=referrals.again(allocated),
        children=[1],
        keyworker=cast["keyworker"],
        eligibility=["domestic_abuse"],
        higher_than_level_3=False,
    )
    door = FrontDoor.objects.filter(partnership=bexley).first()
    assert door is not None
    closure = ClosureDay.objects.create(
        front_door=door, date=date(2027, 3, 1), reason="Staff training"
    )
    indicator = edition.indicators.select_related("domain").first()
    assert indicator is not None
    circumstance = edition.circumstances.get(key="fgm")
    return {
        "draft": draft.reference,
        "contact": contact.reference,
        "decided": decided.reference,
        "outcome_id": Outcome.objects.filter(child__referral=decided).get().pk,
        "proposed": proposed.reference,
        "sought": sought.reference,
        "accepted": accepted.reference,
        "moving": moving.reference,
        "passed": passed.reference,
        "episode": episode.reference,
        "call": _call(screener).reference,
        "enquiry": _call(screener, named=False).reference,
        "child": 1,
        "member": 1,
        "professional": 1,
        "agreement": 1,
        "child_kind": "child",
        "child_question": "name",
        "member_question": "who",
        "agreement_question": "who",
        "question": "worry",
        "section": "family",
        "duty": code_of("fgm"),
        "step": "level",
        "view": "all",
        "way_out": "signpost",
        "service": _first(Service.objects.filter(partnership=bexley), "slug"),
        "level": 3,
        "domain": indicator.domain.slug,
        "indicator": indicator.code,
        "circumstance": circumstance.slug,
        "in_force": edition.pk,
        "draft_edition": editing.open_draft(by=cast["administrator"], based_on=edition).pk,
        "file_kind": "csv",
        "way": "down",
        "glance_step": _first(edition.glance_steps.all(), "slug"),
        "glance_page": _first(edition.glance_steps.all(), "slug"),
        "term": _first(edition.glossary.all(), "slug"),
        "passage": _first(edition.passages.all(), "slug"),
        "passages": "passages",
        "taken_out_kind": "term",
        "edition": edition.pk,
        "person_id": cast["colleague"].person_id,
        "membership_id": cast["colleague"].pk,
        "agency_id": teacher.site.agency_id,
        "site_id": teacher.site_id,
        "invitation_id": _invite(cast["lead"]),
        "uid": "1",
        "key": default_token_generator.make_token(teacher.person),
        "token": "not-a-real-invitation",
        "number_id": _first(ContactPoint.objects.filter(front_door=door), "pk"),
        "door": door.key,
        "closure_day": closure.date,
        "timescale": _first(Timescale.objects.filter(partnership=bexley), "key"),
        "escalation_step": _first(EscalationStep.objects.filter(partnership=bexley), "key"),
        "search_id": _search(cast["governance"]),
        "nothing_id": 987_654_321,
        "nothing_uuid": uuid.uuid4(),
    }


def address(name: str, arguments: tuple[str, ...], made: Mapping[str, Any]) -> str:
    """Return the address of a name with its record's arguments."""
    return reverse(name, args=[made[argument] for argument in arguments])


def is_refused(client: Client, path: str, method: str) -> bool:
    """Say whether a hat finds nothing: the same 404 as for what does not exist.

    An address that only takes the other method answers 405 without looking at anybody.
    """
    answer = getattr(client, method)(path)
    return answer.status_code in {404, 405}


def is_sent_to_sign_in(path: str, method: str) -> bool:
    """Say whether nobody signed in is led to sign in, or told that they were signed out."""
    answer = getattr(Client(), method)(path)
    told = ("/account/sign-in/", "/account/signed-out/")
    return answer.status_code in {302, 303} and answer["Location"].startswith(told)


def record_of(expected: Expected, made: Mapping[str, Any]) -> str | None:
    """Return the reference of the record an address is about, or None where it is about none."""
    named = [argument for argument in expected.arguments if argument in REFERENCES]
    return str(made[named[0]]) if named else None


def newest_entry() -> int:
    """Return the id of the audit trail's newest entry."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def entries_after(entry: int) -> list[tuple[str, list[str]]]:
    """Return the trail's later entries: what was done, and about which references."""
    later = AuditEntry.objects.filter(pk__gt=entry).order_by("pk")
    return [(row.action, row.subjects) for row in later]


def is_one_view_of(record: str, entries: list[tuple[str, list[str]]]) -> bool:
    """Say whether there is one entry, and it says that a record or a child of it was seen."""
    about = set(subjects_of(record))
    return [action.endswith(SEEN) and bool(about & set(of)) for action, of in entries] == [True]


def _first(rows: QuerySet[Any], column: str) -> Any:
    return rows.values_list(column, flat=True).first()


def _decide(by: Membership, contact: Referral, answers: Any) -> None:
    deciding.decide(by=by, referral=contact, child_number=1, answers=answers)


def _propose(by: Membership, second: Membership, contact: Referral) -> None:
    contact.children.update(confirmed_level=4)
    _decide(by, contact, decisions.advice(level_because="Needs are met", second=second.pk))
    assert Decision.objects.filter(child__referral=contact, state=Decision.State.PROPOSED).exists()


def _call(by: Membership, *, named: bool = True) -> Referral:
    child = calls.ToldChild(first_name="Tobi", last_name="Adeyemi") if named else calls.ToldChild()
    return calls.log_call(
        by=by,
        call=calls.Call(
            taken_at=timezone.now(),
            worry="A neighbour heard shouting and a child crying.",
            caller_kind=ReferrerKind.FAMILY_OR_PUBLIC,
            caller_name="A neighbour",
            child=child,
        ),
    )


def _invite(by: Membership) -> int:
    invited = invitations.invite(
        email="new.colleague@bexley.example.org",
        first_name="Ama",
        last_name="Boateng",
        job_title="Teaching assistant",
        site=by.site,
        role=Role.PRACTITIONER,
        by=by,
    )
    return invited.pk


def _search(by: Membership) -> int:
    return operations.search_trail(by=by, action="referral.sent").pk
