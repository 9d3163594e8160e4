"""The whole way over real HTTP: the portal's server, its worker, and an agency with a system of its own, written from
the documents alone (`tests/reference_agency/server.py`), in a process that can be killed."""

import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.api import actions, deliveries, handlers, sending, signing
from portal.api.models import AgencySystem, ApiKey, Delivery, IdempotencyRecord
from portal.cases.actions import close_objection, object_to, withdraw
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Handoff, Letter
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.registry.models import Benefit
from tests.api.builders import Caller, connect, key_of
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, staff, verify
from tests.faults.test_kill_cases import run_and_kill

SERVER = Path(__file__).resolve().parents[1] / "reference_agency" / "server.py"
PATIENCE = 20


def eventually(condition, what):
    """Wait until the condition holds; it is looked at ten times a second."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {PATIENCE} s: {what}")


class Agency:
    """The reference agency as a process."""

    def __init__(self, folder, portal):
        self.file = folder / "agency.json"
        self.config = {
            "port": 0,
            "portal": portal,
            "database": str(folder / "agency.sqlite3"),
            "verdict": "as-proposed",
        }
        self.process = None

    def start(self, **changes):
        self.config |= changes
        self.file.write_text(json.dumps(self.config))
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER), str(self.file)], stdout=subprocess.PIPE, text=True
        )
        self.config["port"] = int(self.process.stdout.readline())
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.config['port']}"

    def ask(self, method, path, content=None):
        data = json.dumps(content).encode() if content is not None else None
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, method=method), timeout=10) as answer:
            return json.loads(answer.read())

    def behave(self, **changes):
        self.config |= changes
        self.ask("PUT", "/behave", changes)

    def state(self):
        return self.ask("GET", "/state")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
        if self.process:
            self.process.stdout.close()


@pytest.fixture
def agency(real_town, live_server, settings, tmp_path):
    """The agency, connected: it knows the portal's address, its key and the secret."""
    settings.AGENCY_HTTP_ALLOWED, settings.AGENCY_NETWORKS = True, ["127.0.0.0/8"]
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    agency = Agency(tmp_path, live_server.url)
    # A port of its own before the system is stored; the process starts once it has key and secret.
    system = connect(webhook_url="http://127.0.0.1:9/")
    agency.start(key=key_of(system), secrets={system.secret_id: system.secret})
    AgencySystem.objects.update(webhook_url=agency.url + "/news")
    yield agency
    agency.stop()


def work():
    """One round of the worker, items that wait for a later attempt included."""
    OutboxItem.objects.filter(kind=deliveries.DELIVER_JOB, state="waiting").update(next_attempt_at=clock.now())
    while outbox.run_due("worker of the test"):
        pass


def verified():
    return claim_of(verify(file(scheme_keys=(EDUCATION,))), EDUCATION)


def now(claim):
    return Claim.objects.get(pk=claim.pk)


def decided(claim):
    return eventually(lambda: now(claim).state in (State.APPROVED, State.REFUSED) and now(claim), "decided")


def test_from_the_door_to_the_letter(agency):
    claim = verified()
    work()
    claim = decided(claim)
    assert claim.state == State.APPROVED
    decision, letter = Decision.objects.get(claim=claim), Letter.objects.get(claim=claim)
    assert decision.made_by == "教育资助系统: A-017 / A-003" and decision.amount > 0
    assert ["部门文号", "教助〔2026〕17号"] in letter.data["facts"]
    assert Benefit.objects.filter(source_ref=f"claim:{claim.pk}").count() == 1
    eventually(lambda: [row["state"] for row in agency.state()["news"]] == ["done"], "the agency has finished")
    state = agency.state()
    assert state["refused"] == []
    assert [row["status"] for row in state["calls"]] == [200] * len(state["calls"])
    assert Handoff.objects.get(claim=claim).agency_number == state["claims"][0]["number"]
    facts = json.loads(state["claims"][0]["facts"])
    assert any(fact["path"] == "members.1.in_school" for fact in facts) and "周大海" not in state["claims"][0]["facts"]


