import datetime as dt
import io

import pytest
import rules
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction

from portal.accounts.actions import assign_role, end_assignment, reset_second_factor, sync_roles
from portal.accounts.actors import Actor
from portal.accounts.models import Assignment, User
from portal.accounts.permissions import NotAllowed, holds, require_role
from portal.accounts.roles import Role, group_name
from portal.accounts.scoping import ScopedQuerySet
from portal.audit.models import AuditEntry
from portal.common import clock

SYSTEM = Actor.system("test")


class ScopedAssignment(Assignment):
    """A scoped view of a table that exists: assignments belong to offices."""

    objects = ScopedQuerySet.as_manager()

    class Meta:
        proxy = True
        app_label = "onedoor_accounts"


def codes(queryset) -> set[str]:
    return {office.code for office in queryset}


def test_a_role_covers_its_whole_subtree_and_nothing_else(staff):
    clerk = staff("liu", window_clerk="liuhe")
    assert codes(clerk.offices_for("window_clerk")) == codes(clerk.offices_for()) == {"liuhe", "hedong", "liulin"}
    assert codes(clerk.offices_for("approver")) == set()


def test_several_roles_add_up(staff):
    both = staff("both", window_clerk="liuhe", approver="shangba")
    assert codes(both.offices_for("window_clerk", "approver")) == {"liuhe", "hedong", "liulin", "shangba"}
    assert codes(staff("boss", supervisor="qingxi").offices_for()) >= {"qingxi", "qingxi-education", "qingshi"}


def test_has_role_looks_at_the_office_and_above(staff, offices):
    clerk = staff("liu", window_clerk="liuhe")
    assert clerk.has_role("window_clerk") and clerk.has_role("approver", "window_clerk", office=offices["hedong"])
    assert not clerk.has_role("window_clerk", office=offices["qingxi"])
    assert not clerk.has_role("window_clerk", office=offices["shangba"])
    assert not clerk.has_role("approver", office=offices["liuhe"])


def test_superusers_see_no_cases_by_being_superusers(offices):
    root = User.objects.create_superuser("root")
    assert not root.has_role("window_clerk") and not root.offices_for().exists()


def test_assignments_begin_and_end_by_the_countys_day(staff, offices, time_machine):
    user = staff("later")
    Assignment.objects.create(
        user=user, role="approver", office=offices["liuhe"], since="2026-09-17", until="2026-09-18"
    )
    for moment, held in [
        ("2026-09-16T15:59:59", False),
        ("2026-09-16T16:00:01", True),  # already the 17th in the county
        ("2026-09-18T15:59:59", True),
        ("2026-09-18T16:00:01", False),
    ]:
        time_machine.move_to(dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC))
        assert user.has_role("approver", office=offices["liuhe"]) == held, moment


def test_a_closed_account_holds_nothing(staff, offices):
    clerk = staff("liu", window_clerk="liuhe")
    clerk.is_active = False
    assert not clerk.has_role("window_clerk") and clerk.office_paths() == []
    with pytest.raises(ValueError, match="cannot act"):
        Actor.staff(clerk)


def test_scoped_rows_are_those_of_the_subtree(staff, offices):
    clerk, other = staff("liu", window_clerk="liuhe", village_agent="hedong"), staff("shi", window_clerk="shiqiao")
    visible = ScopedAssignment.objects.for_user(clerk)
    assert {row.office.code for row in visible} == {"liuhe", "hedong"}
    assert {row.office.code for row in ScopedAssignment.objects.for_user(other, "window_clerk")} == {"shiqiao"}
    assert not ScopedAssignment.objects.for_user(other, "approver").exists()
    for nobody in (None, AnonymousUser(), staff("none")):
        assert not ScopedAssignment.objects.for_user(nobody).exists()


