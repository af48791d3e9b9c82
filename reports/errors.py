"""What can go wrong on the pages that look across the portal."""

from accounts.errors import OperationError


class CannotRetry(OperationError):
    """A delivery is done, being delivered, or gone."""

    message = "This was delivered already, or is being delivered now."


class NothingToRetry(OperationError):
    """No delivery is failing."""

    message = "No delivery is failing."
