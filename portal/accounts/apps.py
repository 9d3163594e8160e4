from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff users, offices and roles (R1.1, R1.2)."""

    name = "portal.accounts"
    label = "onedoor_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"
