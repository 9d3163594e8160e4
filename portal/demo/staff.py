"""The demo's members of staff: at least one for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from portal import audit
from portal.accounts.actions.assign_role import assign_role
from portal.accounts.actors import Actor
from portal.accounts.models import Office, User
from portal.accounts.roles import Role

PASSWORD = "one-door-demo"  # noqa: S105 - printed for everybody to use; the demo settings are refused in production


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff: user name, what colleagues call them, the role and the office it is held at."""

    username: str
    name: str
    role: Role
    office: str


STAFF = (
    Member("agent-hedong", "田小禾", Role.VILLAGE_AGENT, "hedong"),
    Member("agent-qingshi", "石磊", Role.VILLAGE_AGENT, "qingshi"),
    Member("clerk-liuhe", "柳青", Role.WINDOW_CLERK, "liuhe"),
    Member("clerk-shiqiao", "乔月", Role.WINDOW_CLERK, "shiqiao"),
    Member("verifier", "严明", Role.VERIFIER, "qingxi"),
    Member("officer-liuhe", "何思源", Role.HANDLING_OFFICER, "liuhe"),
    Member("officer-shiqiao", "钟敏", Role.HANDLING_OFFICER, "shiqiao"),
    Member("approver-liuhe", "方正", Role.APPROVER, "liuhe"),
    Member("approver2-liuhe", "邱实", Role.APPROVER, "liuhe"),
    Member("approver-shiqiao", "宋平", Role.APPROVER, "shiqiao"),
    Member("edu-officer", "文静", Role.AGENCY_OFFICER, "qingxi-education"),
    Member("edu-approver", "安宁", Role.AGENCY_APPROVER, "qingxi-education"),
    Member("lead", "温良", Role.LEAD_ADJUDICATOR, "qingxi-civil-affairs"),
    Member("steward", "管清", Role.DATA_STEWARD, "qingxi-civil-affairs"),
    Member("supervisor", "陆巡", Role.SUPERVISOR, "qingxi"),
    Member("civil-editor", "沈墨", Role.EDITOR, "qingxi-civil-affairs"),
    Member("civil-publisher", "齐校", Role.PUBLISHER, "qingxi-civil-affairs"),
    Member("edu-editor", "书宁", Role.EDITOR, "qingxi-education"),
    Member("edu-publisher", "卞审", Role.PUBLISHER, "qingxi-education"),
    Member("auditor", "史鉴", Role.AUDITOR, "qingxi"),
    Member("admin", "关理", Role.ADMINISTRATOR, "qingxi"),
)


# Writes the draft that waits for review when the demo opens.
EDITOR = "civil-editor"


def hire(actor: Actor) -> int:
    """Create the users that are missing and give them their roles; returns how many were created.

    A user that exists keeps its password and whatever was changed by hand.
    """
    created = 0
    for member in STAFF:
        if User.objects.filter(username=member.username).exists():
            continue
        office = Office.objects.get(code=member.office)
        with transaction.atomic():
            user = User.objects.create_user(
                member.username,
                password=PASSWORD,
                display_name=member.name,
                first_name=member.name,  # what the staff pages show beside the menu
                is_staff=True,
                # Wagtail's own settings pages ask for a superuser; cases stay closed to one without a role.
                is_superuser=member.role is Role.ADMINISTRATOR,
            )
            assign_role(actor=actor, user=user, role=member.role, office=office)
            audit.record(
                "demo.create_user", actor=actor, subject=user, office=office, detail={"role": member.role.value}
            )
        created += 1
    return created


def present() -> Iterator[tuple[Member, str, str]]:
    """The members that exist, with the labels of role and office in the current language."""
    offices = {office.code: office.label for office in Office.objects.all()}
    known = set(User.objects.values_list("username", flat=True))
    for member in STAFF:
        if member.username in known:
            yield member, str(member.role.label), offices.get(member.office, member.office)
