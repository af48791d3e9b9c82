"""What comes round again in referrals: drafts that nobody has sent."""

from datetime import timedelta

from outbox.periodic import register
from referrals.operations.sending import remind_of_drafts

register("referrals.remind_of_drafts", remind_of_drafts, every=timedelta(minutes=5))
