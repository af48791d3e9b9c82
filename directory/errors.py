"""What can go wrong while an administrator keeps the calendar and the numbers."""

from datetime import datetime

from accounts.errors import OperationError, StaleRecord


class ChangedMeanwhile(StaleRecord):
    """Somebody saved the same thing after the page was loaded; `version` is the newest."""

    def __init__(self, *, version: int, by_name: str = "", at: datetime | None = None) -> None:
        super().__init__()
        self.version = version
        self.by_name = by_name
        self.at = at


class NoFrontDoor(OperationError):
    """The partnership has no front door yet, so nothing says when it is open."""

    message = "This partnership has no front door."


class NumberNotReal(OperationError):
    """A number invented for the demo cannot be confirmed (decision 35)."""

    message = "Enter the real number first. This one is invented and reaches nobody."


class NobodyReached(OperationError):
    """A contact point without a phone number and without an e-mail address."""

    message = "Enter a phone number or an e-mail address"


class ImpossibleHours(OperationError):
    """Office hours that close before they open, or no open day at all."""

    message = "Enter opening hours for at least one day"


class AlreadyClosed(OperationError):
    """The day is a closure day, a bank holiday or outside the office's week already."""

    message = "Enter a day the office is open. It is closed on this day already"


class ClosureInThePast(OperationError):
    """A closure day that has begun would contradict due times already given."""

    message = "Enter a day after today"


class NoSuchClosure(OperationError):
    """The closure day was removed already."""

    message = "This closure day was removed already."