def test_a_model_may_name_other_ways_to_its_offices(staff, monkeypatch):
    monkeypatch.setattr(ScopedAssignment, "office_paths", ("user__assignments__office__path",), raising=False)
    clerk = staff("liu", window_clerk="liuhe", village_agent="hedong")
    assert isinstance(ScopedAssignment.objects.for_user(clerk), models.QuerySet)
    assert ScopedAssignment.objects.for_user(clerk).distinct().count() == 2


def test_groups_follow_assignments_at_once(staff, offices):
    user = staff("liu")
    assert not user.has_perm("wagtailadmin.access_admin")
    assignment = Assignment.objects.create(user=user, role="window_clerk", office=offices["liuhe"])
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("wagtailadmin.access_admin")
    assert list(user.groups.values_list("name", flat=True)) == [group_name("window_clerk")]
    assignment.delete()
    assert not User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def test_sync_roles_closes_what_ended_overnight_and_leaves_other_groups_alone(staff, offices, time_machine, capsys):
    user = staff("liu")
    editors = Group.objects.create(name="agency:education:editors")
    user.groups.add(editors)
    time_machine.move_to(dt.datetime(2026, 9, 17, 1, tzinfo=dt.UTC))
    Assignment.objects.create(
        user=user, role="approver", office=offices["liuhe"], since="2026-09-01", until="2026-09-17"
    )
    assert sync_roles(actor=SYSTEM) == 0
    assert set(user.groups.values_list("name", flat=True)) == {editors.name, group_name("approver")}
    time_machine.move_to(dt.datetime(2026, 9, 18, 1, tzinfo=dt.UTC))
    call_command("sync_roles")
    call_command("sync_roles")
    assert capsys.readouterr().out == "1 users changed\n0 users changed\n"
    assert list(user.groups.all()) == [editors]
    assert Group.objects.filter(name__startswith="role:").count() == len(Role.values)


def test_an_administrator_gives_and_takes_roles_in_the_own_subtree_only(staff, offices):
    admin = Actor.staff(staff("admin", administrator="liuhe"))
    clerk = staff("new")
    given = assign_role(actor=admin, user=clerk, role="window_clerk", office=offices["hedong"])
    assert assign_role(actor=admin, user=clerk, role="window_clerk", office=offices["hedong"]) == given
    with pytest.raises(NotAllowed):
        assign_role(actor=admin, user=clerk, role="window_clerk", office=offices["shangba"])
    with pytest.raises(NotAllowed):
        assign_role(actor=Actor.staff(clerk), user=clerk, role="approver", office=offices["hedong"])
    with pytest.raises(NotAllowed):
        assign_role(actor=Actor.applicant("QX"), user=clerk, role="approver", office=offices["hedong"])
    with pytest.raises(ValueError, match="'king' is not a valid Role"):
        assign_role(actor=SYSTEM, user=clerk, role="king", office=offices["hedong"])
    with pytest.raises(ValueError, match="before it starts"):
        assign_role(actor=SYSTEM, user=clerk, role="approver", office=offices["hedong"], until=dt.date(2000, 1, 1))
    end_assignment(actor=admin, assignment=given)
    assert not User.objects.get(pk=clerk.pk).has_role("window_clerk")
    assert list(AuditEntry.objects.filter(office_code="hedong").values_list("action", flat=True)) == [
        "accounts.assign_role",
        "accounts.end_assignment",
    ]


def test_an_ended_assignment_stays_as_history(staff, offices):
    clerk = staff("new")
    given = assign_role(actor=SYSTEM, user=clerk, role="verifier", office=offices["liuhe"], since=dt.date(2026, 1, 1))
    ended = end_assignment(actor=SYSTEM, assignment=given, last_day=clock.today())
    assert ended.until == clock.today() and clerk.has_role("verifier")


def test_the_database_keeps_assignments_sensible(staff, offices):
    user = staff("liu")
    row = {"user": user, "role": "approver", "office": offices["liuhe"], "since": dt.date(2026, 9, 17)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**row, until=dt.date(2026, 9, 16))
    Assignment.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(**row)
    connection.check_constraints()


