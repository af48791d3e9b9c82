"""The directory app."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Where to: services, front doors and the calendar of working days."""

    name = "directory"
