"""Every verb locks the claim before what hangs on it: two at once never wait for each other (fault 5). PostgreSQL alone
locks rows; `pytest -p tests.on_postgres` runs these."""

import threading
from decimal import Decimal

import pytest
from django.db import connection

from portal.api import sending
from portal.api.models import AgencySystem
from portal.cases import actions as cases
from portal.cases.actions.decide_remotely import RemoteDecision
from portal.cases.errors import ConcurrentChange
from portal.common import clock
from tests.api.builders import Caller, connect, handed_over, key_of
from tests.cases.builders import EDUCATION, claim_of, staff

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="locks of rows exist on PostgreSQL only"),
]
# How long the first waits for the second to take a lock, if it can.
PATIENCE = 1


class AfterFirstLock:
    """Watches the statements of one connection, and acts once when it has locked its first row."""

    def __init__(self, act):
        self.act = act

    def __call__(self, execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if self.act and (sql.startswith("UPDATE") or "FOR UPDATE" in sql):
            act, self.act = self.act, None
            act()
        return done


def crossing(first, second):
    """Run two verbs so that each has its first lock, if it gets it, before the other asks for its second; what each
    returned or raised."""
    began, crossed, found = threading.Event(), threading.Event(), {}

    def held():
        began.set()
        crossed.wait(PATIENCE)

    def run(name, verb, after):
        with connection.execute_wrapper(AfterFirstLock(after)):
            try:
                found[name] = verb()
            except Exception as error:
                found[name] = error
        connection.close()

    one = threading.Thread(target=run, args=("first", first, held))
    two = threading.Thread(target=run, args=("second", second, crossed.set))
    one.start()
    assert began.wait(20), found
    two.start()
    for thread in (one, two):
        thread.join(30)
    return found["first"], found["second"]


def with_its_system(monkeypatch):
    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(202))
    connect()
    claim = handed_over(scheme_keys=(EDUCATION,))
    assert claim.with_system
    return claim


def again(claim):
    """As another request reads it."""
    return claim_of(claim.application, EDUCATION)


def assert_one_won(first, second):
    assert not isinstance(first, Exception), repr(first)
    assert isinstance(second, ConcurrentChange), repr(second)


@pytest.mark.parametrize("system_first", [True, False])
def test_a_system_decides_while_an_officer_takes_the_claim_over(real_town, monkeypatch, system_first):
    claim = with_its_system(monkeypatch)
    actor, officer, seen = AgencySystem.objects.get().actor, staff("edu-officer"), [again(claim), again(claim)]
    decision = RemoteDecision("approved", "A1", "B2", Decimal(1250), "term")
    verbs = [
        lambda: cases.decide_remotely(actor=actor, claim=seen[0], decision=decision),
        lambda: cases.take_over(actor=officer, claim=seen[1]),
    ]
    assert_one_won(*crossing(*(verbs if system_first else reversed(verbs))))
    claim = again(claim)
    assert (claim.state == "approved") == system_first
    assert claim.handoffs.get().state == ("ended" if system_first else "taken_over")


@pytest.mark.parametrize("window_first", [True, False])
def test_the_window_notes_what_came_while_a_check_brings_it(real_town, monkeypatch, window_first):
    claim = with_its_system(monkeypatch)
    system = AgencySystem.objects.get()
    assert Caller(key_of(system)).write(claim, "ask", missing=[{"words": "学籍证明"}]).status_code == 200
    clerk, verifier, seen, application = staff("clerk"), staff("verifier"), again(claim), again(claim).application
    verbs = [
        lambda: cases.receive_more(actor=clerk, claim=seen, note="学籍证明"),
        lambda: cases.record_verification(
            actor=verifier, application=application, method="visit", done_on=clock.today(), notes="到学校问过"
        ),
    ]
    assert_one_won(*crossing(*(verbs if window_first else reversed(verbs))))
    assert again(claim).information_requests.get().answered_at is not None
