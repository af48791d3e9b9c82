"""What comes round again in thresholds: an edition whose day has come is made ready to search."""

from datetime import timedelta

from outbox.periodic import register
from thresholds.presenters_finding import prepare_those_in_force

register("thresholds.prepare_those_in_force", prepare_those_in_force, every=timedelta(minutes=10))
