"""The demo's members of staff: at least one for every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
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
    Member("civil-officer", "祁文", Role.AGENCY_OFFICER, "qingxi-civil-affairs"),
    Member("civil-approver", "康正", Role.AGENCY_APPROVER, "qingxi-civil-affairs"),
    Member("med-officer", "苏和", Role.AGENCY_OFFICER, "qingxi-medical"),
    Member("med-approver", "白守信", Role.AGENCY_APPROVER, "qingxi-medical"),
    Member("housing-officer", "梁栋", Role.AGENCY_OFFICER, "qingxi-housing"),
    Member("housing-approver", "宁安居", Role.AGENCY_APPROVER, "qingxi-housing"),
    Member("job-officer", "路畅", Role.AGENCY_OFFICER, "qingxi-employment"),
    Member("job-approver", "项新", Role.AGENCY_APPROVER, "qingxi-employment"),
    Member("disability-officer", "艾扶", Role.AGENCY_OFFICER, "qingxi-disability"),
    Member("disability-approver", "卢康", Role.AGENCY_APPROVER, "qingxi-disability"),
    Member("union-officer", "龚会", Role.AGENCY_OFFICER, "qingxi-trade-union"),
    Member("union-approver", "伍帮", Role.AGENCY_APPROVER, "qingxi-trade-union"),
    Member("lead", "温良", Role.LEAD_ADJUDICATOR, "qingxi-civil-affairs"),
    Member("steward", "管清", Role.DATA_STEWARD, "qingxi-civil-affairs"),
    Member("supervisor", "陆巡", Role.SUPERVISOR, "qingxi"),
    Member("civil-editor", "沈墨", Role.EDITOR, "qingxi-civil-affairs"),
    Member("civil-publisher", "齐校", Role.PUBLISHER, "qingxi-civil-affairs"),
    Member("edu-editor", "书宁", Role.EDITOR, "qingxi-education"),
    Member("edu-publisher", "卞审", Role.PUBLISHER, "qingxi-education"),
    Member("med-editor", "简明", Role.EDITOR, "qingxi-medical"),
    Member("med-publisher", "闻审", Role.PUBLISHER, "qingxi-medical"),
    Member("housing-editor", "舒义", Role.EDITOR, "qingxi-housing"),
    Member("housing-publisher", "顾审", Role.PUBLISHER, "qingxi-housing"),
    Member("job-editor", "岑章", Role.EDITOR, "qingxi-employment"),
    Member("job-publisher", "毕审", Role.PUBLISHER, "qingxi-employment"),
    Member("disability-editor", "叶语", Role.EDITOR, "qingxi-disability"),
    Member("disability-publisher", "尤审", Role.PUBLISHER, "qingxi-disability"),
    Member("union-editor", "盛言", Role.EDITOR, "qingxi-trade-union"),
    Member("union-publisher", "谷审", Role.PUBLISHER, "qingxi-trade-union"),
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
    # Hashing is slow on purpose, and everybody has the same password: it is hashed once.
    password = make_password(PASSWORD)
    for member in STAFF:
        if User.objects.filter(username=member.username).exists():
            continue
        office = Office.objects.get(code=member.office)
        with transaction.atomic():
            user = User.objects.create_user(
                member.username,
                display_name=member.name,
                first_name=member.name,  # what the staff pages show beside the menu
                is_staff=True,
                # Wagtail's own settings pages ask for a superuser; cases stay closed to one without a role.
                is_superuser=member.role is Role.ADMINISTRATOR,
            )
            User.objects.filter(pk=user.pk).update(password=password)
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
