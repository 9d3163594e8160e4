from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Parameters of schemes: changes by maker and checker, floors, what a change does (R6.10)."""

    name = "portal.policy"
    label = "onedoor_policy"
    verbose_name = "Policy figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From now on the rules reckon with the values in the database too."""
        from plugins.manager import use_parameters_of
        from portal.policy import checks, overlay  # noqa: F401 - the check registers itself

        use_parameters_of(overlay.current)
