from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Durable outbox: SMS, mail, jobs (R8.4)."""

    name = "portal.messages"
    label = "onedoor_messages"
    verbose_name = "Messages"
    default_auto_field = "django.db.models.BigAutoField"
