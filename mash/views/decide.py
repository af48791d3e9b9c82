"""Deciding about one child: what comes first, one question a page, then the check (pages.md 6)."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import HatRequest, hat_required
from accounts.errors import NotAllowed, OperationError
from accounts.operations import audit
from accounts.rules import Permission
from directory.models import ContactPoint, Service
from govuk.words import london
from mash import access, rules
from mash.errors import NotReadyToDecide
from mash.forms import decide as forms
from mash.models import Decision, DecisionDraft, RestrictedMatchAnswer
from mash.notices import Feedback, ask_words, feedback, next_words, outcome_words
from mash.operations import deciding
from mash.presenters import decide as presenter
from mash.presenters.contact import CHILD_STATUS_WORDS, hub_number, is_open_case
from mash.presenters.people import identity, referrer_name
from mash.rules import Answers, DecisionFacts, Destination, Outcome, Step
from mash.views.pages import ContactQuestion, clock_now, find_contact, frame
from referrals.models import Referral, ReferredChild
from referrals.presenters import child_words
from referrals.presenters.office import door_of
from referrals.rules import Answer
from referrals.workflow import ChildStatus

STEP_TITLES: dict[Step, str] = {
    Step.LEVEL: "Level",
    Step.LEVEL_BECAUSE: "Why the level differs",
    Step.OUTCOME: "Outcome",
    Step.EARLIER: "Earlier contacts",
    Step.DESTINATION: "Where next",
    Step.RATIONALE: "Why this is right",
    Step.GROUND: "Ground, and whether the family was told",
    Step.FEEDBACK: "What we tell the person who told us",
    Step.SECOND: "Second decision maker",
}
STEP_FORMS: dict[Step, type[forms.StepForm]] = {
    Step.LEVEL: forms.LevelForm,
    Step.LEVEL_BECAUSE: forms.LevelBecauseForm,
    Step.OUTCOME: forms.OutcomeForm,
    Step.EARLIER: forms.EarlierForm,
    Step.DESTINATION: forms.DestinationForm,
    Step.RATIONALE: forms.RationaleForm,
    Step.GROUND: forms.GroundForm,
    Step.FEEDBACK: forms.FeedbackForm,
    Step.SECOND: forms.SecondForm,
}
# Where a partnership has no levels of its own yet, the decision still names one of four.
NUMBERED_LEVELS = [(str(number), f"Level {number}") for number in range(1, 5)]
BEFORE_PAGES = {
    rules.BeforeKey.READ: "mash:contact",
    rules.BeforeKey.CHECKED: "mash:check_case_system",
    rules.BeforeKey.RESTRICTED: "mash:decide_restricted",
    rules.BeforeKey.BLUE: "mash:rate",
}


def child_of(contact: Referral, number: int) -> ReferredChild:
    """Return one child of a contact; 404 where there is none with this number."""
    for child in contact.children.all():
        if child.number == number:
            child.referral = contact
            return child
    raise Http404


def child_frame(request: HatRequest, child: ReferredChild) -> dict[str, Any]:
    """Return what stands around a page about one child of a contact."""
    contact = child.referral
    today = london(timezone.now()).date()
    return frame(request, contact) | {
        "child": child,
        "identity": identity(contact, [child], today, open_case=is_open_case(contact)),
    }


def before_rows(child: ReferredChild, facts: DecisionFacts) -> list[dict[str, Any]]:
    """Return the list before a decision: ticks, and a link to what is missing."""
    reference = child.referral.reference
    rows = []
    for line in rules.before(facts):
        arguments = [reference]
        if line.key in {rules.BeforeKey.CHECKED, rules.BeforeKey.RESTRICTED}:
            arguments.append(str(child.number))
        href = "" if line.done else reverse(BEFORE_PAGES[line.key], args=arguments)
        rows.append({"title": line.title, "done": line.done, "words": line.words, "href": href})
    return rows


@require_GET
@hat_required(Permission.DECIDE)
def children(request: HatRequest, reference: str) -> HttpResponse:
    """List a contact's children, each to be decided on their own; a lone child needs no list."""
    contact = find_contact(request.membership, reference)
    found = list(contact.children.all())
    if len(found) == 1:
        return HttpResponseRedirect(reverse("mash:decide_child", args=[reference, found[0].number]))
    audit.record(
        by=request.membership,
        action="referral.viewed",
        subjects=[child.reference for child in found] or [reference],
        detail={"page": "decide"},
    )
    drafts = set(
        DecisionDraft.objects.filter(
            child__referral=contact, membership=request.membership
        ).values_list("child__number", flat=True)
    )
    context = frame(request, contact) | {
        "children": [
            {
                "title": child_words(child),
                "href": reverse("mash:decide_child", args=[reference, child.number])
                if access.may_decide(request.membership, child)
                else "",
                "status": _status(child, child.number in drafts),
            }
            for child in found
        ],
    }
    return render(request, "mash/decide.html", context)


