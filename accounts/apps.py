"""The accounts app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Who: partnerships, agencies, people, memberships, sign-in and the audit trail."""

    name = "accounts"

    def ready(self) -> None:
        """Load what every app registers: deliveries, periodic jobs, contacts, hand-over, links."""
        autodiscover_modules("tasks", "schedule", "notices", "operations.hand_over", "navigation")
