"""What can go wrong with a referral, in words a practitioner understands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.errors import OperationError, StaleRecord
from referrals.rules import Need


class NotPossibleNow(OperationError):
    """The workflow has no such move from here: somebody was faster, or the page is old."""

    message = "This has changed since you opened it. Look again before you go on."


class MissingAnswers(OperationError):
    """Something needed to send is missing (pages.md 5); `needs` says what."""

    message = "Answer what is needed before you send."

    def __init__(self, needs: Sequence[Need] = ()) -> None:
        super().__init__()
        self.needs = tuple(needs)


class MissingGround(OperationError):
    """Nobody said on what ground this is shared (decision 20)."""

    message = "Select whether the family has agreed"


class CannotBeSent(OperationError):
    """Refused or not asked, and no ground: a consultation instead (decision 20)."""

    message = "You cannot send this as a request for help yet"


class UnknownTimescale(OperationError):
    """The partnership has no timescale with this key."""

    message = "This timescale is not set up. Ask your administrator."


class UnreadableMoment(OperationError):
    """What was given is not a date and a time."""

    message = "This is not a date and time."


class NotAColleague(OperationError):
    """A draft goes to somebody who refers from the same site, and an allegation to nobody."""

    message = "Choose a colleague at your site"


class NoSuchCouncil(OperationError):
    """The council named has no front door of this partnership."""

    message = "Select which council’s area the child lives in, or ‘I do not know’"


class AboutAWorker(OperationError):
    """Only its author and the hub see a record about someone who works with children."""

    message = "Only you and the MASH can see this record, so it cannot be given to a colleague."


class MissingConsent(OperationError):
    """Family Wellbeing starts only with a parent's or carer's recorded agreement (R-025, R-116)."""

    message = "Record the family's agreement before passing them to Family Wellbeing"


class DraftChanged(StaleRecord):
    """Somebody answered the same question of a draft after its page was loaded.

    `theirs` holds the present answers by field, `version` the version to save over, `by_name`
    and `at` who saved last and when; `same_person` says that it was another window of one's own.
    """

    def __init__(
        self,
        *,
        theirs: Mapping[str, object],
        version: int,
        by_name: str,
        at: datetime,
        same_person: bool,
    ) -> None:
        super().__init__()
        self.theirs = dict(theirs)
        self.version = version
        self.by_name = by_name
        self.at = at
        self.same_person = same_person


class AlreadyAChild(OperationError):
    """A family member became a child of the referral; the child goes first."""

    message = "They are one of the children now. Remove them from the children first."


class NoEdition(OperationError):
    """The partnership has published no levels of need yet."""

    message = "The levels of need are not set up. Ask your administrator."


class ImpossibleTimescale(OperationError):
    """A length its unit cannot count, or a number out of range (decision 3)."""

    message = "Check the amount and the unit"


class EmptyStep(OperationError):
    """A step of a disagreement that says nothing of who talks to whom."""

    message = "Enter who talks to whom"


class LastStep(OperationError):
    """A ladder keeps at least one step beside the urgent ones."""

    message = "Keep at least one step. Change this one, or add another first"


class TimescaleChanged(StaleRecord):
    """Somebody changed the timescale after the page was loaded."""

    def __init__(
        self, *, version: int, by_name: str, same_person: bool, at: datetime | None
    ) -> None:
        super().__init__()
        self.version = version
        self.by_name = by_name
        self.same_person = same_person
        self.at = at


class EscalationChanged(TimescaleChanged):
    """Somebody changed a step of a disagreement after the page was loaded."""
