from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagesConfig(AppConfig):
    """Durable outbox: SMS, mail, jobs (R8.4)."""

    name = "portal.messages"
    label = "onedoor_messages"
    verbose_name = "Messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import `handlers.py` of every installed app, so that each worker knows every kind."""
        autodiscover_modules("handlers")
