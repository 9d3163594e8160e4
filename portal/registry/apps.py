from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Persons, households and the aid they receive (R4)."""

    name = "portal.registry"
    label = "onedoor_registry"
    verbose_name = "Register"
    default_auto_field = "django.db.models.BigAutoField"
