"""The mash app."""

from django.apps import AppConfig


class MashConfig(AppConfig):
    """Screen and decide: the queue, checks, decisions and feedback."""

    name = "mash"
