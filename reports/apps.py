"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What it adds up to: set-up, audit trail and oversight pages; owns no case data."""

    name = "reports"