def test_a_refusal_in_the_agencys_own_words_reaches_the_letter(agency):
    agency.behave(verdict="refuse")
    claim = verified()
    work()
    claim = decided(claim)
    assert claim.state == State.REFUSED
    sections = Letter.objects.get(claim=claim).data["sections"]
    assert [item["text"] for item in sections[0]["items"]] == [
        "学籍系统中没有查到在读学生。（清教发〔2026〕7号 第四条）"
    ]


def test_after_an_inquiry_the_agency_reads_what_was_found_and_waits_for_the_end_of_the_notice(agency):
    AgencySystem.objects.update(agency_key="civil-affairs", office=Office.objects.get(code="qingxi"))
    claim = claim_of(verify(file(scheme_keys=(ALLOWANCE,))))
    work()
    eventually(lambda: now(claim).state == State.PUBLICITY, "on public notice")
    objection = object_to(actor=Actor.visitor(), claim=now(claim), words="他家开了一家小店。", channel="website")
    results = {"finding": "店主是同名的另一户。", "appraisal": "评议认为属实困难。"}
    close_objection(actor=staff("verifier"), objection=objection, founded=False, **results)
    work()
    news = eventually(
        lambda: (rows := agency.state()["news"])[-1]["event"] == "claim.inquiry_over"
        and all(row["state"] == "done" for row in rows) and rows, "the agency has read it",
    )  # fmt: skip
    calls = agency.state()["calls"]
    assert len(news) == 2 and [row["status"] for row in calls] == [200] * len(calls) and calls[-1]["method"] == "GET"
    assert now(claim).state == State.PUBLICITY and now(claim).with_system


def test_the_agency_trusts_only_what_is_signed_fresh_and_new(agency):
    agency.behave(verdict="none")
    verified()
    work()
    system, row = AgencySystem.objects.get(), Delivery.objects.get()
    body = deliveries.body_of(row)
    good = signing.headers(system, body)
    url = system.webhook_url
    assert sending.post(url, body, good).status == 202  # a repeat in time, under the same id
    assert sending.post(url, body, good).status == 401  # the very same request again
    forged = signing.headers(system, body) | {"OneDoor-Signature": f"{system.secret_id}={'0' * 64}"}
    assert sending.post(url, body, forged).status == 401
    other = signing.headers(system, b"{}")
    assert sending.post(url, body, other).status == 401  # signed for another body
    stale = {**good, "OneDoor-Timestamp": str(int(time.time()) - 3600), "OneDoor-Nonce": "f" * 32}
    assert sending.post(url, body, stale).status == 401
    state = agency.state()
    assert sorted(entry["reason"] for entry in state["refused"]) == ["forged", "forged", "replayed", "stale"]
    assert len(state["news"]) == 1


def test_news_that_arrives_in_the_wrong_order_changes_nothing(agency):
    agency.behave(answer=500, verdict="none")
    claim = verified()
    work()
    agency.behave(answer=202)
    withdraw(actor=Actor.applicant(claim.application.receipt), claim=claim_of(claim.application, EDUCATION))
    OutboxItem.objects.filter(key=deliveries.outbox_key(Delivery.objects.get(event="claim.verified"))).update(
        next_attempt_at=clock.now() + timedelta(minutes=5)
    )
    while outbox.run_due("worker"):
        pass
    eventually(lambda: [row["state"] for row in agency.state()["news"]] == ["done"], "the withdrawal is noted")
    work()  # now the older news comes too
    state = agency.state()
    assert {row["event"]: row["state"] for row in state["news"]} == {
        "claim.withdrawn": "done", "claim.verified": "late",
    }  # fmt: skip
    assert state["claims"][0]["state"] == "closed" and state["calls"] == []


@pytest.mark.parametrize("answer", [500, "redirect", "slow"])
def test_a_system_that_is_out_of_order_gets_the_news_later_and_once(agency, monkeypatch, answer):
    monkeypatch.setattr(sending, "READ_SECONDS", 0.4)
    agency.behave(answer=answer, verdict="none", slow_seconds=1)
    claim = verified()
    work()
    row = Delivery.objects.get()
    assert row.state in (Delivery.State.FAILED, Delivery.State.UNKNOWN)
    assert (row.state == Delivery.State.UNKNOWN) == (answer == "slow")
    agency.behave(answer=202, verdict="as-proposed")
    work()
    row.refresh_from_db()
    assert row.state == Delivery.State.DELIVERED and row.attempts >= 2
    if answer != "slow":  # what timed out had arrived, and its repeat was dropped
        assert decided(claim).state == State.APPROVED
    assert len(agency.state()["news"]) == 1


