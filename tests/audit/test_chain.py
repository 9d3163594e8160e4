"""The trail: appended in order, refused changes, breaks named."""

import datetime as dt
import re
import threading
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.audit import chain, triggers
from portal.audit.models import AuditEntry

SYSTEM = Actor.system("test")
json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("甲乙ab\"'\\ ", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def three(db):
    return [audit.record(f"test.act{n}", actor=SYSTEM, detail={"n": n}) for n in range(3)]


@pytest.fixture
def unguarded(db):
    """As somebody who owns the database would do it: the triggers are gone."""
    triggers.remove(connection)


def test_a_row_says_who_did_what_to_what_where(db):
    user = get_user_model().objects.create_user("liu", display_name="柳河办事员")
    office = Office.add_root(code="c", kind="county", name="清溪县")
    entry = audit.record("test.act", actor=Actor.staff(user), subject=office, office=office, detail={"amount": 1250})
    entry.refresh_from_db()
    assert (entry.actor_kind, entry.actor_user, entry.actor_label) == ("staff", user, "柳河办事员")
    assert (entry.subject_type, entry.subject_id, entry.office_code) == ("onedoor_accounts.Office", str(office.pk), "c")
    assert entry.detail == '{"amount":1250}' and not entry.is_read
    assert audit.record_read("test.look", actor=Actor.applicant("QX26-0917-4H2K"), subject=office).is_read


def test_rows_continue_each_other(three):
    assert [entry.sequence for entry in three] == [1, 2, 3]
    assert three[0].previous == chain.GENESIS
    assert [entry.previous for entry in three[1:]] == [entry.digest for entry in three[:2]]
    assert chain.verify() == chain.Verification(3, three[-1].digest, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.dictionaries(st.text("abc", max_size=3), json, max_size=4))
def test_any_detail_survives_the_way_through_the_database(db, detail):
    audit.record("test.act", actor=SYSTEM, detail=detail)
    assert chain.verify().broken is None


def test_an_act_is_recorded_with_its_transaction_or_not_at_all(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("test.act", actor=SYSTEM)
        raise RuntimeError
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError, match=r"test\.act"):
        audit.record("test.act", actor=SYSTEM)
    assert audit.record_read("test.look", actor=SYSTEM).sequence == 1


@pytest.mark.parametrize("number", ["500223198705061236", "13800138000", "6222021234567890123"])
def test_personal_numbers_do_not_get_in(db, number):
    with pytest.raises(ValueError, match="ids and codes only") as caught:
        audit.record("test.act", actor=SYSTEM, detail={"note": f"for {number}"})
    assert number not in str(caught.value)
    audit.record("test.act", actor=SYSTEM, detail={"id": "62220212-3456-7890-1234-567890123456"})


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_changes(three, act):
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        if act == "update":
            AuditEntry.objects.filter(pk=1).update(action="forged")
        else:
            AuditEntry.objects.filter(pk=1).delete()
    assert chain.verify().rows == 3


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_database_refuses_to_empty_the_table(db):
    with (
        pytest.raises(DatabaseError, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {triggers.TABLE}")


@pytest.mark.parametrize(
    "change",
    [
        {"action": "forged"},
        {"detail": '{"n":2}'},
        {"actor_label": "somebody else"},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"is_read": True},
        {"office_code": "elsewhere"},
        {"subject_id": "7"},
    ],
)
def test_any_changed_column_is_named(three, unguarded, change):
    AuditEntry.objects.filter(pk=2).update(**change)
    assert chain.verify().broken == chain.Break(2, "content was changed after it was written")


def test_a_forger_who_fixes_the_digest_is_caught_at_the_next_row(three, unguarded):
    entry = AuditEntry.objects.get(pk=2)
    entry.action = "forged"
    AuditEntry.objects.filter(pk=2).update(action="forged", digest=chain.digest_of(entry))
    assert chain.verify().broken == chain.Break(3, "does not continue the row before it")


def test_a_removed_row_is_named(three, unguarded):
    AuditEntry.objects.filter(pk=2).delete()
    assert chain.verify().broken == chain.Break(2, "row is missing; the next one is 3")


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_a_head_that_shows_a_cut_off_end(three, unguarded):
    head = re.search(r"\d+:[0-9a-f]{64}", verify())[0]
    assert verify("--head", head).startswith("3 rows hold")
    AuditEntry.objects.filter(pk=3).delete()
    assert verify().startswith("2 rows hold")
    with pytest.raises(CommandError, match="broken at row 3: rows up to the noted head are missing"):
        verify("--head", head)
    with pytest.raises(CommandError, match="NUMBER:DIGEST"):
        verify("--head", "nonsense")


def test_the_command_names_the_first_break(three, unguarded):
    AuditEntry.objects.filter(pk=1).update(action="forged")
    with pytest.raises(CommandError, match="broken at row 1: content was changed"):
        verify()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    failures = []

    def append(worker: int) -> None:
        try:
            for n in range(5):
                with transaction.atomic():
                    audit.record("test.act", actor=SYSTEM, detail={"worker": worker, "n": n})
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=append, args=[worker]) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert chain.verify().rows == 20 and chain.verify().broken is None


def test_signing_in_and_out_leaves_a_trace(db, client):
    user = get_user_model().objects.create_user("liu")
    client.force_login(user)
    client.logout()
    assert list(AuditEntry.objects.values_list("action", "actor_user")) == [
        ("accounts.sign_in", user.pk),
        ("accounts.sign_out", user.pk),
    ]
