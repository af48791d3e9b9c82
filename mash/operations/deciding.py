"""Deciding what happens to each child: drafts, the decision, the second person (R-050, R-051)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from accounts.rules import Permission
from directory.models import Service
from govuk.words import when
from mash import access, rules
from mash.errors import (
    ActHereFirst,
    AlreadyDecided,
    CannotBeChosen,
    MissingReason,
    NotReadyToDecide,
    SecondIsTheFirst,
    WaitingForSecond,
)
from mash.models import Decision, DecisionDraft, RestrictedMatchAnswer
from mash.notices import feedback, outcome_words
from mash.operations.screening import locked_children, locked_contact
from mash.presenters.decide import (
    answers_from,
    answers_of,
    facts_for,
    phone_of,
    possible_followers,
    possible_seconds,
)
from mash.presenters.queue import DECISION_CLOCKS
from mash.rules import Answers, DecisionFacts, Destination, Outcome
from referrals.models import Clock, Referral, ReferredChild
from referrals.operations import outcomes, timekeeping
from referrals.operations.life import advance, derive
from referrals.rules import ChildKind, Ground, ReferrerKind
from referrals.workflow import Action, ChildStatus

# What a colleague reads who follows a decision up, and the page it leads to.
FOLLOW_UP_NOTICES = {
    Destination.CONSENT_TO_BE_SOUGHT: (
        "You are asked to speak to a family about {reference}",
        "mash:consent",
    ),
    Destination.OTHER_AUTHORITY: (
        "You are asked to make sure that another authority confirms {reference}",
        "mash:transfer",
    ),
}

# What comes before deciding --------------------------------------------------------------------


@transaction.atomic
def answer_restricted_match(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    answer: RestrictedMatchAnswer.Answer,
    manager: str,
    form_key: UUID | None = None,
) -> RestrictedMatchAnswer:
    """Record what the duty manager said of a restricted record that may match (decision 28).

    Raises:
        NotAllowed: this hat does not decide this child.
        MissingReason: nobody said who answered.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    child = _one(contact, child_number)
    if not access.may_decide(by, child):
        raise NotAllowed
    if not manager.strip():
        raise MissingReason("Enter the duty manager's name", field="manager")
    form_keys.use(key=form_key, by=by, result=_decide_path(contact, child))
    written = RestrictedMatchAnswer.objects.create(
        child=child, answer=answer, manager=manager, answered_by=by
    )
    audit.record(by=by, action="contact.restricted_match_answered", subjects=[child.reference])
    return written


# Drafts --------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    *, by: Membership, referral: Referral, child_number: int, changes: Mapping[str, Any]
) -> DecisionDraft:
    """Keep what a decision maker has filled in for one child, so that nothing is lost.

    `changes` are fields of `rules.Answers`; answers that these make pointless are dropped.

    Raises:
        NotAllowed: this hat does not decide this child.
        AlreadyDecided: somebody else has decided it.
        WaitingForSecond: a second person has been asked.
    """
    contact = locked_contact(by=by, referral=referral)
    child = _one(contact, child_number)
    _refuse_unless_decidable(by, child)
    draft, _ = DecisionDraft.objects.get_or_create(child=child, membership=by)
    answers = rules.settled(facts_for(child, by), replace(answers_of(draft), **changes))
    draft.answers, draft.saved_at = asdict(answers), timezone.now()
    draft.save(update_fields=["answers", "saved_at"])
    audit.record(
        by=by,
        action="decision.draft_saved",
        subjects=[child.reference],
        detail={"fields": sorted(changes)},
    )
    return draft


