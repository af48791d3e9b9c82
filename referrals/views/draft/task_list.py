"""The task list: what is done, what is needed to send, and that nobody has seen it yet."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import HatRequest
from govuk import fields
from govuk.words import when
from referrals.forms.draft import flow
from referrals.models import Referral
from referrals.names import SECTION_NAMES
from referrals.presenters import facts_of, hub_at, insets_for
from referrals.presenters.edition import edition_told
from referrals.presenters.office import council_of
from referrals.rules import Facts, Ground, NeedKey, Section, needed
from referrals.views.draft.base import situation_of
from referrals.views.scope import DraftPage, draft_address

WORRY_ANSWERS = (
    "worry",
    "if_nothing_changes",
    "complicating",
    "development",
    "parenting",
    "environment",
    "strengths",
    "existing_safety",
    "needed_now",
    "family_wants",
    "how_known",
    "last_seen_on",
    "not_seen",
    "before",
    "risk_person",
    "harm_said",
    "harm_parents_say",
    "harm_condition",
    "harm_deadline",
    "harm_parents_where",
    "harm_contexts",
)
AGREEMENT_ANSWERS = ("parents_know", "ground_because", "lead_consulted", "objection")
TRIED_ANSWERS = ("tried", "nothing_tried_because", "why_now", "what_next")
ABOUT_YOU_ANSWERS = ("callback_number", "relationship_to_child", "staying_involved")


def marks_of(referral: Referral, facts: Facts) -> flow.Marks:
    """Gather what the task list knows beside what is needed to send."""
    duties = list(referral.chosen_circumstances.values_list("duty_done", flat=True))
    unapplied = referral.chosen_indicators.filter(children=None).exists()

    agreed = any(child.consent_recorded or child.young_person_said for child in facts.children)
    started = {
        Section.WHO_CAN_KNOW: facts.must_not_know_said,
        Section.CHILDREN: bool(facts.children),
        Section.FAMILY: facts.household_said,
        Section.PROFESSIONALS: bool(referral.nobody_helping) or referral.professionals.exists(),
        Section.WORRY: _any(referral, WORRY_ANSWERS),
        Section.CIRCUMSTANCES: facts.circumstances_said,
        Section.SIGNS: facts.signs_said,
        Section.LEVEL: any(child.level is not None for child in facts.children),
        Section.AGREEMENT: agreed or _any(referral, AGREEMENT_ANSWERS),
        Section.TRIED: _any(referral, TRIED_ANSWERS),
        Section.ABOUT_YOU: _any(referral, ABOUT_YOU_ANSWERS),
    }
    return flow.Marks(
        done=frozenset(section for section in Section if section.value in referral.sections_done),
        started=frozenset(section for section, begun in started.items() if begun),
        duties_open=any(not done for done in duties),
        signs_unapplied=unapplied and len(facts.children) > 1,
    )


def _any(referral: Referral, names: tuple[str, ...]) -> bool:
    return any(getattr(referral, name) for name in names)


def is_alarming(referral: Referral) -> bool:
    """Say whether the draft holds a Level 4 sign, danger or a duty (decision 32)."""
    return (
        referral.danger_now
        or referral.chosen_indicators.filter(level=flow.HIGHEST_LEVEL).exists()
        or referral.chosen_circumstances.filter(circumstance__is_duty_to_tell=True).exists()
        or referral.chosen_circumstances.filter(circumstance__floor=flow.HIGHEST_LEVEL).exists()
    )


class TaskList(DraftPage, TemplateView):
    """Every task with its status; the banner; what is needed to send."""

    template_name = "referrals/draft/task_list.html"
    request: HatRequest

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the tasks in order, with how many answers are still needed."""
        referral, now = self.referral, timezone.now()
        facts, situation = facts_of(referral), situation_of(referral)
        needs, marks = needed(facts), marks_of(referral, facts)
        # Whether the family agreed was asked before the list began: no row of it is done by that.
        counted = [need for need in needs if not (need.done and need.key is NeedKey.GROUND)]
        rows = []
        for section in Section:
            if not facts.has_levels and section in flow.OF_LEVELS:
                continue
            status = flow.status_of(section, needs, marks, facts)
            place = self._place(section, status, situation)
            is_needed = any(need.section == section for need in needs)
            rows.append(
                {
                    "title": SECTION_NAMES[section],
                    "href": draft_address(referral, place) if place else None,
                    "status": status.value,
                    "need": (fields.Need.SEND if is_needed else fields.Need.HELPS).value,
                }
            )
        return super().get_context_data(**context) | {
            "reference": referral.reference,
            "referral": referral,
            "told": edition_told(referral),
            "rows": rows,
            "done": sum(need.done for need in counted),
            "total": len(counted),
            "alarming": is_alarming(referral),
            "started_at": when(referral.started_at, now),
            "saved_at": when(referral.saved_at, now),
            "office": hub_at(referral, now),
            "insets": insets_for(referral.partnership, now, door_id=referral.front_door_id),
            "council": council_of(referral),
            "refused": referral.ground == Ground.COULD_NOT_ASK,
            "check_url": reverse("referrals:check", args=[referral.reference]),
        }

    @staticmethod
    def _place(section: Section, status: flow.Status, situation: flow.Situation) -> str | None:
        if status == flow.Status.CANNOT_START_YET:
            return None
        return flow.first_place(section, situation)