def _status(child: ReferredChild, drafted: bool) -> str:
    if drafted and child.status in {ChildStatus.WITH_MASH, ChildStatus.ON_HOLD}:
        return "In progress"
    return CHILD_STATUS_WORDS.get(child.status, "")


@require_GET
@hat_required(Permission.DECIDE)
def child(request: HatRequest, reference: str, number: int) -> HttpResponse:
    """Show what comes before deciding a child, and the pages of the decision with their state."""
    contact = find_contact(request.membership, reference)
    found = child_of(contact, number)
    audit.record(
        by=request.membership,
        action="referral.viewed",
        subjects=[found.reference],
        detail={"page": "decide"},
    )
    facts = presenter.facts_for(found, request.membership)
    draft = DecisionDraft.objects.filter(child=found, membership=request.membership).first()
    answers = presenter.answers_of(draft)
    proposed = (
        found.decisions.filter(state=Decision.State.PROPOSED)
        .select_related("second_asked__person", "decided_by__person")
        .first()
    )
    made = None if proposed else found.decisions.filter(state=Decision.State.MADE).last()
    declined = (
        None
        if proposed
        else found.decisions.filter(
            state=Decision.State.DECLINED, decided_by=request.membership
        ).last()
    )
    open_to_decide = access.may_decide(request.membership, found) and not proposed
    context = child_frame(request, found) | {
        "before": before_rows(found, facts),
        "steps": _step_rows(found, facts, answers) if open_to_decide else [],
        "carry_on": next_address(found, facts, answers),
        "started": draft is not None,
        "complete": not any(lack.step for lack in rules.missing(facts, answers)),
        "copied_from": copied_from(draft, contact),
        "proposed": proposed,
        "declined": declined if open_to_decide else None,
        "made": made if not open_to_decide else None,
        "made_words": presenter.decided_line(made, timezone.now()) if made else "",
        "status_words": CHILD_STATUS_WORDS.get(found.status, ""),
        "may_second": proposed is not None and access.may_give_second(request.membership, proposed),
        "may_hold": access.may_hold(request.membership, found) and not hasattr(found, "hold"),
    }
    return render(request, "mash/decide_child.html", context)


def _step_rows(
    child: ReferredChild, facts: DecisionFacts, answers: Answers
) -> list[dict[str, Any]]:
    lacking = {lack.step for lack in rules.missing(facts, answers)}
    rows = []
    for step in rules.steps(facts, answers):
        status = "Not yet started" if step in lacking else "Completed"
        href = step_address(child, step)
        if not rules.can_be_answered(facts, answers, step):
            status, href = "Cannot start yet", ""
        rows.append({"title": STEP_TITLES[step], "href": href, "status": status})
    return rows


def step_address(child: ReferredChild, step: Step) -> str:
    """Return the address of one page of a decision."""
    return reverse("mash:decide_step", args=[child.referral.reference, child.number, step])


