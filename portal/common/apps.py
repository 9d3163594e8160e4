from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every app stands on: calendar, money, references, encryption, masking."""

    name = "portal.common"
    label = "onedoor_common"
    verbose_name = "Common"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from . import checks  # noqa: F401
