"""News that leaves: signed, bounded, tried again under the same id; addresses that lead inward are refused (faults 15,
16, 42)."""

import base64
import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from portal.api import actions, addresses, deliveries, sending, signing
from portal.api.actions._settings import SettingInvalid
from portal.api.models import AgencySystem, Delivery, PortalKey, UsedNonce
from portal.cases import actions as cases
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Handoff
from portal.cases.queries import my_queue
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs, settings_of
from tests.cases.builders import EDUCATION, claim_of, staff


class Listener(HTTPServer):
    """Answers as told, and remembers what came."""

    def __init__(self, behave):
        self.came, self.behave = [], behave
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/news"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.came.append((dict(self.headers), body))
        with contextlib.suppress(OSError):  # the portal has hung up
            self.server.behave(self)

    def log_message(self, *_):
        pass


def answer(status, body=b"", **headers):
    def behave(handler):
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


@pytest.fixture
def listen(settings, request):
    """A listener on this machine, which the settings allow to be reached."""
    settings.AGENCY_HTTP_ALLOWED, settings.AGENCY_NETWORKS = True, ["127.0.0.0/8"]
    started = []

    def start(behave=answer(202)):  # noqa: B008
        started.append(Listener(behave))
        return started[-1]

    yield start
    for listener in started:
        listener.shutdown()
        listener.server_close()


@pytest.fixture
def really(monkeypatch):
    """The real sender in a test that has no real commits."""
    from tests.api.conftest import REAL_POST

    monkeypatch.setattr(sending, "post", REAL_POST)


def test_news_names_the_claim_and_nothing_of_the_family(town, listen, really):
    listener = listen()
    system = connect(webhook_url=listener.url)
    claim = handed_over()
    headers, body = listener.came[0]
    news = json.loads(body)
    assert set(news) == {"id", "event", "claim", "scheme", "sequence", "occurred_at", "link"}
    assert news["claim"] == str(claim.pk) and news["sequence"] == claim.version and news["event"] == "claim.verified"
    assert news["link"].endswith(f"/api/v1/claims/{claim.pk}")
    signed = signing.message(headers["OneDoor-Timestamp"], headers["OneDoor-Nonce"], body)
    assert headers["OneDoor-Signature"] == f"{system.secret_id}={signing.hmac_hex(system.secret, signed)}"
    assert headers["OneDoor-Delivery"] == news["id"] and headers["Content-Type"] == "application/json"
    row = Delivery.objects.get()
    assert row.state == Delivery.State.DELIVERED and row.response_code == 202 and row.attempts == 1


def test_both_secrets_sign_while_they_are_exchanged(town, listen, really):
    listener = listen()
    system = connect(webhook_url=listener.url)
    former = system.secret
    fresh = actions.rotate_secret(actor=staff("administrator"), system=system)
    handed_over()
    headers, body = listener.came[0]
    signed = signing.message(headers["OneDoor-Timestamp"], headers["OneDoor-Nonce"], body)
    given = dict(part.strip().split("=") for part in headers["OneDoor-Signature"].split(","))
    assert set(given.values()) == {signing.hmac_hex(former, signed), signing.hmac_hex(fresh, signed)}
    assert actions.finish_rotation(actor=staff("administrator"), system=system)
    system = AgencySystem.objects.get()
    assert system.secret == fresh and system.next_secret is None
    assert not actions.finish_rotation(actor=staff("administrator"), system=system)


def test_the_portals_own_key_signs_where_the_agency_wants_it(town, listen, really):
    listener = listen()
    connect(webhook_url=listener.url, signing="ed25519")
    handed_over()
    headers, body = listener.came[0]
    name, _equals, value = headers["OneDoor-Signature"].partition("=")
    key = PortalKey.objects.get(key_id=name)
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key.public + "="))
    signed = signing.message(headers["OneDoor-Timestamp"], headers["OneDoor-Nonce"], body)
    public.verify(bytes.fromhex(value), signed)
    with pytest.raises(InvalidSignature):
        public.verify(bytes.fromhex(value), signed + b" ")


def test_every_attempt_has_the_same_id_and_a_new_nonce(town, listen, really):
    listener = listen(answer(500, b"secret of theirs"))
    connect(webhook_url=listener.url)
    claim = handed_over()
    row = Delivery.objects.get()
    assert row.state == Delivery.State.FAILED and row.response_code == 500 and row.problem == "answered 500"
    item = OutboxItem.objects.get(key=deliveries.outbox_key(row))
    assert item.state == "waiting" and item.next_attempt_at > clock.now() and "secret" not in item.last_error
    listener.behave = answer(204)
    assert actions.resend(actor=staff("administrator"), delivery=row)
    run_jobs()
    (first, body), (second, again) = listener.came
    assert body == again and first["OneDoor-Nonce"] != second["OneDoor-Nonce"]
    row.refresh_from_db()
    assert row.state == Delivery.State.DELIVERED and row.attempts == 2
    assert Handoff.objects.get(claim=claim).failures == 0
    assert not actions.resend(actor=staff("administrator"), delivery=row)


def slow(handler):
    time.sleep(1.5)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x" * 1024)


