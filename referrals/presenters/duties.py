"""A special circumstance's duty as it is read back, and what its answers mean (decision 16)."""

from datetime import datetime

from directory.models import FrontDoor
from directory.presenters import ANY_HUB
from govuk.words import day_words, london
from referrals import duties
from referrals.models import ChosenCircumstance, Referral
from referrals.presenters.office import Office
from referrals.rules import Answer

HIGHEST_LEVEL = 4
SO_FAR: dict[str, str] = {Answer.NO: "Not yet", Answer.UNKNOWN: duties.NOT_KNOWN_YET}


def around(referral: Referral, *, key: str, office: Office, now: datetime) -> duties.Around:
    """Return what stands around one duty of a draft and changes its advice.

    Args:
        key: the circumstance's key.
        office: the partnership's front door.
        now: the moment of the page.
    """
    today = london(now).date()
    others = [
        (chosen.circumstance.key, chosen.circumstance.binds)
        for chosen in referral.chosen_circumstances.select_related("circumstance")
    ]
    return duties.Around(
        office=office.name,
        next_day=day_words(office.calendar.add_working_days(today, 1), today),
        waits=duties.waits_for_the_hub(
            key,
            others=others,
            level_4_sign=referral.chosen_indicators.filter(level=HIGHEST_LEVEL).exists(),
            must_not_be_told=_must_not_be_told(referral),
        ),
    )


def _must_not_be_told(referral: Referral) -> bool:
    return (
        referral.someone_must_not_know == Answer.YES
        or referral.children.filter(may_know=Answer.NO).exists()
        or referral.family_members.filter(may_know=Answer.NO).exists()
    )


def meaning(chosen: ChosenCircumstance, about: duties.Around) -> list[str]:
    """Return what the answers mean for the practitioner; nothing where they say nothing new."""
    return duties.meaning(
        chosen.circumstance.key, chosen.answers, done=chosen.duty_done, around=about
    )


def door_name(referral: Referral) -> str:
    """Return what the hub of a referral is called in a sentence: "MASH".

    Where there are several and nobody has said which council, what they all are: "front door".
    """
    doors = FrontDoor.objects.filter(
        partnership_id=referral.partnership_id, kind=FrontDoor.Kind.HUB
    )
    names = dict(doors.order_by("pk").values_list("pk", "short_name"))
    only = next(iter(names.values())) if len(names) == 1 else ANY_HUB
    return names.get(referral.front_door_id or 0, only)


def duty_rows(one: ChosenCircumstance, *, office: str) -> list[duties.Said]:
    """Return a duty's record, the main act first: what each answer is about, and its words.

    Args:
        office: what the front door is called (`door_name`).
    """
    key = one.circumstance.key
    found = [
        duties.Said(duties.duty_of(key).told, _main_act(one)),
        *duties.read_back(key, one.answers),
    ]
    return [duties.Said(duties.fill(said.about, office), said.words) for said in found]


def duty_lines(one: ChosenCircumstance, *, office: str) -> list[str]:
    """Return a duty's record a line for each answer: "Done: Imago, 2pm on Friday"."""
    return [f"{said.about}: {said.words}" for said in duty_rows(one, office=office)]


def _main_act(one: ChosenCircumstance) -> str:
    if one.duty_done == Answer.YES:
        return ", ".join(part for part in (one.duty_who, one.duty_when) if part) or "Yes"
    return SO_FAR.get(one.duty_done, "Not said")
