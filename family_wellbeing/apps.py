"""The family_wellbeing app."""

from django.apps import AppConfig


class FamilyWellbeingConfig(AppConfig):
    """Allocate, support, close: episodes and keyworkers' caseloads."""

    name = "family_wellbeing"