def test_refusals_say_what_is_needed_and_where(staff, offices):
    clerk = Actor.staff(staff("liu", window_clerk="liuhe"))
    require_role(clerk, Role.WINDOW_CLERK, office=offices["hedong"])
    require_role(SYSTEM, Role.APPROVER)
    with pytest.raises(NotAllowed) as caught:
        require_role(clerk, Role.APPROVER, office=offices["liuhe"])
    assert "乡镇审批人" in caught.value.message and "柳河镇" in caught.value.message
    with pytest.raises(NotAllowed, match="审计员"):
        require_role(clerk, Role.AUDITOR)


def test_predicates_for_the_rules_backend(staff, offices):
    may_approve = holds(Role.APPROVER)
    approver = staff("a", approver="liuhe")
    assignment = approver.assignments.get()
    assert may_approve(approver) and may_approve(approver, offices["hedong"]) and may_approve(approver, assignment)
    assert not may_approve(approver, offices["shangba"]) and not may_approve(AnonymousUser(), offices["hedong"])
    assert isinstance(may_approve, rules.Predicate)


def test_actors_name_themselves(staff):
    user = staff("liu")
    assert (Actor.staff(user).kind, Actor.staff(user).label, Actor.staff(user).user) == ("staff", "liu办事员", user)
    assert Actor.applicant("QX26-0917-4H2K") == Actor("applicant", None, "QX26-0917-4H2K")
    with pytest.raises(ValueError, match="cannot act"):
        Actor.staff(AnonymousUser())


def run(monkeypatch, *arguments: str, password: str = "a long enough password") -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_staff", *arguments)


def test_the_first_administrator_comes_from_the_command_line(offices, monkeypatch, capsys):
    run(monkeypatch, "admin", "--name", "管理员", "--role", "administrator@qingxi", "--role", "auditor@qingxi")
    assert capsys.readouterr().out == "admin: administrator@qingxi, auditor@qingxi\n"
    user = User.objects.get(username="admin")
    assert user.check_password("a long enough password") and str(user) == "管理员"
    assert user.has_role("administrator", office=offices["hedong"]) and not user.is_superuser
    assert AuditEntry.objects.filter(action="accounts.create_user").count() == 1


@pytest.mark.parametrize(
    ("arguments", "password", "message"),
    [
        (["a", "--name", "x", "--role", "king@qingxi"], "a long enough password", "'king' is no role; known are"),
        (["a", "--name", "x", "--role", "auditor@atlantis"], "a long enough password", "'atlantis' is no office"),
        (["a", "--name", "x"], "short", "请至少用 10 个字符"),
        (["a b", "--name", "x"], "a long enough password", "用户名"),
        (["taken", "--name", "x"], "a long enough password", "用户"),
    ],
)
def test_mistakes_leave_no_account_behind(staff, monkeypatch, arguments, password, message):
    staff("taken")
    with pytest.raises(CommandError, match=message):
        run(monkeypatch, *arguments, password=password)
    assert User.objects.count() == 1


def test_a_lost_telephone_is_replaced_by_an_administrator_of_the_office(staff, capsys):
    clerk, admin = staff("liu", window_clerk="liuhe"), staff("admin", administrator="liuhe")
    stranger = staff("other", administrator="shiqiao")
    TOTP.activate(clerk, generate_totp_secret())
    for actor in (Actor.staff(stranger), Actor.staff(clerk)):
        with pytest.raises(NotAllowed):
            reset_second_factor(actor=actor, user=clerk)
    assert reset_second_factor(actor=Actor.staff(admin), user=clerk) == 1
    call_command("reset_second_step", "liu")
    assert capsys.readouterr().out == "liu: 0 removed\n"
    with pytest.raises(CommandError, match="no user"):
        call_command("reset_second_step", "nobody")