def next_address(child: ReferredChild, facts: DecisionFacts, answers: Answers) -> str:
    """Return the first page that still asks something, else the check."""
    for lack in rules.missing(facts, answers):
        if lack.step:
            return step_address(child, lack.step)
    return reverse("mash:decide_check", args=[child.referral.reference, child.number])


def copied_from(draft: DecisionDraft | None, contact: Referral) -> str:
    """Return the name of the child whose answers a draft was filled in from."""
    if draft is None or draft.copied_from is None:
        return ""
    return child_of(contact, draft.copied_from).short_name


class ChildPage(ContactQuestion):
    """A question about one child of a contact, for decision makers."""

    permissions = (Permission.DECIDE,)
    template_name = "mash/decide_step.html"

    @cached_property
    def child(self) -> ReferredChild:
        """The child of the address."""
        return child_of(self.contact, self.kwargs["number"])

    @cached_property
    def facts(self) -> DecisionFacts:
        """What the rules read about the child."""
        return presenter.facts_for(self.child, self.request.membership)

    @cached_property
    def draft(self) -> DecisionDraft | None:
        """What this decision maker has filled in so far."""
        return DecisionDraft.objects.filter(
            child=self.child, membership=self.request.membership
        ).first()

    @cached_property
    def answers(self) -> Answers:
        """The draft's answers."""
        return rules.settled(self.facts, presenter.answers_of(self.draft))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let nobody fill in a decision that is not open to them."""
        if not self.is_open():
            return HttpResponseRedirect(self.child_address())
        return super().get(request, *args, **kwargs)

    def is_open(self) -> bool:
        """Say whether this child is open to be decided by this person."""
        return (
            access.may_decide(self.request.membership, self.child)
            and self.child.status != ChildStatus.SECOND_DECISION
        )

    def child_address(self) -> str:
        """Return the address of the decision's first page."""
        return reverse("mash:decide_child", args=[self.contact.reference, self.child.number])

    def get_back_url(self) -> str:
        """Return the decision's first page."""
        return self.child_address()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name the child, and what the question needs to name."""
        return super().get_form_kwargs() | {"words": self.words()}

    def words(self) -> dict[str, str]:
        """Return what fills the braces of the question."""
        return {"child": self.child.short_name}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add who the page is about and where the answers came from."""
        found = super().get_context_data(**context) | child_frame(self.request, self.child)
        return found | {"copied_from": copied_from(self.draft, self.contact)}


