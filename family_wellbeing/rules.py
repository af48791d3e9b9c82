"""Who Family Wellbeing is for, with the source of each criterion. Pure: no Django.

Eligibility is the union of the three lists the guide prints (decision 31; R-067, R-068, R-069).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Criterion(StrEnum):
    """One reason a family may be helped here."""

    DOMESTIC_ABUSE = "domestic_abuse"
    DRUGS_OR_ALCOHOL = "drugs_or_alcohol"
    PARENT_MENTAL_HEALTH = "parent_mental_health"
    MENTAL_HEALTH_TIER_2 = "mental_health_tier_2"
    PARENT_LEARNING = "parent_learning"
    EXCLUDED = "excluded"
    RISK_OF_EXCLUSION = "risk_of_exclusion"
    LOW_LEVEL_NEGLECT = "low_level_neglect"
    PHYSICAL_CHASTISEMENT = "physical_chastisement"
    PREVIOUSLY_IN_NEED = "previously_in_need"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A criterion in words, and where the guide prints it.

    Section 8 is R-067, the directory R-068, section 2 R-069.
    """

    criterion: Criterion
    words: str
    source: str


ELIGIBILITY: tuple[Eligibility, ...] = (
    Eligibility(
        Criterion.DOMESTIC_ABUSE,
        "Living with domestic abuse",
        "All three lists: sections 2 and 8, and the directory",
    ),
    Eligibility(
        Criterion.DRUGS_OR_ALCOHOL,
        "Living with a parent's or carer's drug or alcohol misuse",
        "All three lists: sections 2 and 8, and the directory",
    ),
    Eligibility(
        Criterion.PARENT_MENTAL_HEALTH,
        "A parent or carer is mentally unwell",
        "Section 2 and the directory",
    ),
    Eligibility(
        Criterion.MENTAL_HEALTH_TIER_2,
        "Someone in the family, a child included, has mental health needs (tier 2)",
        "Section 8",
    ),
    Eligibility(
        Criterion.PARENT_LEARNING,
        "A parent has a learning need or disability",
        "Section 8 and the directory",
    ),
    Eligibility(
        Criterion.EXCLUDED,
        "A child has been excluded from school for good",
        "All three lists: sections 2 and 8, and the directory",
    ),
    Eligibility(
        Criterion.RISK_OF_EXCLUSION,
        "A child may be excluded from school, or often misses it",
        "All three lists: sections 2 and 8, and the directory",
    ),
    Eligibility(
        Criterion.LOW_LEVEL_NEGLECT,
        "Low-level neglect",
        "Section 8 and the directory",
    ),
    Eligibility(
        Criterion.PHYSICAL_CHASTISEMENT,
        "Physical chastisement",
        "The directory",
    ),
    Eligibility(
        Criterion.PREVIOUSLY_IN_NEED,
        "The children were in need before and had a more specialist service",
        "Section 8",
    ),
)
ELIGIBILITY_WORDS: dict[str, str] = {row.criterion: row.words for row in ELIGIBILITY}

# The clocks a keyworker owes once a family is theirs (decision 3).
KEYWORKER_CLOCKS = (
    "fws_first_visit",
    "fws_second_visit",
    "fws_assessment",
    "fws_formal_review",
)


def is_eligible(criteria: Collection[str]) -> bool:
    """Say whether a family meets at least one criterion (R-067 to R-069, R-070)."""
    return any(criterion in ELIGIBILITY_WORDS for criterion in criteria)
