"""Groups follow roles: whoever holds a role today is in its group, and in no other role's."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.accounts.roles import ADMIN_ROLES, Role, group_name
from portal.accounts.signals import acted


def groups_of_roles() -> dict[str, Group]:
    """The group of every role by its name, made where it is missing; roles that work in the staff pages may enter."""
    names = [group_name(role) for role in Role.values]
    Group.objects.bulk_create([Group(name=name) for name in names], ignore_conflicts=True)
    groups = {group.name: group for group in Group.objects.filter(name__in=names)}
    enter = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    row = Group.permissions.through
    row.objects.bulk_create(
        [row(group=groups[group_name(role)], permission=enter) for role in ADMIN_ROLES], ignore_conflicts=True
    )
    return groups


def sync_user_groups(user: User) -> bool:
    """Put a user into the groups of the roles in force today; other groups are left alone. True if anything changed."""
    ours = {group_name(role) for role in Role.values}
    wanted = {group_name(role) for role in user.live_assignments().values_list("role", flat=True)} & ours
    present = set(user.groups.filter(name__in=ours).values_list("name", flat=True))
    if gone := present - wanted:
        user.groups.remove(*Group.objects.filter(name__in=gone))
    if new := wanted - present:
        groups = groups_of_roles()
        user.groups.add(*(groups[name] for name in sorted(new)))
    return wanted != present


def sync_roles(*, actor: Actor) -> int:
    """Create the group of every role and bring every user's groups in line; returns how many users changed.

    Idempotent. Run it daily: assignments begin and end by date, without anybody saving anything.
    """
    with transaction.atomic():
        groups_of_roles()
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
