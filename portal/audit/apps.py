from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of every act and every read of personal data (R0.4)."""

    name = "portal.audit"
    label = "onedoor_audit"
    verbose_name = "Audit"
    default_auto_field = "django.db.models.BigAutoField"
