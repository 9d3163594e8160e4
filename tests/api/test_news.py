"""News that leaves: signed, bounded, tried again under the same id; requests that come signed (faults 15, 16)."""

import base64
import contextlib
import datetime as dt
import json
import socket
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpcore
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from portal.api import actions, deliveries, sending, signing
from portal.api.models import AgencySystem, Delivery, PortalKey, UsedNonce
from portal.cases.models import Claim, Handoff
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs, settings_of
from tests.cases.builders import staff


class Listener(HTTPServer):
    """Answers as told, and remembers what came."""

    def __init__(self, behave, tls=None):
        self.came, self.behave = [], behave
        super().__init__(("127.0.0.1", 0), _Answer)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
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

    def start(behave=answer(202), tls=None):  # noqa: B008
        started.append(Listener(behave, tls))
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
    assert row.state == Delivery.State.FAILED and row.response_code == 500 and row.problem == "answered with an error"
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
    dripping_bytes(handler)


def dripping_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    dripping_bytes(handler)


def dripping_bytes(handler):
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
        (dripping_headers, "no answer in time", True),
        (hanging_up, "connection broken", True),
        (answer(302, Location="http://127.0.0.1:1/"), "redirects are not followed", False),
        (answer(404), "answered with an error", False),
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


def name_leads_to(monkeypatch, *numbers):
    """Every name stands for these numbers; the ports are as they are asked for."""
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda host, port, *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in (
            [host] if host in numbers else numbers
        )],
    )  # fmt: skip


def test_where_one_number_of_a_name_is_dead_the_next_is_tried(listen, monkeypatch):
    from tests.api.conftest import REAL_POST

    listener = listen()
    name_leads_to(monkeypatch, "127.0.0.2", "127.0.0.1")
    found = REAL_POST(listener.url.replace("127.0.0.1", "system.example.org"), b"{}", {})
    assert found.delivered and len(listener.came) == 1
    assert listener.came[0][0]["Host"] == f"system.example.org:{listener.server_port}"


def test_the_certificate_must_be_that_of_the_name(listen, settings, monkeypatch, tmp_path):
    from tests.api.conftest import REAL_POST

    certificate, key = certificate_for("system.example.org", tmp_path)
    settings.AGENCY_CA_FILE = str(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = listen(tls=context)
    name_leads_to(monkeypatch, "127.0.0.1")
    for name, problem in (("system.example.org", ""), ("other.example.org", "cannot be reached")):
        assert REAL_POST(f"https://{name}:{listener.server_port}/news", b"{}", {}).problem == problem
    assert len(listener.came) == 1


def certificate_for(name, folder):
    """A certificate that signs itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
        .not_valid_before(today - dt.timedelta(days=1)).not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def test_what_nobody_foresaw_is_noted_with_the_news(town, really, monkeypatch):
    """A header that cannot be, a name server that answers nonsense: never a job that dies without a word."""
    monkeypatch.setattr(signing, "headers", lambda *_: {"X-Odd": "a\r\nb"})
    name_leads_to(monkeypatch, "93.184.216.34")
    monkeypatch.setattr(sending, "PinnedNetwork", lambda *_: httpcore.MockBackend([]))
    connect()
    handed_over()
    row = Delivery.objects.get()
    assert (row.state, row.problem, row.attempts) == (Delivery.State.UNKNOWN, "could not be sent", 1)

    for error, problem in (
        (UnicodeError("label too long"), "name cannot be looked up"),
        (RuntimeError("resolver"), "could not be sent"),
    ):

        def confused(*_, error=error, **__):
            raise error

        monkeypatch.setattr(socket, "getaddrinfo", confused)
        assert actions.resend(actor=staff("administrator"), delivery=row)
        run_jobs()
        row.refresh_from_db()
        assert row.problem == problem
    assert row.attempts == 3


def test_news_that_cannot_be_signed_is_noted_and_waits_for_a_person(town):
    connect()
    other = connect(name="另一个系统")
    sealed = AgencySystem.objects.filter(pk=other.pk).values_list("secret", flat=True).get()
    AgencySystem.objects.exclude(pk=other.pk).update(secret=sealed)
    handed_over()
    row = Delivery.objects.get()
    assert (row.state, row.problem) == (Delivery.State.GIVEN_UP, "cannot be signed")


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
