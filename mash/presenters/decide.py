"""What a decision maker is shown and what the rules of a decision read (pages.md 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership
from accounts.rules import ROLE_PERMISSIONS, Permission, Role
from directory.models import FrontDoor, Service
from directory.presenters import calendar_for
from govuk.words import day_words, london, when
from mash import rules
from mash.models import CaseSystemCheck, Decision, DecisionDraft
from mash.presenters.contact import household_contacts, hub_number
from mash.rules import Answers, DecisionFacts, Destination, Outcome
from referrals import clocks
from referrals.access import agreement_to_family_wellbeing, keeps_timescale
from referrals.models import Referral, ReferredChild, StatusChange, Timescale
from referrals.presenters.office import door_of
from referrals.rules import GROUND_WORDS, Channel, ChildKind, Ground, Rating, ReferrerKind
from referrals.workflow import ChildStatus

DECIDERS = [role for role, may in ROLE_PERMISSIONS.items() if Permission.DECIDE in may]
FOLLOWERS = {
    Destination.CONSENT_TO_BE_SOUGHT: Permission.SEEK_CONSENT,
    Destination.OTHER_AUTHORITY: Permission.CHASE_TRANSFER,
}


def answers_from(data: Mapping[str, Any]) -> Answers:
    """Return answers as they were kept; what later versions no longer ask is left out."""
    known = {field.name for field in fields(Answers)}
    return Answers(**{name: value for name, value in data.items() if name in known})


def answers_of(draft: DecisionDraft | None) -> Answers:
    """Return a draft's answers; none are filled in without a draft."""
    return answers_from(draft.answers if draft else {})


def facts_for(child: ReferredChild, by: Membership) -> DecisionFacts:
    """Gather what the rules of a decision read about one child (decisions 9, 11, 12, 13, 28)."""
    contact = child.referral
    check = child.case_system_checks.order_by("recorded_at", "pk").last()
    return DecisionFacts(
        child=child.short_name,
        practitioner_level=child.confirmed_level,
        suggested_level=child.suggested_level,
        read=contact.read_at is not None,
        checked=check is not None,
        danger=contact.danger_now,
        passed_now=hasattr(child, "passed_now"),
        restricted_unanswered=restricted_match_open(child, by),
        restricted_answered=child.restricted_match_answers.exists(),
        blue=contact.rating == Rating.BLUE,
        rating_confirmed=contact.rating_confirmed_by_id is not None,
        agreed_to_family_wellbeing=agreement_to_family_wellbeing(child) is not None,
        has_family_wellbeing=keeps_timescale(contact.partnership_id, "fws_allocation"),
        contacts=household_contacts(contact).count(),
        closed_in_12_months=_closed_lately(child),
        closed_unknown_when=check is not None and check.result == CaseSystemCheck.Result.CLOSED,
        audience=ReferrerKind(contact.referrer_kind),
    )


def restricted_match_open(child: ReferredChild, by: Membership) -> bool:
    """Say whether a record this hat may not open may match, still unanswered (decision 28)."""
    if child.restricted_match_answers.exists():
        return False
    alike = ReferredChild.objects.with_identity_of([child])
    return (
        Referral.objects.sent()
        .hidden_from(by)
        .filter(partnership_id=child.referral.partnership_id, pk__in=alike.values("referral"))
        .exclude(pk=child.referral_id)
        .exists()
    )


def _closed_lately(child: ReferredChild) -> bool:
    alike = ReferredChild.objects.with_identity_of([child]).filter(
        referral__partnership_id=child.referral.partnership_id
    )
    return StatusChange.objects.filter(
        child__in=alike.exclude(referral_id=child.referral_id),
        to_status=ChildStatus.CLOSED,
        at__gt=timezone.now() - rules.LOOK_BACK,
    ).exists()


def possible_seconds(contact: Referral, first: Membership) -> list[Membership]:
    """Return who could agree to a decision of `first`: another person who may decide this one."""
    return [one for one in _hub(contact, DECIDERS) if one.person_id != first.person_id]


