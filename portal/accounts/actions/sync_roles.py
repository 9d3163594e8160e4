"""Groups follow roles: whoever holds a role today is in its group, and in no other role's."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.roles import ADMIN_ROLES, Role, group_name
from portal.accounts.signals import acted


def _group(role: str) -> Group:
    """The group of a role, with the permission to enter the staff pages if the role works there."""
    group, _created = Group.objects.get_or_create(name=group_name(role))
    if role in ADMIN_ROLES:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def sync_user_groups(user: User) -> bool:
    """Put a user into the groups of the roles in force today; other groups are left alone. True if anything changed."""
    wanted = {group_name(role) for role in user.live_assignments().values_list("role", flat=True)}
    ours = {group_name(role) for role in Role.values}
    present = set(user.groups.filter(name__in=ours).values_list("name", flat=True))
    user.groups.remove(*Group.objects.filter(name__in=present - wanted))
    user.groups.add(*[_group(name.removeprefix("role:")) for name in sorted(wanted - present)])
    return wanted != present


def sync_roles(*, actor: Actor) -> int:
    """Create the group of every role and bring every user's groups in line; returns how many users changed.

    Idempotent. Run it daily: assignments begin and end by date, without anybody saving anything.
    """
    with transaction.atomic():
        for role in Role.values:
            _group(role)
        users = User.objects.filter(assignments__isnull=False) | User.objects.filter(groups__name__startswith="role:")
        changed = sum(sync_user_groups(user) for user in users.distinct())
        if changed:
            acted.send(
                sync_roles,
                action="accounts.sync_roles",
                actor=actor,
                subject=None,
                office=None,
                detail={"changed": changed},
            )
    return changed
