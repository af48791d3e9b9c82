"""What can go wrong with a delivery, by name.

Only the class name is kept on a row, never the message of an exception: a message may quote
what a person typed.
"""


class OutboxError(Exception):
    """The root of the outbox's own errors."""


class OutsideTransaction(OutboxError):
    """A delivery was enqueued outside the transaction of the fact it reports."""


class NotIds(OutboxError):
    """A payload or key carries something other than ids and codes."""


class DedupeKeyReused(OutboxError):
    """The same key was used for a different handler or payload."""


class UnknownHandler(OutboxError):
    """No handler is registered under the row's name."""


class AlreadyRegistered(OutboxError):
    """Two different functions were registered under one name."""


class WorkerLost(OutboxError):
    """Workers took the row as often as allowed and none of them came back."""


class NoMessageId(OutboxError):
    """A handler registered as exactly once tried to send an e-mail."""


class NotAccepted(OutboxError):
    """The mail server did not accept the message."""


class UnknownDelivery(OutboxError):
    """There is no delivery with this id."""


class AlreadyDelivered(OutboxError):
    """A delivered row cannot be tried again."""


class BeingDelivered(OutboxError):
    """A worker is delivering the row at this moment."""
