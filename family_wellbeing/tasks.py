"""Delivering Family Wellbeing's e-mails, each by its ids."""

from accounts.models import Membership
from family_wellbeing.models import Episode
from family_wellbeing.notices import allocated_email
from outbox.handlers import handler
from outbox.mail import send_email
from outbox.models import Delivery
from outbox.rules import Guarantee


@handler("family_wellbeing.allocated", guarantee=Guarantee.AT_LEAST_ONCE)
def send_allocated(delivery: Delivery) -> None:
    """Tell a keyworker of a new family, unless they left or it went to somebody else."""
    episode = (
        Episode.objects.select_related("partnership")
        .filter(pk=delivery.payload["episode_id"], keyworker_id=delivery.payload["membership_id"])
        .first()
    )
    reader = (
        Membership.objects.current()
        .with_names()
        .filter(pk=delivery.payload["membership_id"])
        .first()
    )
    if episode is None or reader is None:
        return
    email = allocated_email(episode, reader=reader)
    send_email(delivery, subject=email.subject, text=email.text, to=reader.person.email)
