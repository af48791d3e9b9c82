"""Errors with a name and words a practitioner understands; a view shows them as form errors."""


class OperationError(Exception):
    """An operation was refused; `message` is shown to the person beside the form."""

    message = "This could not be done. Check the page and try again."

    def __init__(self, message: str | None = None, *, field: str | None = None) -> None:
        self.message = message or self.message
        self.field = field
        super().__init__(self.message)


class NotAllowed(OperationError):
    """The active membership may not do this (shown as 404 when the record is not theirs)."""

    message = "Your role may not do this."


class UnknownPartnership(OperationError):
    """No partnership with this key is loaded."""

    message = "No partnership has this key."


class StaleRecord(OperationError):
    """The record changed since the form was loaded."""

    message = "Someone else changed this while you were writing."


class AlreadyDone(OperationError):
    """The same form arrived twice; the first one stands."""

    message = "This has been done already."


class InvitationUnusable(OperationError):
    """An invitation is used, expired or withdrawn."""

    message = "This invitation cannot be used. Ask the person who invited you for a new one."


class LastLead(OperationError):
    """A site keeps at least one safeguarding lead."""

    message = "Choose another safeguarding lead for this site first."


class KeptPostGone(OperationError):
    """A kept post was used, thrown away, older than an hour, or is somebody else's."""

    message = "What you typed was kept for one hour. It is gone now."


class LastAdministrator(OperationError):
    """A partnership keeps at least one administrator."""

    message = "Choose another administrator for this partnership first."


class HandOverNeeded(OperationError):
    """Somebody who leaves has open work, which a colleague must take on."""

    message = "Select who takes on their open work"


class AlreadyHasRole(OperationError):
    """The person has this role at this site already."""

    message = "This person has this role at this site already."


class AlreadyInvited(OperationError):
    """An open invitation for the same person, site and role waits already."""

    message = "This person is invited already. Send that invitation again instead."


class NameTaken(OperationError):
    """Another agency, or another site of the agency, has this name."""

    message = "This name is used already. Enter another name."