class DecideStep(ChildPage):
    """One page of a decision; what it answers is kept in the decision maker's own draft."""

    @cached_property
    def step(self) -> Step:
        """The page of the address."""
        try:
            return Step(self.kwargs["step"])
        except ValueError:
            raise Http404 from None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page if the answers so far ask it."""
        if self.step not in rules.steps(self.facts, self.answers):
            return HttpResponseRedirect(self.child_address())
        if self.is_open() and not self.can_be_answered():
            return HttpResponseRedirect(next_address(self.child, self.facts, self.answers))
        return super().get(request, *args, **kwargs)

    def can_be_answered(self) -> bool:
        """Say whether the answers so far are enough to ask this page."""
        return rules.can_be_answered(self.facts, self.answers, self.step)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was answered; while somebody types, an unfinished page answers nothing."""
        if self.step not in rules.steps(self.facts, self.answers):
            return HttpResponseRedirect(self.child_address())
        if not self.kwargs.get("autosave"):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        if form.is_valid() and self.is_open():
            self._keep(form)
        return HttpResponse(status=204)

    def get_form_class(self) -> type[forms.StepForm]:
        """Return the page's form."""
        return STEP_FORMS[self.step]

    def get_autosave_url(self) -> str:
        """Return where the page is kept while somebody types."""
        return reverse(
            "mash:decide_autosave", args=[self.contact.reference, self.child.number, self.step]
        )

    def get_back_url(self) -> str:
        """Return the page before this one."""
        asked = rules.steps(self.facts, self.answers)
        place = asked.index(self.step) if self.step in asked else 0
        return step_address(self.child, asked[place - 1]) if place else self.child_address()

    def words(self) -> dict[str, str]:
        """Return what fills the braces of the question."""
        found = super().words()
        if self.step is Step.LEVEL_BECAUSE:
            found["level"] = str(self.answers.level)
        if self.step is Step.DESTINATION:
            now = timezone.now()
            for name, place in (
                ("attempts_due", Destination.CONSENT_TO_BE_SOUGHT),
                ("transfer_due", Destination.OTHER_AUTHORITY),
            ):
                found[name] = presenter.answer_due_words(self.contact, place, now)
        if self.step is Step.FEEDBACK:
            found["name"] = referrer_name(self.contact)
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the facts, and the lists it chooses from."""
        given = super().get_form_kwargs() | {"facts": self.facts, "answers": self.answers}
        if self.step is Step.LEVEL:
            given["levels"] = [
                (str(level.number), f"Level {level.number} {level.name}")
                for level in self.contact.edition.levels.all()
            ] or NUMBERED_LEVELS
        if self.step is Step.DESTINATION:
            found = Service.objects.filter(partnership_id=self.contact.partnership_id)
            given["services"] = [(str(one.pk), one.name) for one in found.order_by("name")]
            given["followers"] = {
                place: [
                    (str(one.pk), str(one))
                    for one in presenter.possible_followers(self.contact, place)
                ]
                for place in rules.FOLLOW_UPS
            }
        if self.step is Step.SECOND:
            people = presenter.possible_seconds(self.contact, self.request.membership)
            given["people"] = [(str(one.pk), str(one)) for one in people]
        return given

    def get_initial(self) -> dict[str, Any]:
        """Start from the draft; what is not answered yet starts from the referral."""
        answers, contact = self.answers, self.contact
        found: dict[str, Any] = {
            "level": answers.level and str(answers.level),
            "level_because": answers.level_because,
            "outcome": answers.outcome,
            "closed_recently": _yes_no(answers.closed_recently),
            "earlier": answers.earlier,
            "destination": answers.destination,
            "service": answers.service,
            "seeker": answers.follow_up_by,
            "authority": answers.team,
            "told_how": answers.told_how,
            "chaser": answers.follow_up_by,
            "team": answers.team,
            "worker": answers.worker,
            "rationale": answers.rationale,
            "ground": answers.ground or contact.ground,
            "family_told": _yes_no(answers.family_told),
            "family_not_told_because": answers.family_not_told_because,
            "feedback_possible": _yes_no(answers.feedback_possible),
            "feedback_not_possible_because": answers.feedback_not_possible_because,
            "why": answers.why,
            "next_step": answers.next_step,
            "ask": answers.ask,
            "second": answers.second,
        }
        ground = answers.ground or contact.ground
        found[f"because_{ground}"] = answers.ground_because or contact.ground_because
        if self.step is Step.DESTINATION and answers.outcome == Outcome.OPEN_CASE:
            check = self.child.case_system_checks.last()
            found["team"] = answers.team or (check.team if check else "")
            found["worker"] = answers.worker or (check.worker if check else "")
        unsaid = self.step is Step.FEEDBACK and answers.feedback_possible is None
        if unsaid and self.can_be_answered():
            found |= self._first_words()
        return found

    def _first_words(self) -> dict[str, str]:
        answers, child = self.answers, self.child
        if not rules.asks_why(self.facts.audience, answers.outcome):
            return {}
        outcome, destination = Outcome(answers.outcome), Destination(answers.destination)
        service = presenter.service_of(answers.service)
        seeker = presenter.name_of(answers.follow_up_by)
        now = timezone.now()
        by_when = ""
        if outcome is Outcome.ACCEPTED:
            by_when = presenter.seen_by_day(child)
        elif destination is Destination.FAMILY_WELLBEING:
            by_when = presenter.due_day(self.contact, "fws_first_visit", now)
        elif destination in rules.FOLLOW_UPS:
            by_when = presenter.answer_due_words(self.contact, destination, now)
        phone = presenter.phone_of(self.contact)
        return {
            "next_step": answers.next_step
            or next_words(
                outcome=outcome,
                destination=destination,
                child=child.short_name,
                by_when=by_when,
                level=answers.level,
                service=service.name if service else "",
                how_to_reach=presenter.how_to_reach(service) if service else "",
                team=answers.team or "the team",
                worker=answers.worker,
                seeker=seeker,
                unborn=presenter.is_unborn(child),
            ),
            "ask": answers.ask
            or ask_words(destination=destination, child=child.short_name, phone=phone),
        }

    def answer(self, form: Any) -> str:
        """Keep the page's answers and go to the first page that still asks something."""
        try:
            draft = self._keep(form)
        except NotAllowed:
            raise Http404 from None
        except OperationError as error:
            form.add_error(None, error.message)
            return ""
        answers = rules.settled(self.facts, presenter.answers_of(draft))
        return next_address(self.child, self.facts, answers)

    def _keep(self, form: Any) -> DecisionDraft:
        return deciding.save_draft(
            by=self.request.membership,
            referral=self.contact,
            child_number=self.child.number,
            changes=form.changes(),
        )

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add what the page says beside its question."""
        found = super().get_context_data(**context)
        facts, answers = self.facts, self.answers
        if self.step is Step.LEVEL_BECAUSE or (
            self.step is Step.OUTCOME and not rules.differs(facts, answers)
        ):
            found["levels_line"] = presenter.levels_line(facts)
        if self.step is Step.LEVEL_BECAUSE and rules.goes_down_from_4(facts, answers):
            found["warning"] = "A second decision maker must agree."
        if self.step is Step.EARLIER:
            found["warning"] = presenter.repeat_line(facts)
        if self.step is Step.SECOND:
            found["reasons"] = rules.second_reasons(facts, answers)
        if self.step is Step.DESTINATION and answers.outcome == Outcome.SIGNPOSTED:
            found["no_agreement"] = (
                facts.has_family_wellbeing and not facts.agreed_to_family_wellbeing
            )
        if self.step is Step.OUTCOME:
            found["may_hold"] = access.may_hold(
                self.request.membership, self.child
            ) and not hasattr(self.child, "hold")
        if self.step is Step.FEEDBACK and self.can_be_answered():
            found["card"] = card(self.contact, facts, answers)
            found["sent_at_once"] = presenter.reads_portal(self.contact)
        return found


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else (Answer.YES if answer else Answer.NO)


def card(contact: Referral, facts: DecisionFacts, answers: Answers) -> Feedback:
    """Return what whoever referred would read of these answers."""
    outcome, destination = Outcome(answers.outcome), Destination(answers.destination)
    service = presenter.service_of(answers.service)
    return feedback(
        audience=facts.audience,
        reference=contact.reference,
        outcome=outcome,
        words=outcome_words(
            outcome, destination, facts.audience, service=service.name if service else ""
        ),
        phone=presenter.phone_of(contact),
        why=answers.why,
        next_step=answers.next_step,
        ask=answers.ask,
    )


class Check(ChildPage):
    """The last look: every answer, the words of the feedback, and "Record decision"."""

    form_class = forms.CheckForm
    template_name = "mash/decide_check.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the other children who wait for a decision; none is ticked."""
        others = [
            (str(child.number), child.short_name)
            for child in self.contact.children.all()
            if child.pk != self.child.pk
            and child.status != ChildStatus.SECOND_DECISION
            and access.may_decide(self.request.membership, child)
        ]
        return super().get_form_kwargs() | {"others": others}

    def get_back_url(self) -> str:
        """Return the last page of the decision."""
        return step_address(self.child, rules.steps(self.facts, self.answers)[-1])

    def answer(self, form: Any) -> str:
        """Record the decision; what is missing is named, all of it at once."""
        try:
            return super().answer(form)
        except NotReadyToDecide:
            for lack in rules.missing(self.facts, self.answers):
                form.add_error(None, lack.words)
            return ""

    def write(self, form: Any) -> str:
        """Record it and say what became of the feedback."""
        answers = self.answers
        if self.facts.closed_unknown_when and answers.outcome != Outcome.NO_FURTHER_ACTION:
            answers = replace(answers, closed_recently=None)
        decision = deciding.decide(
            by=self.request.membership,
            referral=self.contact,
            child_number=self.child.number,
            answers=answers,
            also_for=form.numbers(),
            form_key=form.cleaned_data["form_key"],
        )
        return decided_words(decision)

    def done_url(self) -> str:
        """Go on to the next child who waits, else back to the contact."""
        self.contact = find_contact(self.request.membership, self.contact.reference)
        for child in self.contact.children.all():
            if (
                access.may_decide(self.request.membership, child)
                and child.status != ChildStatus.SECOND_DECISION
            ):
                return reverse("mash:decide_child", args=[self.contact.reference, child.number])
        return reverse("mash:contact", args=[self.contact.reference])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show every answer with a link to change it, and what is still missing."""
        found = super().get_context_data(**context)
        facts, answers = self.facts, self.answers
        lacking = [lack for lack in rules.missing(facts, answers) if lack.step]
        return found | {
            "before": before_rows(self.child, facts),
            "missing": [
                {"words": lack.words, "href": step_address(self.child, lack.step)}
                for lack in lacking
                if lack.step
            ],
            "rows": [
                {
                    "key": question,
                    "value": value,
                    "change_url": step_address(self.child, step),
                    "change_what": f"{question.lower()} for {self.child.short_name}",
                }
                for step, question, value in presenter.answer_rows(answers, facts)
            ],
            "levels_line": presenter.levels_line(facts),
            "reasons": rules.second_reasons(facts, answers),
            "card": card(self.contact, facts, answers)
            if answers.feedback_possible and answers.outcome
            else None,
            "feedback_url": step_address(self.child, Step.FEEDBACK),
            "told": referrer_name(self.contact),
            "sent_at_once": presenter.reads_portal(self.contact),
        }


def decided_words(decision: Decision) -> str:
    """Return the confirmation: "Decided. Feedback to 1 person was sent at 2:10pm."."""
    if decision.state == Decision.State.PROPOSED and decision.second_asked:
        name = decision.second_asked.person.full_name
        return f"Sent to {name}. Nothing has been decided yet."
    outcome = decision.child.outcomes.last()
    if outcome is None or outcome.not_possible_because:
        return "Decided. Nobody is due feedback."
    if outcome.sent_at:
        return f"Decided. Feedback to 1 person was sent at {clock_now()}."
    return "Decided. Feedback to 1 person is due: tell them by phone or letter."


class RestrictedMatch(ChildPage):
    """Ask the duty manager about a restricted record that may match (decision 28)."""

    form_class = forms.RestrictedMatchForm
    template_name = "mash/decide_restricted.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whom to ring; nothing of the record is shown."""
        number = hub_number(door_of(self.contact), ContactPoint.Kind.DUTY_MANAGER)
        return super().get_context_data(**context) | {"duty_manager": number}

    def write(self, form: Any) -> str:
        """Keep the answer."""
        deciding.answer_restricted_match(
            by=self.request.membership,
            referral=self.contact,
            child_number=self.child.number,
            answer=RestrictedMatchAnswer.Answer(form.cleaned_data["answer"]),
            manager=form.cleaned_data["manager"],
            form_key=form.cleaned_data["form_key"],
        )
        return f"Answer saved {clock_now()}."

    def done_url(self) -> str:
        """Go back to the decision."""
        return self.child_address()
