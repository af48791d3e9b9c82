"""What can go wrong in Family Wellbeing, in words a manager understands."""

from accounts.errors import OperationError


class NoEligibility(OperationError):
    """A family is taken on at least one criterion (R-070)."""

    message = "Select which of these applies"


class NoAgreement(OperationError):
    """Family Wellbeing starts only with a parent's or carer's agreement (R-025, R-116)."""

    message = "Family Wellbeing cannot start: nobody has recorded that a parent or carer agreed."


class NeedIsHigher(OperationError):
    """A need above level 3 goes to social care, not to a keyworker (R-070c, R-077)."""

    message = "The need is higher than level 3: redirect the family to social care."


class NotAKeyworker(OperationError):
    """Only a current keyworker of the partnership, without a declared interest, takes a family."""

    message = "Select a keyworker who can take this family"


class TakenAlready(OperationError):
    """Another manager was faster."""

    message = "Somebody else dealt with this family while you were looking."


class MissingReason(OperationError):
    """Every redirection says why (R-070)."""

    message = "Say why"
