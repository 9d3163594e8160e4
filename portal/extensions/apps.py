from django.apps import AppConfig


class ExtensionsConfig(AppConfig):
    """Which plugins are installed, enabled and where; their settings and their health (R0.2)."""

    name = "portal.extensions"
    label = "onedoor_extensions"
    verbose_name = "Plugins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system check of plugins' own Django apps."""
        from portal.extensions import checks  # noqa: F401