def dripping(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def hanging_up(handler):
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("behave", "problem", "unknown"),
    [
        (slow, "no answer in time", True),
        (endless, "answer too long", False),
        (dripping, "answer too slow", True),
        (hanging_up, "connection broken", True),
        (answer(302, Location="http://127.0.0.1:1/"), "redirects are not followed", False),
        (answer(404), "answered 404", False),
    ],
)
def test_a_broken_system_costs_little_and_is_tried_again(listen, monkeypatch, behave, problem, unknown):
    monkeypatch.setattr(sending, "READ_SECONDS", 0.5)
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 1.0)
    from tests.api.conftest import REAL_POST

    listener = listen(behave)
    began = time.monotonic()
    found = REAL_POST(listener.url, b"{}", {})
    assert not found.delivered and (found.problem, found.unknown) == (problem, unknown)
    assert time.monotonic() - began < 3 and len(listener.came) == 1


def test_where_nobody_listens(settings):
    from tests.api.conftest import REAL_POST

    settings.AGENCY_HTTP_ALLOWED, settings.AGENCY_NETWORKS = True, ["127.0.0.0/8"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert REAL_POST(f"http://127.0.0.1:{port}/", b"{}", {}).problem == "cannot be reached"
    assert REAL_POST("http://no-such-name.invalid/", b"{}", {}).problem == "name cannot be looked up"


# Addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://system.example.org/news", "https://user:pass@system.example.org/", "https://127.0.0.1/", "https://10.1.2.3/",
        "https://169.254.169.254/latest", "https://[::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://0.0.0.0/", "https://224.0.0.1/", "ftp://x/",
        "https://", "https://x:99999/", "https://x/#part", "https://x y/", "https://x/\n", "javascript:alert(1)", "",
        "https://" + "x" * 600,
    ],
)  # fmt: skip
def test_an_address_that_leads_inward_or_nowhere_is_refused_with_words(town, url):
    with pytest.raises(SettingInvalid) as refusal:
        connect(webhook_url=url)
    assert refusal.value.field == "webhook_url" and len(str(refusal.value)) > 10


@pytest.mark.parametrize(
    ("url", "networks"),
    [("https://system.example.org/news?x=1", []), ("https://10.20.3.4:8443/", ["10.20.0.0/16"]),
     ("https://[64:ff9b::a14:304]/", ["10.20.0.0/16"])],
)  # fmt: skip
def test_public_addresses_and_named_networks_are_accepted(settings, url, networks):
    settings.AGENCY_NETWORKS = networks
    assert addresses.check(url)[0] == "https"


@pytest.mark.parametrize("numbers", [["10.0.0.5"], ["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_inward_is_found_out_when_news_leaves(monkeypatch, numbers):
    """Also when it was harmless on the day it was stored: it is looked up again, and that number is connected to."""
    from tests.api.conftest import REAL_POST

    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    found = REAL_POST("https://rebound.example.org/", b"{}", {})
    assert found.problem == "address not permitted" and found.hopeless


def test_the_checked_number_is_connected_to_under_the_name(monkeypatch):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: entries)
    target = addresses.resolve("https://system.example.org:8443/news?x=1")
    assert target.numeric_url == "https://93.184.216.34:8443/news?x=1"
    assert target.host_header == "system.example.org:8443" and target.host == "system.example.org"


# A dead system strands no claim (R5.6)


def test_after_some_failures_the_officers_get_the_claim(town, monkeypatch, settings):
    settings.AGENCY_MAX_FAILURES = 3
    monkeypatch.setattr(sending, "post", lambda *_: sending.Answer(problem="no answer in time", unknown=True))
    system = connect()
    claim = handed_over()
    for _ in range(2):
        assert claim_of(claim.application, EDUCATION).with_system
        OutboxItem.objects.filter(kind="api.deliver").update(next_attempt_at=clock.now())
        run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.needs_officer and claim.trouble == "silent_system"
    assert Delivery.objects.get().state == Delivery.State.UNKNOWN
    officer, approver = staff("edu-officer"), staff("edu-approver")
    assert claim in my_queue(officer.user) or claim in my_queue(approver.user)
    # It comes back before anybody has begun: the claim is its own again.
    caller = Caller(key_of(system))
    assert caller.decide(claim).status_code == 409
    answer = caller.write(claim, "acknowledge", agency_number="7")
    assert answer.status_code == 200 and answer.json()["with_you"]
    claim = claim_of(claim.application, EDUCATION)
    assert claim.trouble == "" and not claim.needs_officer
    assert caller.decide(claim).status_code == 200


def test_what_officers_have_begun_the_system_does_not_get_back(claim, caller):
    deliveries.give_back(claim.handoffs.get(), "silence")
    claim = claim_of(claim.application, EDUCATION)
    if claim.state == State.VERIFIED:
        cases.propose(actor=staff("edu-officer"), claim=claim)
    else:
        cases.propose(actor=staff("edu-officer"), claim=claim)
    claim = claim_of(claim.application, EDUCATION)
    assert caller.write(claim, "acknowledge", agency_number="7").status_code == 409
    cases.confirm(actor=staff("edu-approver"), claim=claim)
    assert Delivery.objects.filter(claim=claim, event="claim.decided").exists()
    assert claim.handoffs.get().state == Handoff.State.ENDED


@pytest.mark.parametrize(("acknowledged", "days", "back"), [(False, 1, False), (False, 5, True), (True, 5, False),
                                                             (True, 30, True)])  # fmt: skip
def test_silence_and_lateness_give_the_claim_back(claim, caller, acknowledged, days, back):
    import datetime as dt

    import time_machine

    from portal.api import handlers

    if acknowledged:
        caller.write(claim, "acknowledge", agency_number="7")
    with time_machine.travel(clock.now() + dt.timedelta(days=days), tick=True):
        handlers.return_stranded()
    assert claim_of(claim.application, EDUCATION).with_system is not back


def test_a_claim_that_waits_for_its_family_is_not_late(claim, caller):
    import datetime as dt

    import time_machine

    from portal.api import handlers

    caller.write(claim, "ask", missing=[{"words": "学籍证明"}])
    with time_machine.travel(clock.now() + dt.timedelta(days=60), tick=True):
        handlers.return_stranded()
    assert claim_of(claim.application, EDUCATION).with_system


def test_paused_news_waits_and_closing_gives_everything_back(town):
    system = connect()
    caller = Caller(key_of(system))
    actions.set_state(actor=staff("administrator"), system=system, state="paused")
    claim = handed_over()
    assert not claim.with_system and not Delivery.objects.exists()
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="active")
    run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert claim.with_system and Delivery.objects.get().state == Delivery.State.DELIVERED
    actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="closed")
    run_jobs()
    claim = claim_of(claim.application, EDUCATION)
    assert not claim.with_system and claim.trouble == "silent_system"
    assert caller.get("/claims").status_code == 401
    with pytest.raises(ValueError, match="closed"):
        actions.set_state(actor=staff("administrator"), system=AgencySystem.objects.get(), state="active")