# Deciding ------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    answers: Answers,
    also_for: Collection[int] = (),
    form_key: UUID | None = None,
) -> Decision:
    """Record the decision about one child (R-050, R-051; decisions 1, 8, 10, 11).

    Where a second person must agree the decision is proposed and nothing happens yet; otherwise
    it is carried out at once: the child moves on, its clocks are met and started, and whoever
    referred can read the outcome. `also_for` are the numbers of other children who get these
    answers as a draft to check; each is still decided on its own.

    Raises:
        NotAllowed: this hat does not decide.
        AlreadyDecided: somebody was faster; of two at once one row is written.
        WaitingForSecond: a second person has been asked already.
        ActHereFirst: a child in immediate danger is not passed to another authority untouched.
        NotReadyToDecide: something is missing.
        CannotBeChosen, SecondIsTheFirst: a service or person that may not be chosen.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    child = _one(contact, child_number)
    form_keys.use(key=form_key, by=by, result=reverse("mash:decide", args=[contact.reference]))
    _refuse_unless_decidable(by, child)
    facts = facts_for(child, by)
    answers = rules.settled(facts, answers)
    _refuse_transfer_in_danger(child, Destination(answers.destination))
    if lacking := rules.missing(facts, answers):
        raise NotReadyToDecide(lacking)
    reasons = rules.second_reasons(facts, answers)
    decision = _write(contact, child, by, facts, answers, reasons)
    if decision.state == Decision.State.PROPOSED:
        _ask_second(decision, contact, child, by)
    else:
        _carry_out(decision, contact, child, by, decision.decided_at)
    _copy_answers(answers, child, contact, by, also_for)
    DecisionDraft.objects.filter(child=child, membership=by).delete()
    derive(referral=contact, by=by)
    audit.record(
        by=by,
        action="decision.proposed" if reasons else "decision.recorded",
        subjects=[child.reference],
        detail={"outcome": answers.outcome, "destination": answers.destination},
    )
    return decision


@transaction.atomic
def agree(
    *, by: Membership, referral: Referral, child_number: int, form_key: UUID | None = None
) -> Decision:
    """Agree to a colleague's decision as the second person; it is carried out now (decision 11).

    Raises:
        NotAllowed: this hat does not decide, or it is the first person's own decision.
        NotPossibleNow: nobody waits for a second person.
        MissingConsent: the family took its agreement back in the meantime (R-025).
        ActHereFirst: danger was flagged in the meantime, and nobody has acted on it here.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    child = _one(contact, child_number)
    form_keys.use(key=form_key, by=by, result=reverse("mash:contact", args=[contact.reference]))
    decision = _proposed(by, child)
    now = timezone.now()
    decision.state = Decision.State.MADE
    decision.second_by, decision.second_at = by, now
    decision.save(update_fields=["state", "second_by", "second_at"])
    _carry_out(decision, contact, child, by, now)
    _tell_first(decision, contact, f"Your decision on {contact.reference} was agreed")
    derive(referral=contact, by=by)
    audit.record(by=by, action="decision.agreed", subjects=[child.reference])
    return decision


@transaction.atomic
def do_not_agree(
    *,
    by: Membership,
    referral: Referral,
    child_number: int,
    because: str,
    form_key: UUID | None = None,
) -> Decision:
    """Do not agree, because…: the child is with the MASH again, to be decided anew (decision 11).

    What the first person had filled in stands in their draft again.

    Raises:
        NotAllowed: this hat does not decide, or it is the first person's own decision.
        MissingReason: nobody said why.
        NotPossibleNow: nobody waits for a second person.
        AlreadyDone: the same form was sent before.
    """
    contact = locked_contact(by=by, referral=referral)
    child = _one(contact, child_number)
    if not because.strip():
        raise MissingReason("Say why you do not agree", field="because")
    form_keys.use(key=form_key, by=by, result=reverse("mash:contact", args=[contact.reference]))
    decision = _proposed(by, child)
    decision.state = Decision.State.DECLINED
    decision.second_by, decision.second_at = by, timezone.now()
    decision.second_because = because
    decision.save(update_fields=["state", "second_by", "second_at", "second_because"])
    advance(record=child, action=Action.DECLINE, by=by, reason=because)
    DecisionDraft.objects.update_or_create(
        child=child,
        membership=decision.decided_by,
        defaults={"answers": asdict(answers_in(decision)), "saved_at": timezone.now()},
    )
    _owe_decision(contact, child, decision.decided_by)
    _tell_first(decision, contact, f"Your decision on {contact.reference} was not agreed")
    derive(referral=contact, by=by)
    audit.record(by=by, action="decision.not_agreed", subjects=[child.reference])
    return decision


