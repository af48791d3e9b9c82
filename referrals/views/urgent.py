"""Four things we need now (pages.md 5B)."""

from typing import Any

from django.urls import reverse

from referrals.forms.urgent import UrgentForm
from referrals.models import Referral
from referrals.operations import sending
from referrals.presenters import where_words, which_words
from referrals.rules import SENDS_WITHOUT_AGREEMENT
from referrals.views.scope import DraftQuestion
from referrals.views.start import callback_of


class Urgent(DraftQuestion):
    """The four answers that are all that is needed to send now (R-155)."""

    form_class = UrgentForm
    place = "urgent"

    def get_back_url(self) -> str:
        """Return where the four questions were reached from."""
        names = {True: "call", False: "send_now"}
        sends = self.referral.ground in SENDS_WITHOUT_AGREEMENT
        name = names[self.referral.danger_now] if sends else "ground"
        return reverse(f"referrals:{name}", args=[self.referral.reference])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say who is asking to be rung back."""
        by = self.request.membership
        role = by.job_title or by.role_name
        you = f"{by.person.full_name}, {role}, {by.site.name}"
        return super().get_form_kwargs() | {"words": {"you": you}}

    def answered(self) -> dict[str, Any]:
        """Start from what the draft has already."""
        draft = self.referral
        children = list(draft.children.order_by("number"))
        return {
            "callback_number": draft.callback_number or callback_of(self.request.membership),
            "which": which_words(children),
            "where": where_words(children),
            "worry": draft.worry,
            "must_not_tell": draft.must_not_know,
            "about_worker": draft.about_worker,
        }

    def write(self, form: Any) -> Referral:
        """Keep the four answers in the draft."""
        given = form.cleaned_data
        return sending.answer_urgent(
            by=self.request.membership,
            referral=self.referral,
            version=given["version"],
            answers=sending.UrgentAnswers(
                callback_number=given["callback_number"],
                which=given["which"],
                where=given["where"],
                worry=given["worry"],
                must_not_tell=given["must_not_tell"],
                about_worker=given["about_worker"],
            ),
            question=self.place,
            form_key=given["form_key"],
        )

    def next_address(self, form: Any) -> str:
        """Go to "Check and send"."""
        return reverse("referrals:check", args=[self.referral.reference])
