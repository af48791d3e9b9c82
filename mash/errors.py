"""What can go wrong in the hub, in the words a screener reads."""

from collections.abc import Sequence
from datetime import datetime

from accounts.errors import OperationError
from mash.rules import ACT_HERE_FIRST, Missing


class ClaimedByAnother(OperationError):
    """Somebody holds the contact; `name` and `at` say who and since when."""

    def __init__(self, *, name: str, at: datetime, words: str) -> None:
        self.name, self.at = name, at
        super().__init__(f"{name} claimed this at {words}. You can read it and add notes.")


class NotAnotherHub(OperationError):
    """A contact is passed to another council's hub of its own partnership."""

    message = "Select which council’s team it is for"


class NotOnThisTeam(OperationError):
    """A colleague of another council's team could not open what they would take on."""

    message = "Select a colleague of the same team: the others cannot open these contacts"


class WaitsHere(OperationError):
    """A child waits for what somebody of this team was asked by name; another team could not."""

    message = (
        "Somebody in your team is asking a family, another authority or a second decision maker "
        "about a child here. Finish that first, then pass it on."
    )


class NotHeldByAnyone(OperationError):
    """There is nobody to take a contact over from."""

    message = "Nobody holds this now. Claim it instead."


class MissingReason(OperationError):
    """The act must say why."""

    message = "Say why"


class RatingNotYours(OperationError):
    """Only a social worker or a decision maker lowers a rating or sets Blue (decision 12)."""

    message = (
        "Only a MASH social worker or decision maker can lower a rating or make it Blue. "
        "Write a note to ask them."
    )


class NothingToConfirm(OperationError):
    """The rating is confirmed already, or there is none."""

    message = "There is no rating to confirm. Look again before you go on."


class HeldBefore(OperationError):
    """A child is held once (decision 5, R-052)."""

    message = "This contact has been held before"


class CannotBeHeld(OperationError):
    """Only a child who still waits for a decision is held (decision 5)."""

    message = "Check the contact: a child who is decided or passed on cannot be held"


class HoldIsOver(OperationError):
    """The latest moment a hold may last to has passed (R-052)."""

    message = "This contact can no longer be held: the latest time for it has passed. Decide now."


class NobodyToTell(OperationError):
    """The person who told us gave no way to answer them (decision 13)."""

    message = "The person who told us gave no name or number, so there is nobody to tell."


class ChildIsNamed(OperationError):
    """A contact about a child is decided by a manager or senior practitioner (R-050)."""

    message = "A contact about a child must be decided by a MASH decision maker."


class AlreadyAnswered(OperationError):
    """What the caller said is filled in once; after that it is amended by a note."""

    message = "This was filled in already. Add a note to correct it."


class AlreadyDecided(OperationError):
    """Somebody was faster: one child is decided once (R-050)."""

    message = "This child has been decided already."


class WaitingForSecond(OperationError):
    """The decision is with a second person; until they answer nobody decides (decision 11)."""

    message = "Nothing has been decided yet: a second decision maker has been asked."


class NotReadyToDecide(OperationError):
    """Something a decision needs is missing; `missing` says what and where (decision 11)."""

    message = "Answer what is missing before you record the decision."

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = tuple(missing)
        first = self.missing[0]
        super().__init__(first.words, field=first.field)


class SecondIsTheFirst(OperationError):
    """Nobody agrees to their own decision (decision 11)."""

    message = "Choose somebody else: the second decision maker must be another person"


class CannotBeChosen(OperationError):
    """The service or person chosen is not one that may be (another partnership's, or ended)."""

    message = "Choose from the list"


class ActHereFirst(OperationError):
    """A child in immediate danger is acted on here before another authority has them (R-049)."""

    message = ACT_HERE_FIRST


class StillToCome(OperationError):
    """What is recorded as having happened lies in the future."""

    message = "Time must be now or in the past"


class BeforeItArrived(OperationError):
    """What is recorded as done happened before the contact arrived, so not because of it."""

    message = "Enter a time after this contact arrived"


class NothingOwed(OperationError):
    """No clock waits for what is recorded: somebody recorded it already, or it never was owed."""

    message = "Nothing waits for this any more. Look at the clocks of the contact."


class TooFewAttempts(OperationError):
    """A family is tried twice before anything else is decided for them (decision 10)."""

    message = "Try to reach the family twice before asking for a new decision"


class AlreadyTold(OperationError):
    """An outcome is told once, or recorded once as not possible to tell."""

    message = "This was recorded already. Look at what was told below."
