"""What can go wrong with a framework, by name."""

from accounts.errors import OperationError


class UnknownFramework(OperationError):
    """No framework with this key is loaded."""

    message = "No framework has this key."


class UnknownIndicator(OperationError):
    """No indicator of the edition has this level and wording."""

    message = "No indicator has this level and wording."


class UnknownCircumstance(OperationError):
    """The edition has no circumstance with this key."""

    message = "No special circumstance has this key."


class UnreadableFile(OperationError):
    """The file is missing, is not JSON, or does not have the expected shape."""

    message = "This file cannot be read."


class RepeatedEntry(OperationError):
    """The file gives the same entry twice, and one of the two would be passed over unseen."""

    message = "This file gives the same entry twice."


class PublishedEdition(OperationError):
    """A published edition is frozen: referrals point to its words."""

    message = "A published edition is never changed. Give the new text a new edition name."
