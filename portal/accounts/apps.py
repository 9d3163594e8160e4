from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Staff users, offices and roles (R1.1, R1.2)."""

    name = "portal.accounts"
    label = "onedoor_accounts"
    verbose_name = "Accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A saved assignment takes effect at once: its user's groups follow it."""
        from django.db.models.signals import post_delete, post_save

        from . import listeners  # noqa: F401
        from .actions.sync_roles import sync_user_groups
        from .models import Assignment

        def follow(sender, instance, raw=False, **_):
            if not raw:
                sync_user_groups(instance.user)

        post_save.connect(follow, sender=Assignment, weak=False, dispatch_uid="groups_follow_assignments")
        post_delete.connect(follow, sender=Assignment, weak=False, dispatch_uid="groups_follow_removed_assignments")
