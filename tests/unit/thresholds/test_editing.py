"""Working on a draft edition: its signs and other texts, and everything that is refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.errors import NotAllowed
from accounts.models import Membership
from accounts.rules import Role
from tests.cast import OneAuditEntry, Outsider
from thresholds import errors, operations
from thresholds.changes import Kind
from thresholds.models import Edition, FrozenText, Indicator, Route
from thresholds.presenters_manage import differences_of, signs_of, text_models

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(edition: Edition, administrator: Membership) -> Edition:
    """A draft that an administrator opened a moment ago."""
    return operations.open_draft(by=administrator, based_on=edition)


def sign(draft: Edition, code: str = "BX-3-HEA-01") -> Indicator:
    return draft.indicators.select_related("edition__framework", "level", "domain").get(code=code)


def kinds(draft: Edition) -> dict[str, tuple[Kind, ...]]:
    return {row.change.code: row.change.kinds for row in differences_of(draft).signs}


# Opening ---------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_whole_text_of_an_edition_word_for_word(
    draft: Edition, edition: Edition
) -> None:
    assert signs_of(draft) == signs_of(edition)
    assert not differences_of(draft).signs
    for model in text_models():
        copied, first = (model.objects.filter(edition=one) for one in (draft, edition))
        assert copied.count() == first.count() > 0 or not first.exists()
        assert not copied.filter(frozen=True).exists()
    assert draft.level_3_needs == edition.level_3_needs


def test_what_points_inside_an_edition_points_inside_its_copy(draft: Edition) -> None:
    for model in text_models():
        inside = [
            column.name
            for column in model._meta.concrete_fields
            if isinstance(column.related_model, type)
            and issubclass(column.related_model, FrozenText)
        ]
        for name in inside:
            others = model.objects.filter(edition=draft).exclude(**{f"{name}__edition": draft})
            assert not others.exclude(**{name: None}).exists(), (model, name)


def test_opening_writes_one_entry_and_the_first_line_of_its_history(
    edition: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("edition.draft_opened", by=administrator):
        opened = operations.open_draft(by=administrator, based_on=edition)
    assert [event.words for event in opened.events.all()] == [
        "Opened with the text of “2018 guide”."
    ]


def test_there_is_one_draft_at_a_time(
    draft: Edition, edition: Edition, second_administrator: Membership
) -> None:
    with pytest.raises(errors.DraftExists, match="A draft is open already"):
        operations.open_draft(by=second_administrator, based_on=edition)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            framework=draft.framework,
            name="Another",
            law="",
            in_force_from=date(2026, 1, 1),
            opened_by=second_administrator,
        )


def test_nobody_else_opens_changes_or_reads_a_way_into_it(
    draft: Edition, edition: Edition, screener: Membership, outsider: Outsider
) -> None:
    for stranger in (screener, outsider(Role.ADMINISTRATOR)):
        for refused in (
            lambda by=stranger: operations.open_draft(by=by, based_on=edition),
            lambda by=stranger: operations.discard_draft(by=by, edition=draft),
            lambda by=stranger: operations.comment(by=by, edition=draft, words="Hello"),
            lambda by=stranger: operations.retire_sign(by=by, indicator=sign(draft)),
            lambda by=stranger: operations.publish(by=by, edition=draft),
        ):
            with pytest.raises(NotAllowed):
                refused()


def test_a_discarded_draft_leaves_nothing_and_touches_nothing_published(
    draft: Edition,
    edition: Edition,
    administrator: Membership,
    one_audit_entry: OneAuditEntry,
) -> None:
    operations.comment(by=administrator, edition=draft, words="Not this year.")
    with one_audit_entry("edition.draft_discarded", by=administrator):
        operations.discard_draft(by=administrator, edition=draft)
    assert not Edition.objects.filter(pk=draft.pk).exists()
    assert edition.indicators.count() == 199
    with pytest.raises(NotAllowed):
        operations.comment(by=administrator, edition=draft, words="Too late")


# Signs -----------------------------------------------------------------------------------------


def test_a_sign_is_added_at_the_end_of_its_level_and_domain_with_a_code_of_its_own(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("edition.sign_added", by=administrator):
        added = operations.add_sign(
            by=administrator, edition=draft, level=3, domain="health", text="Refuses all food"
        )
    beside = list(draft.indicators.filter(level__number=3, domain__slug="health"))
    assert beside[-1].pk == added.pk
    assert added.code.startswith("BX-3-HEA-")
    assert kinds(draft) == {added.code: (Kind.ADDED,)}
    assert len({row.code for row in draft.indicators.all()}) == 200


def test_a_code_that_was_used_is_never_given_to_another_sign(
    draft: Edition, administrator: Membership
) -> None:
    def add(text: str) -> Indicator:
        return operations.add_sign(
            by=administrator, edition=draft, level=3, domain="health", text=text
        )

    first = add("Refuses all food")
    operations.retire_sign(by=administrator, indicator=sign(draft, first.code))
    retired = sign(draft, "BX-3-HEA-01")
    operations.retire_sign(by=administrator, indicator=retired)
    assert add("Refuses all drink").code not in {first.code, retired.code}


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"level": 5}, errors.UnknownLevel),
        ({"domain": "astrology"}, errors.UnknownDomain),
        ({"text": "  "}, errors.NoWords),
        ({"text": "child has SIGNIFICANT  disability"}, errors.SameWording),
    ],
)
def test_a_sign_that_cannot_stand_there_is_refused(
    draft: Edition, administrator: Membership, values: dict[str, Any], refused: type[Exception]
) -> None:
    wanted: dict[str, Any] = {"level": 3, "domain": "health", "text": "Refuses all food"} | values
    with pytest.raises(refused):
        operations.add_sign(by=administrator, edition=draft, **wanted)
    assert draft.indicators.count() == 199


def test_a_reworded_sign_keeps_its_code_and_says_what_it_was(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    row = sign(draft)
    with one_audit_entry("edition.sign_changed", by=administrator):
        operations.change_sign(
            by=administrator,
            indicator=row,
            text="Newly worded",
            in_other_words=["says it so"],
            version=1,
        )
    assert kinds(draft) == {row.code: (Kind.REWORDED, Kind.EXAMPLES)}
    event = draft.events.first()
    assert event is not None
    assert event.about == row.code
    assert event.words.startswith(f"Reworded from “{row.text[:50]}")
    assert sign(draft).version == 2


def test_saving_the_same_words_writes_nothing(draft: Edition, administrator: Membership) -> None:
    before = draft.events.count()
    row = sign(draft)
    operations.change_sign(by=administrator, indicator=row, text=row.text, version=1)
    assert draft.events.count() == before
    assert sign(draft).version == 1


def test_what_a_colleague_changed_meanwhile_is_not_written_over(
    draft: Edition, administrator: Membership, second_administrator: Membership
) -> None:
    operations.change_sign(by=administrator, indicator=sign(draft), text="Theirs", version=1)
    with pytest.raises(errors.DraftTextChanged) as refused:
        operations.change_sign(
            by=second_administrator, indicator=sign(draft), text="Mine", version=1
        )
    assert refused.value.by_name == "Owen Castellan"
    assert not refused.value.same_person
    assert refused.value.version == 2
    assert sign(draft).text == "Theirs"


def test_a_sign_moves_to_another_level_and_domain_and_keeps_its_code(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    row = sign(draft)
    with one_audit_entry("edition.sign_moved", by=administrator):
        operations.move_sign(
            by=administrator, indicator=row, level=4, domain="emotional-development", version=1
        )
    moved = sign(draft)
    assert (moved.level.number, moved.domain.slug) == (4, "emotional-development")
    beside = list(draft.indicators.filter(level=moved.level, domain=moved.domain))
    assert beside[-1].pk == moved.pk
    assert kinds(draft) == {row.code: (Kind.MOVED,)}


def test_signs_move_up_and_down_and_after_one_another(
    draft: Edition, administrator: Membership
) -> None:
    def codes() -> list[str]:
        beside = draft.indicators.filter(level__number=3, domain__slug="health")
        return list(beside.values_list("code", flat=True))

    first, second, third, *rest = codes()
    operations.shift_sign(by=administrator, indicator=sign(draft, second), up=True)
    assert codes() == [second, first, third, *rest]
    assert kinds(draft) == {first: (Kind.PLACED,)} or kinds(draft) == {second: (Kind.PLACED,)}
    operations.shift_sign(by=administrator, indicator=sign(draft, second), up=False)
    assert codes() == [first, second, third, *rest]
    assert kinds(draft) == {}
    operations.place_sign(by=administrator, indicator=sign(draft, first), after=third)
    assert codes() == [second, third, first, *rest]
    assert kinds(draft) == {first: (Kind.PLACED,)}
    operations.place_sign(by=administrator, indicator=sign(draft, first), after="")
    assert codes() == [first, second, third, *rest]
    with pytest.raises(errors.NoFurther):
        operations.shift_sign(by=administrator, indicator=sign(draft, first), up=True)
    with pytest.raises(errors.NoFurther):
        operations.shift_sign(by=administrator, indicator=sign(draft, codes()[-1]), up=False)
    with pytest.raises(errors.NotInThisList):
        operations.place_sign(by=administrator, indicator=sign(draft, first), after="BX-4-HEA-01")


def test_a_retired_sign_is_gone_from_the_draft_shown_as_retired_and_put_back_in_its_place(
    draft: Edition, edition: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    row = sign(draft, "BX-3-HEA-02")
    with one_audit_entry("edition.sign_retired", by=administrator):
        operations.retire_sign(by=administrator, indicator=row, because="Twice in the guide.")
    assert kinds(draft) == {"BX-3-HEA-02": (Kind.RETIRED,)}
    last = differences_of(draft).signs[0].last
    assert last is not None
    assert last.words.endswith("Twice in the guide.")
    with pytest.raises(errors.SignGone):
        operations.change_sign(by=administrator, indicator=row, text="Too late", version=1)
    with one_audit_entry("edition.sign_restored", by=administrator):
        operations.restore_sign(by=administrator, edition=draft, code="BX-3-HEA-02")
    assert kinds(draft) == {}
    assert signs_of(draft) == signs_of(edition)
    with pytest.raises(errors.SignThere):
        operations.restore_sign(by=administrator, edition=draft, code="BX-3-HEA-02")
    with pytest.raises(errors.SignGone):
        operations.restore_sign(by=administrator, edition=draft, code="BX-9")


def test_the_first_sign_of_a_list_is_put_back_first(
    draft: Edition, edition: Edition, administrator: Membership
) -> None:
    operations.retire_sign(by=administrator, indicator=sign(draft, "BX-3-HEA-01"))
    operations.restore_sign(by=administrator, edition=draft, code="BX-3-HEA-01")
    assert signs_of(draft) == signs_of(edition)


# Other texts -----------------------------------------------------------------------------------


def test_a_levels_text_and_what_to_do_there_are_changed_together(
    draft: Edition, administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    level = draft.levels.get(number=3)
    with one_audit_entry("edition.level_changed", by=administrator):
        operations.change_level(
            by=administrator,
            level=level,
            changes={"summary": "Families with many needs"},
            route="Ring the MASH first.",
            goes_to=Route.GoesTo.FAMILY_CENTRE,
            version=1,
        )
    way = level.routes.get()
    assert (way.words, way.goes_to) == ("Ring the MASH first.", Route.GoesTo.FAMILY_CENTRE)
    texts = {(row.of, row.part, row.after) for row in differences_of(draft).texts}
    assert ("Level 3", "summary", "Families with many needs") in texts
    assert ("Level 3", "what to do", "Ring the MASH first.") in texts
    with pytest.raises(errors.DraftTextChanged):
        operations.change_level(by=administrator, level=level, changes={"name": "X"}, version=1)
    with pytest.raises(errors.NoWords):
        operations.change_level(by=administrator, level=level, changes={"name": " "}, version=None)


def test_a_domain_is_renamed_and_moves_among_the_domains(
    draft: Edition, administrator: Membership
) -> None:
    first, second, *_ = draft.domains.all()
    operations.change_domain(
        by=administrator, domain=first, changes={"name": "Health and growing"}, version=1
    )
    operations.shift_domain(by=administrator, domain=second, up=True)
    assert [row.slug for row in draft.domains.all()[:2]] == [second.slug, first.slug]
    said = {(row.of, row.part) for row in differences_of(draft).texts}
    # Two that changed places are one move, not two.
    assert said == {
        ("Domain: Health and growing", "name"),
        (f"Domain: {second.name}", "place in the list"),
    }
    with pytest.raises(errors.NoFurther):
        operations.shift_domain(
            by=administrator, domain=draft.domains.get(slug=second.slug), up=True
        )


def test_a_circumstances_floor_and_duty_are_changed(
    draft: Edition, administrator: Membership
) -> None:
    """Decision 16: circumstances are data of the edition."""
    missing = draft.circumstances.get(key="missing")
    operations.change_circumstance(
        by=administrator,
        circumstance=missing,
        changes={"floor": 4, "duty": "Ring now."},
        version=1,
    )
    missing.refresh_from_db()
    assert (missing.floor, missing.duty) == (4, "Ring now.")
    with pytest.raises(errors.UnknownLevel):
        operations.change_circumstance(
            by=administrator, circumstance=missing, changes={"floor": 7}, version=None
        )


def test_the_numbers_of_the_suggestion_and_the_law_are_settings_of_the_draft(
    draft: Edition, edition: Edition, administrator: Membership
) -> None:
    """Decision 15, R-004."""
    operations.change_settings(
        by=administrator, edition=draft, changes={"level_3_needs": 1, "law": "New law"}, version=1
    )
    draft.refresh_from_db()
    assert (draft.level_3_needs, draft.law) == (1, "New law")
    with pytest.raises(errors.DraftTextChanged):
        operations.change_settings(
            by=administrator, edition=draft, changes={"law": "Old law"}, version=1
        )
    with pytest.raises(errors.ImpossibleSetting):
        operations.change_settings(
            by=administrator, edition=draft, changes={"level_3_needs": 0}, version=None
        )
    with pytest.raises(errors.NameOfAnotherEdition):
        operations.change_settings(
            by=administrator, edition=draft, changes={"name": edition.name}, version=None
        )


def test_a_comment_says_who_and_when_and_never_changes(
    draft: Edition, second_administrator: Membership, one_audit_entry: OneAuditEntry
) -> None:
    with one_audit_entry("edition.commented", by=second_administrator):
        said = operations.comment(by=second_administrator, edition=draft, words="Is this agreed?")
    assert said.is_comment
    with pytest.raises(errors.NoWords):
        operations.comment(by=second_administrator, edition=draft, words=" ")
    said.words = "Something else"
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        said.save()


EveryChange = Callable[[Membership, Edition], object]
CHANGES: dict[str, EveryChange] = {
    "add": lambda by, draft: operations.add_sign(
        by=by, edition=draft, level=3, domain="health", text="New"
    ),
    "change": lambda by, draft: operations.change_sign(
        by=by, indicator=sign(draft), text="New", version=None
    ),
    "move": lambda by, draft: operations.move_sign(
        by=by, indicator=sign(draft), level=4, domain="health", version=None
    ),
    "shift": lambda by, draft: operations.shift_sign(by=by, indicator=sign(draft), up=False),
    "place": lambda by, draft: operations.place_sign(by=by, indicator=sign(draft), after=""),
    "retire": lambda by, draft: operations.retire_sign(by=by, indicator=sign(draft)),
    "restore": lambda by, draft: operations.restore_sign(by=by, edition=draft, code="BX-3-HEA-02"),
    "level": lambda by, draft: operations.change_level(
        by=by, level=draft.levels.get(number=1), changes={"name": "New"}, version=None
    ),
    "domain": lambda by, draft: operations.change_domain(
        by=by, domain=draft.domains.get(slug="health"), changes={"name": "New"}, version=None
    ),
    "shift domain": lambda by, draft: operations.shift_domain(
        by=by, domain=draft.domains.get(slug="health"), up=False
    ),
    "circumstance": lambda by, draft: operations.change_circumstance(
        by=by, circumstance=draft.circumstances.get(key="fgm"), changes={"tag": "New"}, version=None
    ),
    "settings": lambda by, draft: operations.change_settings(
        by=by, edition=draft, changes={"law": "New"}, version=None
    ),
    "import": lambda by, draft: operations.import_signs(by=by, edition=draft, rows=[]),
    "discard": lambda by, draft: operations.discard_draft(by=by, edition=draft),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_draft_rests_while_a_second_administrator_is_asked(
    draft: Edition, administrator: Membership, change: str
) -> None:
    operations.retire_sign(by=administrator, indicator=sign(draft, "BX-3-HEA-02"))
    operations.ask_to_publish(by=administrator, edition=draft, takes_effect_on=date(2099, 1, 1))
    with pytest.raises(errors.AwaitsPublication, match="Withdraw the request"):
        CHANGES[change](administrator, draft)


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_edition_is_never_changed(
    edition: Edition, administrator: Membership, change: str
) -> None:
    with pytest.raises(errors.PublishedEdition, match="Open a draft to change it"):
        CHANGES[change](administrator, edition)
