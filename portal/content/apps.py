from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Wagtail pages: policies, notices, guides, agency sections (R12)."""

    name = "portal.content"
    label = "onedoor_content"
    verbose_name = "Content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.content import searching, signals
        from portal.content.exports import make_exports_inert
        from search import sources

        make_exports_inert()
        signals.connect()
        sources.register("content", searching.documents)
