from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Applications, claims, verification, clocks, decisions, letters (R2-R5, R8)."""

    name = "portal.cases"
    label = "onedoor_cases"
    verbose_name = "Cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell plugins what happens to their claims."""
        from portal.cases.extending import news

        news.connect()
