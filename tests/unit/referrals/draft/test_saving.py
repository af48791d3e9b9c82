"""Nothing typed is lost, nothing is written twice, nobody writes over somebody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.errors import AlreadyDone, NotAllowed
from accounts.models import AuditEntry, Membership
from accounts.rules import Role
from referrals.errors import DraftChanged
from referrals.models import Referral, StatusChange
from referrals.operations import drafts
from referrals.rules import Ground
from tests.cast import OneAuditEntry, Outsider, SignedIn
from tests.unit.referrals.draft.conftest import AddChild
from tests.unit.referrals.draft.test_pages import text_of, ticked

At = Callable[[str], str]
KEY = "8c5f4a0e-5a3a-4f3e-9d5c-1c2d3e4f5a6b"


def test_a_draft_starts_with_a_reference_the_edition_in_force_and_its_first_line_of_history(
    teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("draft.started", by=teacher):
        draft = drafts.start_draft(by=teacher)
    change = StatusChange.objects.get(referral=draft)
    assert len(draft.reference) == 11
    assert draft.edition.framework.partnership == teacher.partnership
    assert (change.action, change.from_status, change.to_status) == ("start", "", "draft")
    assert (draft.author, draft.site) == (teacher, teacher.site)


def test_only_those_who_refer_start_a_draft(screener: Membership, keyworker: Membership) -> None:
    for stranger in (screener, keyworker):
        with pytest.raises(NotAllowed):
            drafts.start_draft(by=stranger)


def test_pressing_start_twice_starts_one_draft(teacher: Membership) -> None:
    drafts.start_draft(by=teacher, form_key=KEY)  # type: ignore[arg-type]
    with pytest.raises(AlreadyDone):
        drafts.start_draft(by=teacher, form_key=KEY)  # type: ignore[arg-type]
    assert Referral.objects.filter(author=teacher).count() == 1


def test_saving_names_only_fields_in_the_audit_trail(
    draft: Referral, teacher: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("draft.saved", detail={"fields": ["worry"]}):
        drafts.save(
            by=teacher, referral=draft, version=draft.version, changes={"worry": "He is cold."}
        )


def test_saving_the_same_answer_again_writes_nothing(draft: Referral, teacher: Membership) -> None:
    saved = drafts.save(by=teacher, referral=draft, version=1, changes={"worry": "Cold."})
    lines = AuditEntry.objects.count()
    again = drafts.save(by=teacher, referral=draft, version=1, changes={"worry": "Cold."})
    assert again.version == saved.version
    assert AuditEntry.objects.count() == lines


def test_nothing_but_answers_can_be_saved(draft: Referral, teacher: Membership) -> None:
    for name in ("status", "ground", "received_at", "holder"):
        with pytest.raises(ValueError, match=name):
            drafts.save(by=teacher, referral=draft, version=None, changes={name: "x"})


def test_another_partnership_writes_in_no_draft(draft: Referral, outsider: Outsider) -> None:
    with pytest.raises(NotAllowed):
        drafts.save(
            by=outsider(Role.PRACTITIONER), referral=draft, version=1, changes={"worry": "x"}
        )


def test_nothing_is_written_or_removed_once_it_is_sent(
    draft: Referral, teacher: Membership, add_child: AddChild
) -> None:
    child = add_child("Amira")
    Referral.objects.filter(pk=draft.pk).update(status="not_needed")
    with pytest.raises(NotAllowed):
        drafts.save(by=teacher, referral=draft, version=None, changes={"worry": "x"})
    with pytest.raises(NotAllowed):
        drafts.remove_child(by=teacher, child=child)


def test_two_windows_on_two_questions_do_not_meet(draft: Referral, teacher: Membership) -> None:
    drafts.save(by=teacher, referral=draft, version=1, changes={"worry": "Cold."})
    both = drafts.save(by=teacher, referral=draft, version=1, changes={"strengths": "Kind."})
    assert (both.worry, both.strengths) == ("Cold.", "Kind.")


def test_two_windows_on_one_question_are_a_conflict(
    draft: Referral, teacher: Membership, colleague: Membership
) -> None:
    draft.named.create(membership=colleague)
    drafts.save(by=colleague, referral=draft, version=1, changes={"worry": "Theirs."})
    with pytest.raises(DraftChanged) as caught:
        drafts.save(by=teacher, referral=draft, version=1, changes={"worry": "Mine."})
    assert caught.value.theirs == {"worry": "Theirs."}
    assert caught.value.by_name == colleague.person.full_name
    assert not caught.value.same_person


# On the page ---------------------------------------------------------------------------------


def test_autosave_keeps_a_whole_answer_and_says_when(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    answer = browser_of_teacher.post(
        f"{at('worry')}?autosave=1", {"worry": "He came cold.", "version": "1"}
    )
    draft.refresh_from_db()
    assert answer.json()["saved"].endswith(("am", "pm", "midday", "midnight"))
    assert answer["X-Record-Version"] == str(draft.version)
    assert draft.worry == "He came cold."


def test_what_is_no_answer_yet_is_kept_and_shown_again(
    draft: Referral, browser_of_teacher: Client, add_child: AddChild, at: At
) -> None:
    add_child("Amira")
    half = {"known": "date", "date_of_birth_day": "27", "date_of_birth_month": "mar"}
    answer = browser_of_teacher.post(f"{at('children/1/date-of-birth')}?autosave=1", half)
    assert answer.status_code == 200
    page = text_of(browser_of_teacher.get(at("children/1/date-of-birth")))
    assert 'value="27"' in page
    assert 'value="mar"' in page
    whole = half | {"date_of_birth_year": "2018"}
    browser_of_teacher.post(at("children/1/date-of-birth"), whole)
    draft.refresh_from_db()
    assert draft.unfinished == {}


def test_save_and_come_back_later_keeps_an_unfinished_answer(
    agreed_draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    answer = browser_of_teacher.post(
        at("must-not-know"), {"someone_must_not_know": "yes", "later": "1"}
    )
    assert answer["Location"] == at("")
    assert 'value="yes" checked' in text_of(browser_of_teacher.get(at("must-not-know")))
    agreed_draft.refresh_from_db()
    assert agreed_draft.someone_must_not_know == ""


def test_a_colleague_never_sees_what_another_left_unfinished(
    agreed_draft: Referral,
    browser_of_teacher: Client,
    colleague: Membership,
    signed_in: SignedIn,
    at: At,
) -> None:
    agreed_draft.named.create(membership=colleague)
    browser_of_teacher.post(
        at("must-not-know"),
        {"someone_must_not_know": "yes", "must_not_know": "Her uncle" + "x" * 10_001, "later": "1"},
    )
    assert "Her uncle" not in text_of(signed_in(colleague).get(at("must-not-know")))


def test_a_conflict_shows_both_texts_and_keeps_what_is_chosen(
    draft: Referral, browser_of_teacher: Client, colleague: Membership, teacher: Membership, at: At
) -> None:
    draft.named.create(membership=colleague)
    drafts.save(by=colleague, referral=draft, version=1, changes={"worry": "Theirs."})
    page = browser_of_teacher.post(at("worry"), {"worry": "Mine.", "version": "1"})
    text = text_of(page)
    assert page.status_code == 409
    assert "Someone else changed this while you were writing" in text
    assert f"{colleague.person.full_name} saved at" in text
    assert "Theirs." in text
    assert "Mine." in text
    assert ticked(page) == []
    assert f'action="{at("worry")}?settle=worry"' in text
    draft.refresh_from_db()
    version = str(draft.version)
    unsettled = browser_of_teacher.post(f"{at('worry')}?settle=worry", {"version": version})
    assert "Select what to keep" in text_of(unsettled)
    settled = browser_of_teacher.post(
        f"{at('worry')}?settle=worry", {"version": version, "worry": "both"}
    )
    assert settled["Location"] == at("if-nothing-changes")
    draft.refresh_from_db()
    assert draft.worry == "Theirs.\n\nMine."


def test_what_one_wrote_in_another_window_is_not_called_theirs(
    draft: Referral, browser_of_teacher: Client, teacher: Membership, at: At
) -> None:
    drafts.save(by=teacher, referral=draft, version=1, changes={"worry": "The first."})
    page = browser_of_teacher.post(at("worry"), {"worry": "The second.", "version": "1"})
    text = text_of(page)
    assert "You changed this while you were writing" in text
    assert "Someone else" not in text
    assert "You changed this in another window at" in text
    assert "Saved in another window" in text
    assert "Keep what is saved" in text
    assert "heirs" not in text.split("<main")[1].split("</main>")[0].replace('value="theirs"', "")


def test_autosave_over_a_conflict_says_not_saved_and_loses_nothing(
    draft: Referral, browser_of_teacher: Client, colleague: Membership, at: At
) -> None:
    draft.named.create(membership=colleague)
    drafts.save(by=colleague, referral=draft, version=1, changes={"worry": "Theirs."})
    answer = browser_of_teacher.post(
        f"{at('worry')}?autosave=1", {"worry": "Mine.", "version": "1"}
    )
    draft.refresh_from_db()
    assert answer.status_code == 409
    assert draft.worry == "Theirs."
    assert "Mine." in text_of(browser_of_teacher.get(at("worry")))


def test_answering_leads_on_and_back_and_to_the_check_page_one_came_from(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    on = browser_of_teacher.post(at("worry"), {"worry": "Cold."})
    assert on["Location"] == at("if-nothing-changes")
    check = browser_of_teacher.post(f"{at('worry')}?next=check", {"worry": "Colder."})
    assert check["Location"] == f"/referrals/{draft.reference}/check/"
    elsewhere = browser_of_teacher.post(f"{at('worry')}?next=//evil.example", {"worry": "C."})
    assert elsewhere["Location"] == at("if-nothing-changes")


def test_a_question_that_is_not_needed_can_be_left_empty(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    Referral.objects.filter(pk=draft.pk).update(ground=Ground.SIGNIFICANT_HARM)
    for place in ("must-not-know", "if-nothing-changes", "harm-said", "how-known", "tried"):
        assert browser_of_teacher.post(at(place), {}).status_code == 302, place
    needed = browser_of_teacher.post(at("worry"), {})
    assert "Enter what you are worried about" in text_of(needed)


@pytest.mark.parametrize(
    "typed",
    [
        "Mum's “own” words — 100% <b>bold</b> & more",
        "قالت أميرة إنها خائفة",
        "👩‍👧 she cried 😢",
        "line one\n\nline two",
    ],
)
def test_words_are_kept_as_typed(
    draft: Referral, browser_of_teacher: Client, at: At, typed: str
) -> None:
    browser_of_teacher.post(at("worry"), {"worry": typed})
    draft.refresh_from_db()
    assert draft.worry == typed
    page = browser_of_teacher.get(at("worry"))
    assert "<b>bold</b>" not in page.content.decode()
    assert typed in text_of(page)


def test_too_long_says_by_how_much_and_cuts_nothing(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    typed = "x" * 10_312
    page = browser_of_teacher.post(at("worry"), {"worry": typed})
    text = text_of(page)
    assert "Worry must be 10,000 characters or fewer. You have 312 too many" in text
    assert typed in text


def test_last_seen_is_today_or_in_the_past(
    draft: Referral, browser_of_teacher: Client, at: At
) -> None:
    future = {"last_seen_on_day": "1", "last_seen_on_month": "1", "last_seen_on_year": "2999"}
    page = text_of(browser_of_teacher.post(at("last-seen"), future))
    assert "Date must be today or in the past" in page
    both = {"not_seen": "on", **(future | {"last_seen_on_year": "2020"})}
    page = text_of(browser_of_teacher.post(at("last-seen"), both))
    message = "Enter a date, or select 'I have not seen them', not both"
    # In the summary as a link to the date, and beside it.
    assert f'<a href="#last_seen_on_day">{message}</a>' in page
    assert page.count(message) == 2