def answers_in(decision: Decision) -> Answers:
    """Return a decision's answers as they were filled in."""
    return Answers(
        level=decision.level,
        level_because=decision.level_differs_because,
        outcome=decision.outcome,
        closed_recently=True if _weighed_closure(decision) else None,
        earlier=decision.earlier_contacts_weighed,
        destination=decision.destination,
        service=decision.service_id,
        team=decision.team,
        worker=decision.worker,
        told_how=decision.told_how,
        follow_up_by=decision.follow_up_by_id,
        rationale=decision.rationale,
        ground=decision.ground,
        ground_because=decision.ground_because,
        family_told=decision.family_told,
        family_not_told_because=decision.family_not_told_because,
        feedback_possible=not decision.feedback_not_possible_because,
        why=decision.reason_for_referrer,
        next_step=decision.next_for_referrer,
        ask=decision.ask_of_referrer,
        feedback_not_possible_because=decision.feedback_not_possible_because,
        second=decision.second_asked_id,
    )


# Parts ---------------------------------------------------------------------------------------


def _one(contact: Referral, number: int) -> ReferredChild:
    (child,) = locked_children(contact, [number])
    child.referral = contact
    return child


def _refuse_unless_decidable(by: Membership, child: ReferredChild) -> None:
    if child.status == ChildStatus.SECOND_DECISION:
        asked = child.decisions.filter(state=Decision.State.PROPOSED).first()
        if asked and asked.second_asked and access.may_decide(by, child):
            name = asked.second_asked.person.full_name
            raise WaitingForSecond(f"Sent to {name}. Nothing has been decided yet.")
    if access.may_decide(by, child):
        return
    made = child.decisions.filter(state=Decision.State.MADE).last()
    if made and by.may(Permission.DECIDE):
        name = made.decided_by.person.full_name
        at = when(made.second_at or made.decided_at, timezone.now())
        raise AlreadyDecided(f"{name} decided this at {at}. Nothing you typed was recorded.")
    raise NotAllowed


def _refuse_transfer_in_danger(child: ReferredChild, destination: Destination) -> None:
    if destination is Destination.OTHER_AUTHORITY and access.must_act_here(child):
        raise ActHereFirst(field="destination")


def _write(
    contact: Referral,
    child: ReferredChild,
    by: Membership,
    facts: DecisionFacts,
    answers: Answers,
    reasons: list[str],
) -> Decision:
    if answers.level is None or answers.family_told is None:
        raise NotReadyToDecide(rules.missing(facts, answers))
    outcome, destination = Outcome(answers.outcome), Destination(answers.destination)
    service = _service(contact, answers.service)
    text = ""
    if answers.feedback_possible:
        text = feedback(
            audience=facts.audience,
            reference=contact.reference,
            outcome=outcome,
            words=outcome_words(
                outcome, destination, facts.audience, service=service.name if service else ""
            ),
            phone=phone_of(contact),
            why=answers.why,
            next_step=answers.next_step,
            ask=answers.ask,
        ).text
    return Decision.objects.create(
        child=child,
        state=Decision.State.PROPOSED if reasons else Decision.State.MADE,
        level=answers.level,
        level_differs_because=answers.level_because,
        outcome=outcome,
        destination=destination,
        service=service,
        team=answers.team,
        worker=answers.worker,
        told_how=answers.told_how,
        follow_up_by=_follower(contact, destination, answers.follow_up_by),
        rationale=answers.rationale,
        earlier_contacts_weighed=answers.earlier,
        ground=Ground(answers.ground),
        ground_because=answers.ground_because,
        family_told=answers.family_told,
        family_not_told_because=answers.family_not_told_because,
        reason_for_referrer=answers.why,
        next_for_referrer=answers.next_step,
        ask_of_referrer=answers.ask,
        feedback_text=text,
        feedback_not_possible_because=answers.feedback_not_possible_because,
        copied_from=_copied_from(child, by),
        second_needed_because=reasons,
        second_asked=_second(contact, by, answers.second) if reasons else None,
        decided_by=by,
    )


