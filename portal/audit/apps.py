from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of every act and every read of personal data (R0.4)."""

    name = "portal.audit"
    label = "onedoor_audit"
    verbose_name = "Audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Record the acts of accounts and sign-ins, which stand below and report by signal."""
        from . import listeners  # noqa: F401
