"""Fault 35: values planted in every field of a case turn up nowhere they should not: tables, trail, logs,
errors, SMS."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from portal.audit.models import AuditEntry
from portal.cases import actions, errors
from portal.cases.letters import store
from portal.cases.models import Claim, Letter
from portal.common import clock
from portal.demo.identities import specimen_id_number
from portal.messages import outbox
from portal.messages.models import OutboxItem
from tests.cases.builders import FAMILY, claim_of, file, make_county, staff, submission

NUMBER = specimen_id_number(FAMILY[0][3], FAMILY[0][1], f"canary{FAMILY[0][0]}")
PHONE = "13987654321"
CANARIES = {
    "id number": NUMBER,
    "phone": PHONE,
    "address": "金丝雀路 77 号",
    "income": "123.45",
    "savings": "6543.21",
    "notes": "金丝雀记录",
    "hand-made reason": "金丝雀意见写在这里面",
    "decision reason": "金丝雀理由写得够长",
}


@pytest.fixture
def told(db, caplog, capsys):
    """A whole case with planted values, and everything that was printed or logged meanwhile."""
    make_county()
    people = ((*FAMILY[0][:4], {**FAMILY[0][4], "income_monthly": CANARIES["income"]}), FAMILY[1])
    application = file(
        salt="canary", people=people, phone=PHONE, address=CANARIES["address"], household={"residence": None}
    )
    actions.start_verification(actor=staff("verifier"), application=application)
    actions.record_verification(
        actor=staff("verifier"), application=application, method="visit", done_on=clock.today(),
        notes=CANARIES["notes"],
        facts={"household.savings": CANARIES["savings"]},
    )  # fmt: skip
    with pytest.raises(errors.FactInvalid) as wrong:
        actions.record_verification(
            actor=staff("verifier"), application=application, method="visit", done_on=clock.today(),
            facts={"household.savings": f"-{CANARIES['savings']}"},
        )  # fmt: skip
    actions.issue_report(actor=staff("verifier"), application=application)
    claim = claim_of(application)
    actions.propose(actor=staff("officer"), claim=claim)
    actions.propose_by_hand(actor=staff("officer"), claim=claim, outcome="refused", reason=CANARIES["hand-made reason"])
    actions.confirm(actor=staff("approver"), claim=claim, reason=CANARIES["decision reason"])
    actions.issue_access_code(actor=staff("clerk"), receipt=application.receipt, address="10.0.0.1")
    while outbox.run_due("test"):
        pass
    store.read(Letter.objects.get(claim=claim))
    printed = capsys.readouterr()
    return "\n".join(
        [caplog.text, printed.out, printed.err, str(wrong.value), repr(wrong.value), repr(application), repr(claim)]
    )


def everything_stored() -> bytes:
    """Every column of every table, as the database holds it."""
    parts = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                parts += [
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                ]
    return b"\n".join(parts)


def test_nothing_planted_is_readable_in_the_tables(told):
    stored = everything_stored()
    for what, value in CANARIES.items():
        assert value.encode() not in stored, what


def test_nothing_planted_is_printed_logged_or_raised(told):
    for what, value in CANARIES.items():
        assert value not in told, what


def test_the_trail_names_acts_and_keys_only(told):
    trail = "\n".join(str(entry.detail) + entry.subject_id + entry.actor_label for entry in AuditEntry.objects.all())
    for what, value in {**CANARIES, "name": FAMILY[0][0]}.items():
        assert value not in trail, what


def test_messages_carry_the_receipt_and_nothing_of_the_family(told):
    texts = [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms")]
    assert len(texts) == 4
    for what, value in {**CANARIES, "name": FAMILY[0][0], "child": FAMILY[1][0]}.items():
        assert not any(value in text for text in texts), what


def test_history_for_the_public_side_holds_no_personal_data(told):
    for claim in Claim.objects.all():
        data = str(list(claim.events.values_list("data", flat=True)))
        for what, value in {**CANARIES, "name": FAMILY[0][0]}.items():
            assert value not in data, what


def test_a_submission_prints_no_person(db):
    make_county()
    given = submission(salt="canary", people=((FAMILY[0][0], "male", "self", dt.date(1980, 3, 7), {}),))
    assert NUMBER not in repr(given.people)
    assert FAMILY[0][0] not in repr(given.people)
    assert given.phone not in repr(given)
    assert given.address not in repr(given)