def _service(contact: Referral, chosen: int | None) -> Service | None:
    if chosen is None:
        return None
    found = Service.objects.filter(pk=chosen, partnership_id=contact.partnership_id).first()
    if found is None:
        raise CannotBeChosen("Choose a service", field="service")
    return found


def _follower(contact: Referral, destination: Destination, chosen: int | None) -> Membership | None:
    if chosen is None:
        return None
    for person in possible_followers(contact, destination):
        if person.pk == chosen:
            return person
    raise CannotBeChosen(rules.FOLLOW_UPS[destination].nobody_chosen, field="follow_up_by")


def _second(contact: Referral, first: Membership, chosen: int | None) -> Membership:
    for person in possible_seconds(contact, first):
        if person.pk == chosen:
            return person
    if chosen is not None and first.person.memberships.filter(pk=chosen).exists():
        raise SecondIsTheFirst(field="second")
    raise CannotBeChosen("Choose a second decision maker", field="second")


def _copied_from(child: ReferredChild, by: Membership) -> Decision | None:
    draft = DecisionDraft.objects.filter(child=child, membership=by).first()
    if draft is None or draft.copied_from is None:
        return None
    return Decision.objects.filter(
        child__referral_id=child.referral_id, child__number=draft.copied_from
    ).last()


def _ask_second(
    decision: Decision, contact: Referral, child: ReferredChild, by: Membership
) -> None:
    advance(
        record=child,
        action=Action.ASK_SECOND,
        by=by,
        reason=" ".join(decision.second_needed_because),
    )
    second = decision.second_asked
    if second is None:
        return
    _owe_decision(contact, child, second)
    notices.tell(
        membership=second,
        dedupe_key=f"second-decision:{decision.pk}",
        text=f"{by.person.full_name} asks you for a second decision on {contact.reference}",
        path=reverse("mash:second", args=[contact.reference, child.number]),
    )


def _proposed(by: Membership, child: ReferredChild) -> Decision:
    decision = child.decisions.filter(state=Decision.State.PROPOSED).last()
    if decision is None or child.status != ChildStatus.SECOND_DECISION:
        _refuse_unless_decidable(by, child)
        raise WaitingForSecond("Nobody waits for a second decision on this child any more.")
    if not access.may_give_second(by, decision):
        raise NotAllowed
    return decision


def _carry_out(
    decision: Decision, contact: Referral, child: ReferredChild, by: Membership, at: datetime
) -> None:
    """Move the child on, meet and start its clocks, and tell whoever referred."""
    outcome, destination = Outcome(decision.outcome), Destination(decision.destination)
    _refuse_transfer_in_danger(child, destination)
    child.mash_level = decision.level
    child.save(update_fields=["mash_level"])
    for key in DECISION_CLOCKS:
        timekeeping.meet(key=key, referral=contact, child=child, at=at)
    if destination is Destination.FAMILY_WELLBEING:
        outcomes.pass_to_family_wellbeing(child=child, at=at, by=by)
    else:
        advance(record=child, action=rules.action_for(outcome, destination), by=by)
    if not contact.children.awaiting_decision().exists():
        # what there was to gather has been gathered once everything is decided.
        timekeeping.meet(key="gather_information", referral=contact, at=at)
    _start_clocks(decision, contact, child, outcome, destination, at)
    _tell_referrer(decision, contact, child, by, at)


