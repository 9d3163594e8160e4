from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Wagtail pages: policies, notices, guides, agency sections (R12)."""

    name = "portal.content"
    label = "onedoor_content"
    verbose_name = "Content"
    default_auto_field = "django.db.models.BigAutoField"