def possible_followers(contact: Referral, destination: Destination) -> list[Membership]:
    """Return the MASH workers who could ask the family, or chase the other authority."""
    needed = FOLLOWERS[destination]
    return _hub(contact, [role for role, may in ROLE_PERMISSIONS.items() if needed in may])


def _hub(contact: Referral, roles: Iterable[Role]) -> list[Membership]:
    people = (
        Membership.objects.current()
        .with_names()
        .filter(_on_the_team(contact), role__in=list(roles))
        .exclude(person__interests__referral=contact)
    )
    return list(people.order_by("person__first_name", "person__last_name", "pk"))


def _on_the_team(contact: Referral) -> Q:
    """The team that reads the contact: nobody else could open what they are asked about."""
    mine = Q(partnership_id=contact.partnership_id)
    door = contact.front_door
    if door is not None and door.site_id is not None:
        return mine & Q(site_id=door.site_id)
    centres = FrontDoor.objects.filter(
        partnership_id=contact.partnership_id,
        kind=FrontDoor.Kind.FAMILY_CENTRE,
        site__isnull=False,
    )
    return mine & ~Q(site__in=centres.values("site"))


def phone_of(contact: Referral) -> str:
    """Return the front door's number."""
    return hub_number(door_of(contact))


# Words ---------------------------------------------------------------------------------------


def levels_line(facts: DecisionFacts) -> str:
    """Return "The practitioner said Level 3, the suggestion was Level 4.", as far as known."""
    said = facts.practitioner_level and f"The practitioner said Level {facts.practitioner_level}"
    suggested = facts.suggested_level and f"the suggestion was Level {facts.suggested_level}"
    if said and suggested:
        return f"{said}, {suggested}."
    if suggested:
        return f"The practitioner gave no level, {suggested}."
    return f"{said}, nothing was suggested." if said else "The practitioner gave no level."


def repeat_line(facts: DecisionFacts) -> str:
    """Return why earlier contacts are weighed: "This is the 3rd contact in 12 months. …"."""
    if facts.contacts >= rules.REPEAT_CONTACTS:
        first = f"This is the {rules.ordinal(facts.contacts)} contact in 12 months."
    elif facts.closed_in_12_months:
        first = "This is within 12 months of closure."
    else:
        return "If it was closed in the last 12 months, a second decision maker must agree."
    return f"{first} Say how you weighed the earlier ones. A second decision maker must agree."


def due_day(contact: Referral, key: str, start: datetime) -> str:
    """Return the day a clock would be due if it started then: "Friday 27 November"."""
    row = Timescale.objects.filter(partnership_id=contact.partnership_id, key=key).first()
    if row is None:
        return ""
    due = clocks.due_at(row.as_rule(), start, calendar_for(door_of(contact)))
    return day_words(london(due.at).date(), london(timezone.now()).date())


def answer_due_words(contact: Referral, destination: Destination, decided_at: datetime) -> str:
    """Return by when a family is asked, or an authority confirms: "5pm on Monday 23 November"."""
    row = Timescale.objects.filter(
        partnership_id=contact.partnership_id, key=rules.FOLLOW_UPS[destination].clock
    ).first()
    if row is None:
        return "close of the next working day"
    calendar = calendar_for(door_of(contact))
    return when(clocks.due_at(row.as_rule(), decided_at, calendar).at, timezone.now())


def seen_by_day(child: ReferredChild) -> str:
    """Return the day by which a social worker sees an accepted child (R-049, R-055)."""
    contact = child.referral
    today = child.clocks.filter(key=rules.SEEN_TODAY).running().first()
    if today:
        return day_words(london(today.due_at).date(), london(timezone.now()).date())
    return due_day(contact, "child_seen", contact.received_at or timezone.now())


def how_to_reach(service: Service) -> str:
    """Return how somebody gets a service, in one line."""
    said = service.how_to_get_help.strip().splitlines()
    return next(
        (text for text in (*said[:1], service.phone, service.website, service.email) if text),
        "see Find help",
    )


