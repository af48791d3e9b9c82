"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Refer: the record of what someone said, and its whole life."""

    name = "referrals"
