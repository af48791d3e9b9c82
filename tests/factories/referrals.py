"""Builders of drafts and sent referrals, through the operations a practitioner's pages call."""

from datetime import date, time
from typing import Any

from accounts.models import Membership, Partnership
from directory.models import ContactPoint, FrontDoor, OfficeHours
from referrals.models import Consent, Referral, ReferredChild, Timescale
from referrals.operations import drafts
from referrals.operations.sending import UrgentAnswers, answer_before, answer_urgent, submit
from referrals.rules import Agreement, Answer, ChildKind
from tests.factories.memory import Memory, kind
from thresholds.models import Edition, Framework, Level

FIRST_NAMES = ("Amira", "Yusuf", "Siân", "Oluwaseun", "Niamh")
WORRY = (
    "On Friday he came to school without a coat for the third time this week and said he had "
    "not eaten since the day before. He fell asleep in class and cried when it was home time."
)
TIMESCALES = (
    ("first_read", 1, "office_hours", "mash_screener"),
    ("gather_information", 1, "same_working_day", "mash_screener"),
    ("referrer_response", 24, "hours", "mash_screener"),
    ("mash_decision", 1, "working_day_same_time", "mash_decision_maker"),
    ("child_seen_immediate", 1, "same_calendar_day", "mash_decision_maker"),
    ("fgm_police_report", 1, "end_of_next_working_day", "practitioner"),
)


def equip(partnership: Partnership) -> None:
    """Give a partnership without a pack what a referral needs: levels, a front door, timescales."""
    if partnership.key == "bexley" or Timescale.objects.filter(partnership=partnership).exists():
        return
    if not FrontDoor.objects.filter(partnership=partnership).exists():
        door = FrontDoor.objects.create(
            partnership=partnership,
            key="hub",
            name=f"{partnership.place} hub",
            short_name="MASH",
            area=partnership.place,
        )
        for weekday in range(5):
            OfficeHours.objects.create(
                front_door=door, weekday=weekday, opens=time(9), closes=time(17)
            )
        for kind, phone in (("hub", "020 7946 0500"), ("out_of_hours", "020 7946 0600")):
            ContactPoint.objects.create(
                front_door=door, kind=kind, name="Emergency duty team", phone=phone
            )
    has = set(Timescale.objects.filter(partnership=partnership).values_list("key", flat=True))
    Timescale.objects.bulk_create(
        Timescale(
            partnership=partnership,
            key=key,
            name=key.replace("_", " ").capitalize(),
            amount=amount,
            unit=unit,
            starts="receipt",
            stops="read",
            owed_by=owed_by,
            warn_before_minutes=30,
        )
        for key, amount, unit, owed_by in TIMESCALES
        if key not in has
    )
    if not Edition.objects.of(partnership).in_force().exists():
        levels_of_need(partnership)


def levels_of_need(partnership: Partnership) -> None:
    """Publish four levels for a partnership, and nothing else in them."""
    framework, _ = Framework.objects.get_or_create(
        partnership=partnership,
        defaults={"key": partnership.key, "name": f"{partnership.place} levels of need"},
    )
    edition = Edition.objects.create(
        framework=framework, name="first", law="", in_force_from=date(2020, 1, 1)
    )
    for number, name in enumerate(("Universal", "Additional", "Intensive", "Specialist"), start=1):
        Level.objects.create(
            edition=edition, number=number, name=name, summary=name, how_to_get_help=name
        )
    # What is published takes no more text.
    Edition.objects.filter(pk=edition.pk).update(published_at="2020-01-01T09:00Z")


def draft(by: Membership, **answers: Any) -> Referral:
    """Start a draft and write these fields into it."""
    equip(by.partnership)
    started = drafts.start_draft(by=by)
    Referral.objects.filter(pk=started.pk).update(danger_asked=True, **answers)
    return again(started)


def again(referral: Referral) -> Referral:
    """Return the referral as it is now."""
    return Referral.objects.select_related(
        "partnership", "author__partnership", "author__person", "author__site"
    ).get(pk=referral.pk)


def child(of: Referral, number: int = 1, **answers: Any) -> ReferredChild:
    """Add a child about whom everything asked under consent has been answered."""
    given: dict[str, Any] = {
        "first_name": FIRST_NAMES[(number - 1) % len(FIRST_NAMES)],
        "last_name": "Khatun-Featherstonehaugh",
        "date_of_birth": date(2016, 3, 27),
        "address": "14 Larkspur Rise, Bexleyheath",
        "postcode": "DA6 7AT",
        "young_carer": Answer.NO,
    }
    made = drafts.add_child(
        by=of.author, referral=of, kind=ChildKind.CHILD, answers=given | answers
    )
    ReferredChild.objects.filter(pk=made.pk).update(confirmed_level=2)
    Consent.objects.create(
        child=made,
        giver="Sana Khatun-Featherstonehaugh",
        capacity="parental_responsibility",
        purposes=["referral", "family_wellbeing"],
        how="paper",
        given_on=date(2026, 11, 16),
        recorded_by=of.author,
    )
    return ReferredChild.objects.get(pk=made.pk)


# By `memory.kind`.
_ready: dict[object, Memory] = {}
_sent: dict[object, Memory] = {}


def ready(by: Membership, *, children: int = 1, **answers: Any) -> Referral:
    """Write a draft that the family agreed to and that has everything needed to send."""
    equip(by.partnership)
    wanted = kind(by, children=children)
    if wanted in _ready:
        return again(_ready[wanted].write_again(by, **answers))
    written = _ready_by_operations(by, children=children)
    _ready[wanted] = Memory(written)
    if answers:
        Referral.objects.filter(pk=written.pk).update(**answers)
    return again(written)


def _ready_by_operations(by: Membership, *, children: int) -> Referral:
    given: dict[str, Any] = {
        "callback_number": "020 7946 0100",
        "worry": WORRY,
        "someone_must_not_know": Answer.NO,
        "circumstances_asked": True,
        "no_indicator_because": "Nothing in the list says what we see.",
        "parents_know": "all",
    }
    written = draft(by, **given)
    answer_before(by=by, referral=written, version=None, changes={"agreement": Agreement.YES})
    numbers = [child(written, number).number for number in range(1, children + 1)]
    drafts.add_member(
        by=by,
        referral=written,
        answers={"name": "Sana Khatun", "lives_with": Answer.YES, "may_know": Answer.YES},
        relations={
            number: {"relation": "mother", "parental_responsibility": Answer.YES}
            for number in numbers
        },
    )
    return again(written)


def sent(by: Membership, *, children: int = 1, **answers: Any) -> Referral:
    """Send a referral that the family agreed to."""
    equip(by.partnership)
    wanted = kind(by, children=children, **answers)
    if wanted in _sent:
        return again(_sent[wanted].write_again(by))
    written = again(submit(by=by, referral=ready(by, children=children, **answers)))
    _sent[wanted] = Memory(written)
    return written


def urgent(by: Membership, *, agreement: Agreement = Agreement.HARM, **answers: Any) -> Referral:
    """Write the four answers of a draft that may be sent without agreement."""
    written = draft(by)
    answer_before(by=by, referral=written, version=None, changes={"agreement": agreement})
    answer_urgent(
        by=by,
        referral=written,
        version=None,
        answers=UrgentAnswers(
            callback_number="020 7946 0100",
            which="A boy of about 6 with a red school bag",
            where="At the school office, with Ms Okafor",
            worry=WORRY,
            **answers,
        ),
    )
    return again(written)
