"""Questions about the referral as a whole: one class for all of them, a form for each."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from referrals.forms.draft import agreement, flow, tried, who_can_know, worry
from referrals.forms.draft.base import DraftForm
from referrals.models import Referral
from referrals.operations import drafts
from referrals.views.draft.base import Question

REFERRAL_FORMS: dict[str, type[DraftForm]] = {
    "must-not-know": who_can_know.MustNotKnowForm,
    "worry": worry.WorryForm,
    "if-nothing-changes": worry.IfNothingChangesForm,
    "complicating": worry.ComplicatingForm,
    "more": worry.MoreForm,
    "strengths": worry.StrengthsForm,
    "existing-safety": worry.ExistingSafetyForm,
    "needed-now": worry.NeededNowForm,
    "family-wants": worry.FamilyWantsForm,
    "how-known": worry.HowKnownForm,
    "last-seen": worry.LastSeenForm,
    "before": worry.BeforeForm,
    "risk-person": worry.RiskPersonForm,
    "harm-said": worry.HarmSaidForm,
    "harm-parents-say": worry.HarmParentsSayForm,
    "harm-condition": worry.HarmConditionForm,
    "harm-deadline": worry.HarmDeadlineForm,
    "harm-parents-where": worry.HarmParentsWhereForm,
    "harm-contexts": worry.HarmContextsForm,
    "parents-know": agreement.ParentsKnowForm,
    "objection": agreement.ObjectionForm,
    "why-without": agreement.WhyWithoutForm,
    "lead-consulted": agreement.LeadConsultedForm,
    "tried": tried.TriedForm,
    "why-now": tried.WhyNowForm,
    "what-next": tried.WhatNextForm,
    "relationship": tried.RelationshipForm,
    "staying-involved": tried.StayingInvolvedForm,
    "callback": tried.CallbackForm,
}


class ReferralQuestion(Question):
    """One question about the referral as a whole."""

    def get_form_class(self) -> type[DraftForm]:
        """The question's form, by its place."""
        found = REFERRAL_FORMS.get(self.get_place())
        if found is None:
            raise Http404
        return found

    def get_place(self) -> str:
        """The question's own name."""
        return str(self.kwargs["question"])

    def get_initial(self) -> dict[str, Any]:
        """Offer the practitioner's own number until another was given."""
        initial = super().get_initial()
        if self.get_place() == "callback" and not initial.get("callback_number"):
            initial["callback_number"] = self.request.membership.person.phone
        return initial

    def save_changes(self, changes: Mapping[str, Any], version: int | None) -> Referral:
        """Save the answer; the last question of a task finishes it."""
        answers = dict(changes)
        finished = flow.ends_section(self.get_place(), self.situation)
        if finished and finished not in self.referral.sections_done:
            answers["sections_done"] = sorted({*self.referral.sections_done, finished})
        return drafts.save(
            by=self.request.membership,
            referral=self.referral,
            version=version,
            changes=answers,
            question=self.get_place(),
        )
