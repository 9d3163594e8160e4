from django.apps import AppConfig


class PluginsConfig(AppConfig):
    """Scheme plugins: discovery, quarantine, evaluation (R0.2, R6)."""

    name = "plugins"
    label = "onedoor_plugins"
    verbose_name = "Plugins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system check that names plugins in quarantine."""
        from . import checks  # noqa: F401