def decided_line(decision: Decision, now: datetime) -> str:
    """Return who decided and when: "Margaret Ellison, 2:10pm today"."""
    return f"{decision.decided_by.person.full_name}, {when(decision.decided_at, now)}"


def answer_rows(answers: Answers, facts: DecisionFacts) -> list[tuple[rules.Step, str, str]]:
    """Return the check page's lines: the step to change it on, question and answer."""
    asked = rules.steps(facts, answers)
    return [
        (step, question, value)
        for step, question, value in _all_rows(answers)
        if step in asked and (value or question in ALWAYS_SHOWN)
    ]


ALWAYS_SHOWN = {"Level", "Outcome", "Why this is right", "Ground for sharing", "Family told"}


def _all_rows(answers: Answers) -> list[tuple[rules.Step, str, str]]:
    step = rules.Step
    return [
        (step.LEVEL, "Level", f"Level {answers.level}" if answers.level else ""),
        (step.LEVEL_BECAUSE, "Why the level differs", answers.level_because),
        (step.OUTCOME, "Outcome", _outcome(answers)),
        (step.EARLIER, "Closed in the last 12 months", _yes_no(answers.closed_recently)),
        (step.EARLIER, "How the earlier contacts were weighed", answers.earlier),
        (step.DESTINATION, "Where next", _destination(answers)),
        (step.DESTINATION, "Service", _service_name(answers.service)),
        (step.DESTINATION, _team_words(answers), answers.team),
        (step.DESTINATION, "Worker", answers.worker),
        (step.DESTINATION, "How they are told", _told_how(answers)),
        (step.DESTINATION, _follower_words(answers), name_of(answers.follow_up_by)),
        (step.RATIONALE, "Why this is right", answers.rationale),
        (
            step.GROUND,
            "Ground for sharing",
            GROUND_WORDS[Ground(answers.ground)] if answers.ground else "",
        ),
        (step.GROUND, "Because", answers.ground_because),
        (step.GROUND, "Family told", _yes_no(answers.family_told)),
        (step.GROUND, "Not told, because", answers.family_not_told_because),
        (step.FEEDBACK, "Not possible to tell, because", answers.feedback_not_possible_because),
        (step.SECOND, "Second decision maker", name_of(answers.second)),
    ]


def _outcome(answers: Answers) -> str:
    return rules.OUTCOME_WORDS[Outcome(answers.outcome)] if answers.outcome else ""


def _destination(answers: Answers) -> str:
    return rules.DESTINATION_WORDS[Destination(answers.destination)]


def _team_words(answers: Answers) -> str:
    return "Authority" if answers.destination == Destination.OTHER_AUTHORITY else "Team"


def _told_how(answers: Answers) -> str:
    return rules.HOW_TOLD_WORDS[rules.HowTold(answers.told_how)] if answers.told_how else ""


def _follower_words(answers: Answers) -> str:
    if answers.destination == Destination.OTHER_AUTHORITY:
        return "Who makes sure they confirm"
    return "Who will ask the family"


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else ("Yes" if answer else "No")


def _service_name(service: int | None) -> str:
    found = service_of(service)
    return found.name if found else ""


def service_of(chosen: int | None) -> Service | None:
    """Return the service a draft points to; it is checked again when it is recorded."""
    return None if chosen is None else Service.objects.filter(pk=chosen).first()


def name_of(membership: int | None) -> str:
    """Return who a membership is: "Daniel Achebe, MASH social worker"."""
    found = Membership.objects.with_names().filter(pk=membership).first() if membership else None
    return str(found) if found else ""


def reads_portal(contact: Referral) -> bool:
    """Say whether whoever referred reads the outcome in the portal, at once."""
    return contact.channel == Channel.PORTAL and contact.author.ended_at is None


def is_unborn(child: ReferredChild) -> bool:
    """Say whether a child is not born yet."""
    return child.kind == ChildKind.UNBORN