def _start_clocks(
    decision: Decision,
    contact: Referral,
    child: ReferredChild,
    outcome: Outcome,
    destination: Destination,
    at: datetime,
) -> None:
    seen_today = (
        child.clocks.filter(key=rules.SEEN_TODAY).exclude(result=Clock.Result.STOPPED).exists()
    )
    if seen_today and not rules.still_seen_today(outcome, destination):
        timekeeping.stop(
            because=f"decided: {rules.OUTCOME_WORDS[outcome].lower()}",
            referral=contact,
            child=child,
            keys=[rules.SEEN_TODAY],
            at=at,
        )
    started = rules.clocks_started(
        outcome,
        destination,
        unborn=child.kind == ChildKind.UNBORN,
        seen_today=seen_today,
    )
    for key, start in started:
        timekeeping.start(
            key=key,
            referral=contact,
            child=child,
            at=at if start is rules.StartsFrom.DECISION else contact.received_at,
            immediate=key == "strategy_discussion" and contact.danger_now,
            start_words="when it was decided" if start is rules.StartsFrom.DECISION else "",
        )
    if decision.follow_up_by is not None:
        _ask_to_follow_up(decision, contact, child, destination, decision.follow_up_by)


def _ask_to_follow_up(
    decision: Decision,
    contact: Referral,
    child: ReferredChild,
    destination: Destination,
    follower: Membership,
) -> None:
    clock = rules.FOLLOW_UPS[destination].clock
    child.clocks.filter(key=clock).running().update(owed_by_membership=follower)
    text, page = FOLLOW_UP_NOTICES[destination]
    notices.tell(
        membership=follower,
        dedupe_key=f"follow-up:{decision.pk}",
        text=text.format(reference=contact.reference),
        path=reverse(page, args=[contact.reference, child.number]),
    )


def _tell_referrer(
    decision: Decision, contact: Referral, child: ReferredChild, by: Membership, at: datetime
) -> None:
    audience = ReferrerKind(contact.referrer_kind)
    outcome = outcomes.write(
        child=child,
        words=outcome_words(
            Outcome(decision.outcome),
            Destination(decision.destination),
            audience,
            service=decision.service.name if decision.service else "",
        ),
        text=decision.feedback_text,
        at=at,
        not_possible_because=decision.feedback_not_possible_because,
    )
    if outcome.not_possible_because:
        outcomes.discharge(outcome=outcome, at=at)
    elif outcomes.readers(contact):
        outcomes.send(outcome=outcome, by=by, at=at)


def _tell_first(decision: Decision, contact: Referral, text: str) -> None:
    notices.tell(
        membership=decision.decided_by,
        dedupe_key=f"second-answer:{decision.pk}",
        text=text,
        path=reverse("mash:contact", args=[contact.reference]),
    )


def _owe_decision(contact: Referral, child: ReferredChild, who: Membership) -> None:
    Clock.objects.filter(
        Q(key__in=DECISION_CLOCKS), referral=contact, child=child
    ).running().update(owed_by_membership=who)


def _copy_answers(
    answers: Answers,
    child: ReferredChild,
    contact: Referral,
    by: Membership,
    also_for: Collection[int],
) -> None:
    """Fill in other children's drafts from this one's; what is typed there already stays."""
    others = contact.children.awaiting_decision().filter(number__in=also_for)
    for other in others.exclude(pk=child.pk).exclude(status=ChildStatus.SECOND_DECISION):
        other.referral = contact
        draft, _ = DecisionDraft.objects.get_or_create(child=other, membership=by)
        typed = {
            name: value for name, value in draft.answers.items() if value not in (None, "", [])
        }
        copied = replace(
            answers,
            next_step=answers.next_step.replace(child.short_name, other.short_name),
            ask=answers.ask.replace(child.short_name, other.short_name),
        )
        filled = rules.settled(facts_for(other, by), answers_from(asdict(copied) | typed))
        draft.answers, draft.copied_from = asdict(filled), child.number
        draft.saved_at = timezone.now()
        draft.save(update_fields=["answers", "copied_from", "saved_at"])


def _weighed_closure(decision: Decision) -> bool:
    return any("closure" in reason for reason in decision.second_needed_because)


def _decide_path(contact: Referral, child: ReferredChild) -> str:
    return reverse("mash:decide_child", args=[contact.reference, child.number])
