"""The project itself as a Django app, so that its system checks are found."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from config import checks


class ProjectConfig(AppConfig):
    """Registers the system checks."""

    name = "config"
    verbose_name = "Project"

    def ready(self) -> None:
        """Register the system checks."""
        register(checks.pango_is_installed, Tags.compatibility)
        register(checks.a_demo_is_never_deployed, Tags.security, deploy=True)
        register(checks.the_embedded_database_is_never_deployed, Tags.security, deploy=True)
