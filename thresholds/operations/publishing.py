"""From a draft to an edition: one administrator asks, another publishes."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.errors import StaleRecord
from accounts.models import Membership
from accounts.operations import audit, form_keys, notices
from govuk.words import date_words, london
from thresholds.access import asked_for
from thresholds.errors import DayHasPassed, NobodyAsked, NotReady, SecondPersonNeeded
from thresholds.models import Edition
from thresholds.operations.drafting import lock, note, refuse_old_version, subject_of
from thresholds.presenters_manage import (
    draft_address,
    not_ready_because,
    other_administrators,
    text_models,
)


@transaction.atomic
def ask_to_publish(
    *,
    by: Membership,
    edition: Edition,
    takes_effect_on: date,
    version: int | None = None,
    form_key: UUID | None = None,
) -> Edition:
    """Ask a second administrator to publish a draft; its text rests until they answer.

    Args:
        takes_effect_on: the first day it is in force, from midnight in London.
        version: the draft's version the page was loaded from; None does not compare.

    Raises:
        NotAllowed, PublishedEdition: as `lock` does.
        AwaitsPublication: somebody asked already.
        DraftTextChanged: its settings changed since the page was loaded.
        DayHasPassed: the day is before today.
        NotReady: a level without signs, or nothing that differs from what is published.
        AlreadyDone: the same form arrived twice.
    """
    draft = lock(by=by, edition=edition)
    refuse_old_version(draft, draft, version, about="settings", by=by)
    if takes_effect_on < london(timezone.now()).date():
        raise DayHasPassed(field="takes_effect_on")
    if reasons := not_ready_because(draft):
        raise NotReady(reasons)
    form_keys.use(key=form_key, by=by)
    draft.in_force_from = takes_effect_on
    draft.asked_by, draft.asked_at = by, timezone.now()
    draft.version += 1
    draft.save(update_fields=["in_force_from", "asked_by", "asked_at", "version"])
    day = date_words(takes_effect_on)
    note(draft, by, f"Asked for it to be published, to take effect on {day}.")
    for other in other_administrators(by):
        notices.tell(
            membership=other,
            dedupe_key=f"edition-asked:{draft.pk}:{draft.version}:{other.pk}",
            text=f"“{draft.name}” of the levels of need waits for a second administrator.",
            path=draft_address(draft),
        )
    audit.record(
        by=by,
        action="edition.publication_asked",
        subjects=[subject_of(draft)],
        detail={"takes_effect_on": takes_effect_on.isoformat()},
    )
    return draft


@transaction.atomic
def withdraw_request(
    *, by: Membership, edition: Edition, because: str = "", form_key: UUID | None = None
) -> Edition:
    """Take a request to publish back, or send the draft back; it can be changed again.

    Args:
        because: what is to be changed first.

    Raises:
        NotAllowed, PublishedEdition: as `lock` does.
        NobodyAsked: nobody has asked.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition, even_asked=True)
    if not draft.asked_by_id:
        raise NobodyAsked
    asked = draft.asked_by
    draft.asked_by, draft.asked_at = None, None
    draft.version += 1
    draft.save(update_fields=["asked_by", "asked_at", "version"])
    why = f" {because.strip()}" if because.strip() else ""
    note(draft, by, f"Took the request to publish back.{why}")
    if asked is not None and asked.person_id != by.person_id:
        notices.tell(
            membership=asked,
            dedupe_key=f"edition-sent-back:{draft.pk}:{draft.version}",
            text=f"“{draft.name}” of the levels of need was sent back to be changed.",
            path=draft_address(draft),
        )
    audit.record(by=by, action="edition.publication_withdrawn", subjects=[subject_of(draft)])
    return draft


@transaction.atomic
def publish(
    *, by: Membership, edition: Edition, version: int | None = None, form_key: UUID | None = None
) -> Edition:
    """Publish a draft that another administrator asked for, and freeze it.

    It is in force from the day that was asked for. Referrals sent before keep the words of their
    edition; drafts of referrals move to it when they are next opened.

    Args:
        version: the draft's version the page was loaded from; None does not compare.

    Raises:
        NotAllowed, PublishedEdition: as `lock` does.
        NobodyAsked: nobody has asked.
        SecondPersonNeeded: the same person asked.
        StaleRecord: it was sent back and asked for again since the page was loaded.
        DayHasPassed: the day asked for is over.
        NotReady: a level without signs, or nothing that differs from what is published.
        AlreadyDone: the same form arrived twice.
    """
    form_keys.use(key=form_key, by=by)
    draft = lock(by=by, edition=edition, even_asked=True)
    if draft.asked_by is None:
        raise NobodyAsked
    if asked_for(by, draft):
        raise SecondPersonNeeded
    if version is not None and version != draft.version:
        raise StaleRecord("This draft was changed since you opened the page. Look again.")
    if draft.in_force_from < london(timezone.now()).date():
        day = date_words(draft.in_force_from)
        raise DayHasPassed(f"It was to take effect on {day}, which has passed. Send it back.")
    if reasons := not_ready_because(draft):
        raise NotReady(reasons)
    note(draft, by, f"Published, to take effect on {date_words(draft.in_force_from)}.")
    for model in text_models():
        model.objects.filter(edition=draft).update(frozen=True)
    draft.published_at, draft.published_by = timezone.now(), by
    draft.save(update_fields=["published_at", "published_by"])
    notices.tell(
        membership=draft.asked_by,
        dedupe_key=f"edition-published:{draft.pk}",
        text=f"“{draft.name}” of the levels of need was published.",
        path=draft_address(draft),
    )
    audit.record(
        by=by,
        action="edition.published",
        subjects=[subject_of(draft)],
        detail={
            "takes_effect_on": draft.in_force_from.isoformat(),
            "asked_by": draft.asked_by_id,
        },
    )
    return draft
