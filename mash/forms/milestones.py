"""That a child was seen, or a strategy discussion held (R-049, R-055, R-060)."""

from govuk import fields
from govuk.forms import QuestionForm
from mash.forms.moments import MomentForm


class ChildSeenForm(MomentForm, QuestionForm):
    """Who saw the child, of which service, and when."""

    title = "{Child} was seen"
    button = "Save"

    seen_by = fields.name_field("Who saw {child}?", thing="Name", error="Enter who saw {child}")
    service = fields.PlainTextField(
        label="Of which service?",
        thing="Service",
        max_length=200,
        error="Enter which service they are from",
        help_text="For example, referral and assessment team 2",
    )

    field_order = ("seen_by", "service", "on", "at")


class StrategyDiscussionForm(MomentForm, QuestionForm):
    """When the strategy discussion was held, and what was agreed."""

    title = "The strategy discussion about {child} was held"
    button = "Save"

    outcome = fields.PlainTextField(
        label="What was agreed, in one line?",
        thing="What was agreed",
        max_length=200,
        error="Enter what was agreed",
        help_text="For example, joint section 47 enquiry with the police",
    )

    field_order = ("on", "at", "outcome")