def test_an_agency_killed_half_way_goes_on_where_it_stopped(agency):
    agency.behave(die_before="decision")
    claim = verified()
    work()
    eventually(lambda: agency.process.poll() is not None, "the agency is dead")
    assert now(claim).state == State.PROPOSED and Handoff.objects.get().acknowledged_at is not None
    agency.process.stdout.close()
    agency.config.pop("die_before")
    agency.start()
    assert decided(claim).state == State.APPROVED
    assert Decision.objects.count() == 1 and Benefit.objects.count() == 1
    assert IdempotencyRecord.objects.count() == 2


def test_deciding_twice_at_once_decides_once(agency):
    """The same key and body four times over four connections: one effect, four equal answers or a wait."""
    agency.behave(verdict="none")
    claim = verified()
    work()
    eventually(lambda: Handoff.objects.get().acknowledged_at, "acknowledged")
    content = {
        "outcome": "approved", "amount": "1250", "per": "term", "prepared_by": "A1", "decided_by": "B2",
        "version": now(claim).version, "occurred_at": clock.now().isoformat(),
    }  # fmt: skip
    data, key = json.dumps(content).encode(), agency.config["key"]

    def decide(_number):
        request = urllib.request.Request(f"{agency.config['portal']}/api/v1/claims/{claim.pk}/decision", data)
        for name, value in {"Authorization": f"Bearer {key}", "Idempotency-Key": "one-decision",
                            "Content-Type": "application/json"}.items():  # fmt: skip
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(decide, range(4)))
    good = [body for status, body in answers if status == 200]
    assert good and all(body == good[0] for body in good)
    assert {status for status, _ in answers} <= {200, 409}
    assert (
        Decision.objects.count() == 1
        and Benefit.objects.count() == 1
        and Letter.objects.filter(claim=claim).count() == 1
    )
    assert decide(0)[1] == good[0]


def test_a_revoked_key_ends_it_and_the_claim_is_not_stranded(agency):
    actions.revoke_key(actor=staff("administrator"), key=ApiKey.objects.select_related("system__office").get())
    claim = verified()
    work()
    state = eventually(lambda: [row for row in agency.state()["news"] if row["state"].startswith("failed")], "refused")
    assert "401" in state[0]["state"]
    with time_machine.travel(clock.now() + timedelta(days=7), tick=True):
        handlers.return_stranded()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.trouble == "silent_system"


@pytest.mark.slow
def test_a_portal_killed_while_it_decides_lets_the_agency_try_again(real_town, monkeypatch):
    """kill -9 between the effect and the answer: nothing is half done, and the lease on the key ends (fault 4)."""
    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(202))
    token = key_of(connect())
    claim = verified()
    work()
    claim, moment = now(claim), clock.now().isoformat()
    run_and_kill(
        f"""
        from portal.api import idempotency
        from portal.cases.models import Claim
        from tests.api.builders import Caller
        idempotency._still_ours = die
        settings.ALLOWED_HOSTS = ["*"]
        claim = Claim.objects.get(pk={str(claim.pk)!r})
        Caller({token!r}).decide(claim, key="the-one-key", occurred_at={moment!r})
        """
    )
    assert now(claim).state == claim.state and not Decision.objects.exists() and not Letter.objects.filter(claim=claim)
    caller = Caller(token)
    waiting = caller.decide(claim, key="the-one-key", occurred_at=moment)
    assert waiting.status_code == 409 and waiting.json()["code"] == "in-progress"
    assert 1 <= int(waiting["Retry-After"]) <= 31
    IdempotencyRecord.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert caller.decide(claim, key="the-one-key", amount="1", occurred_at=moment).json()["code"] == "key-reused"
    done = caller.decide(claim, key="the-one-key", occurred_at=moment)
    assert done.status_code == 200, done.content
    again = caller.decide(claim, key="the-one-key", occurred_at=moment)
    assert again.json() == done.json() and again["Idempotency-Replayed"] == "true" and again["ETag"] == done["ETag"]
    assert Decision.objects.count() == 1 and Letter.objects.filter(claim=claim).count() == 1
