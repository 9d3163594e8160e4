from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Full-text search behind one engine protocol."""

    name = "search"
    label = "onedoor_search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from search import checks  # noqa: F401
