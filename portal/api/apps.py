from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Interfaces for agencies' own systems: webhooks out, REST in (R5.6, R14.1)."""

    name = "portal.api"
    label = "onedoor_api"
    verbose_name = "Interfaces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the news of cases."""
        from portal.api import receivers

        receivers.connect()
