"""The thresholds app."""

from django.apps import AppConfig


class ThresholdsConfig(AppConfig):
    """Suggest: frameworks, editions, indicators and the rule that suggests a level."""

    name = "thresholds"
