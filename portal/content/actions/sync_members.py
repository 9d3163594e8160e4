"""Who may edit a section follows from roles at the agency's office or at an office above it."""

from __future__ import annotations

from django.contrib.auth.models import Group

from portal.accounts.models import Assignment, User
from portal.accounts.roles import Role
from portal.content.models import AgencySection


def sync_members(section: AgencySection) -> bool:
    """Put exactly the holders of the roles into the section's groups. True if anything changed.

    A section without an office keeps the members that an administrator gave it by hand.
    """
    if section.office is None:
        return False
    changed = [_sync(section.editors, Role.EDITOR, section), _sync(section.publishers, Role.PUBLISHER, section)]
    return any(changed)


def _sync(group: Group, role: str, section: AgencySection) -> bool:
    lineage = [office.pk for office in section.office.lineage()]
    holders = Assignment.objects.live().filter(role=role, office__in=lineage, user__is_active=True)
    wanted = set(holders.values_list("user_id", flat=True))
    present = set(group.user_set.values_list("pk", flat=True))
    group.user_set.remove(*User.objects.filter(pk__in=present - wanted))
    group.user_set.add(*User.objects.filter(pk__in=wanted - present))
    return wanted != present


def sync_all_members() -> int:
    """All sections; run when roles change and daily with `sync_roles`. Returns how many sections changed."""
    return sum(
        sync_members(section) for section in AgencySection.objects.select_related("office", "editors", "publishers")
    )
