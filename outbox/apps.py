"""The outbox as a Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Delivery of everything slow or outside: mail, documents, scans, matches, notices."""

    name = "outbox"
    verbose_name = "Outbox"
