"""What every page about one referral starts from: whose it is, and what may go wrong."""

from typing import Any, ClassVar
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.access import HatRequest, require
from accounts.errors import AlreadyDone, NotAllowed, OperationError
from accounts.operations import audit
from accounts.rules import Permission
from govuk.views import QuestionView
from referrals.access import is_theirs, may_edit_draft
from referrals.errors import DraftChanged
from referrals.models import Referral
from referrals.operations import drafts
from referrals.presenters import insets_for
from referrals.presenters.edition import edition_told, follows_another_edition
from referrals.workflow import ReferralStatus

# The question that decides whose front door it is, and so every number shown.
AREA = "before/area"


def referral_or_404(request: HatRequest, reference: str) -> Referral:
    """Return a referral this hat may open; missing and forbidden look the same.

    The page then names its front door's number wherever it says whom to ring.
    """
    found = get_object_or_404(
        Referral.objects.visible_to(request.membership).select_related(
            "partnership", "site", "author__person", "holder"
        ),
        reference=reference,
    )
    request.front_door_id = found.front_door_id
    return found


def draft_address(referral: Referral, place: str = "") -> str:
    """Return the address of a page inside the draft: the task list, or a question's place."""
    task_list = reverse("referrals:draft", args=[referral.reference])
    return f"{task_list}{place}/" if place else task_list


class DraftPage:
    """Put before a view about a draft: its writers only; once sent it leads to the record.

    Showing it writes one line in the audit trail; a subclass has nothing to do for that.
    """

    referral: Referral
    request: HatRequest
    viewed: ClassVar[str] = "draft.viewed"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the draft before anything of the view runs."""
        membership = self.request.membership
        require(membership, Permission.REFER)
        self.referral = referral_or_404(self.request, kwargs["reference"])
        if not may_edit_draft(membership, self.referral):
            ended = self.referral.status != ReferralStatus.DRAFT
            if ended and is_theirs(membership, self.referral):
                return redirect("referrals:record", self.referral.reference)
            raise Http404
        if request.method in {"GET", "HEAD"} and follows_another_edition(self.referral):
            # Only when a page is opened: what is being sent is what was looked at.
            self.referral = drafts.follow_edition(by=membership, referral=self.referral)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, and note that the draft was seen; a question not asked is not shown."""
        page = super().get(request, *args, **kwargs)  # type: ignore[misc]
        audit.record(
            by=self.request.membership,
            action=self.viewed,
            subjects=[self.referral.reference],
            detail={"question": self.get_place()},
        )
        return page

    def get_place(self) -> str:
        """Return the page's address inside the draft, or its name where it has none."""
        match = self.request.resolver_match
        return match.url_name if match and match.url_name else ""


class DraftQuestion(DraftPage, QuestionView):
    """One question about a draft. A subclass writes `write(form)` and `next_address(form)`."""

    request: HatRequest
    back_name: ClassVar[str] = ""
    # The page's place in the form, under which an unfinished answer is kept.
    place: ClassVar[str] = ""

    def get_place(self) -> str:
        """Return the page's address inside the draft, or its name where it has none."""
        return self.place or super().get_place()

    def write(self, form: Any) -> Referral:
        """Call one operation and return the draft as it is now."""
        raise NotImplementedError

    def next_address(self, form: Any) -> str:
        """Return where the answer leads."""
        raise NotImplementedError

    def answer(self, form: Any) -> str:
        """Write; what an operation refuses is said on the page, with everything still typed."""
        try:
            self.referral = self.write(form)
        except AlreadyDone:
            self.referral.refresh_from_db()
        except DraftChanged as changed:
            form.add_error(None, _changed_words(changed))
            # The next press answers knowingly: it saves over what is there now.
            form.data = form.data.copy()
            form.data["version"] = changed.version
            form.data["form_key"] = uuid4()
            return ""
        except NotAllowed as refused:
            raise Http404 from refused
        except OperationError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            return ""
        return self.next_address(form)

    def answered(self) -> dict[str, Any]:
        """Return the form's answers as the draft has them."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        """Start from what has been answered, then from what was typed and not finished."""
        key = f"{self.request.membership.person_id}:{self.place}"
        typed = self.referral.unfinished.get(key, {})
        return {
            "version": self.referral.version,
            **self.answered(),
            **{name: texts[0] for name, texts in typed.items() if texts},
        }

    def get_later_url(self) -> str:
        """Return where "Save and come back later" leads."""
        return reverse("referrals:home") if self.place else ""

    def keep_unfinished(self, form: Any) -> None:
        """Keep what was typed although it is not a valid answer yet."""
        typed = {name: form.data.getlist(name) for name in form.fields if name in form.data}
        for name in ("form_key", "version"):
            typed.pop(name, None)
        drafts.keep_typed(
            by=self.request.membership, referral=self.referral, question=self.place, typed=typed
        )

    def get_back_url(self) -> str:
        """Return the question before this one."""
        if not self.back_name:
            return ""
        return reverse(f"referrals:{self.back_name}", args=[self.referral.reference])

    def get_insets(self) -> tuple[str, ...]:
        """Say by the hour when this is read, and whom to ring now (decision 6)."""
        referral = self.referral
        return insets_for(referral.partnership, timezone.now(), door_id=referral.front_door_id)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Put the reference into the title."""
        return super().get_context_data(**context) | {
            "reference": self.referral.reference,
            "referral": self.referral,
            "told": edition_told(self.referral),
        }


def _changed_words(changed: DraftChanged) -> str:
    who = "You" if changed.same_person else changed.by_name
    return (
        f"Check your answer: {who} changed it in another window. Save again to keep yours"
        if changed.same_person
        else f"Check your answer: {who} changed it while you were writing. Save again to keep yours"
    )
