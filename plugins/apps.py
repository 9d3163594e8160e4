from django.apps import AppConfig


class PluginsConfig(AppConfig):
    """Scheme plugins: discovery, quarantine, evaluation (R0.2, R6)."""

    name = "plugins"
    label = "onedoor_plugins"
    verbose_name = "Plugins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system check that names plugins in quarantine; tell the sandbox its limits."""
        from django.conf import settings

        from . import checks  # noqa: F401
        from .sandbox import LIMITS

        LIMITS.call_seconds = settings.PLUGIN_TIME_LIMIT
        LIMITS.load_seconds = settings.PLUGIN_LOAD_LIMIT
        LIMITS.pause_seconds = settings.PLUGIN_PAUSE
        LIMITS.memory = settings.PLUGIN_MEMORY_MB * 2**20