def test_a_killed_worker_sends_the_same_news_and_hands_over_once(claim):
    """The job once more, as after kill -9 between the effect and the note of it (fault 2)."""
    from portal.api import handlers

    handlers.hand_over({"claim": str(claim.pk)}, None)
    fresh = claim_of(claim.application, EDUCATION)
    assert fresh.version == claim.version and fresh.handoffs.count() == 1 and Delivery.objects.count() == 1


# Requests that come signed


def signed_headers(system, method, path, body, *, secret="", timestamp="", nonce=""):
    timestamp = timestamp or str(int(clock.now().timestamp()))
    nonce = nonce or "n" * 16
    signed = signing.message(timestamp, nonce, f"{method} {path}\n".encode() + body)
    signature = f"{system.secret_id}={signing.hmac_hex(secret or system.secret, signed)}"
    return {"onedoor-timestamp": timestamp, "onedoor-nonce": nonce, "onedoor-signature": signature}


def test_a_signature_is_checked_where_it_comes_and_required_where_it_must(system):
    caller = Caller(key_of(system))
    path = "/api/v1/claims?limit=5"

    def ask(**changes):
        return caller.client.get(path, headers=signed_headers(system, "GET", path, b"", **changes)).status_code

    assert ask(nonce="a" * 20) == 200
    assert ask(nonce="a" * 20) == 401  # replayed
    assert ask(nonce="b" * 20, secret="ods_other") == 401
    assert ask(nonce="c" * 20, timestamp="1000000000") == 401
    assert ask(nonce="short") == 401
    assert ask(nonce="d" * 20, timestamp="x") == 401
    assert caller.get("/claims").status_code == 200
    other = caller.client.get("/api/v1/claims", headers=signed_headers(system, "GET", path, b"", nonce="e" * 20))
    assert other.status_code == 401  # signed for another address
    AgencySystem.objects.update(requires_signature=True)
    assert caller.get("/claims").status_code == 401
    assert ask(nonce="f" * 20) == 200
    assert UsedNonce.objects.count() == 2


def test_what_is_remembered_is_forgotten_in_time(claim, caller):
    import datetime as dt

    from portal.api import handlers
    from portal.api.models import IdempotencyRecord

    caller.write(claim, "acknowledge", agency_number="1")
    handlers.forget()
    assert IdempotencyRecord.objects.count() == 1
    IdempotencyRecord.objects.update(created_at=clock.now() - dt.timedelta(days=31))
    handlers.forget()
    assert not IdempotencyRecord.objects.exists()


def test_the_office_alone_administers_its_systems(system):
    from portal.accounts.permissions import NotAllowed

    for act in (
        lambda actor: actions.connect_system(actor=actor, settings=settings_of(name="other")),
        lambda actor: actions.issue_key(actor=actor, system=system, scopes=["claims:read"]),
        lambda actor: actions.rotate_secret(actor=actor, system=system),
        lambda actor: actions.set_state(actor=actor, system=system, state="closed"),
        lambda actor: actions.rotate_portal_key(actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act(staff("edu-officer"))
    assert Claim.objects.count() == 0 and outbox.due().exists()
