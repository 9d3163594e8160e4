from django.apps import AppConfig


class FormsConfig(AppConfig):
    """The public side: application wizard, drafts, uploads, tracking (R2)."""

    name = "forms"
    label = "onedoor_forms"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"
