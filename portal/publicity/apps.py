from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """Masked public postings of proposed decisions, objections (R8.1, R8.2)."""

    name = "portal.publicity"
    label = "onedoor_publicity"
    verbose_name = "Publicity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the news of cases."""
        from portal.publicity import receivers

        receivers.connect()
