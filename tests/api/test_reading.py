"""What a system sees: its own claims, of them the declared facts alone, every look recorded (faults 10, 26)."""

import base64
import datetime as dt
import json
import uuid

import pytest
from django.test import Client

from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.api import actions
from portal.api.models import ApiKey
from portal.audit.models import AuditEntry
from portal.cases.actions import attach_document
from portal.common import clock
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs
from tests.cases.builders import EDUCATION, MOTHER, claim_of, file, staff, verify


def test_only_declared_facts_with_where_they_come_from(claim, caller):
    answer = caller.get(f"/claims/{claim.pk}")
    assert answer.status_code == 200 and answer["ETag"] == f'"{claim.version}"'
    body = answer.json()
    declared = set(get_manager().scheme(EDUCATION).facts)
    seen = {"member." + fact["path"].split(".")[2] if fact["path"].startswith("members.") else fact["path"]
            for fact in body["facts"]}  # fmt: skip
    assert seen and seen <= declared
    assert "household.savings" not in declared and "savings" not in answer.content.decode()
    school = next(fact for fact in body["facts"] if fact["path"] == "members.1.in_school")
    assert school["value"] == "junior" and school["provenance"]["kind"] == "declared"
    assert body["findings"] and body["verdict"] in ("met", "not_met", "unknown")
    assert body["proposal"] is None or body["proposal"]["outcome"] in ("approved", "refused")


def test_names_and_numbers_are_masked_unless_the_system_gets_them(claim, system, caller):
    number = claim.application.people.get(position=0).person.id_number
    text = caller.get(f"/claims/{claim.pk}").content.decode()
    assert MOTHER[0] not in text and number not in text and "周**" in text
    assert claim.application.phone not in text and claim.application.address not in text
    read = AuditEntry.objects.filter(action="api.read_claim").latest("sequence")
    assert json.loads(read.detail) == {"identity": False} and read.actor_label == system.name and read.is_read
    system.shows_identity = True
    system.save()
    text = caller.get(f"/claims/{claim.pk}").content.decode()
    assert MOTHER[0] in text and number in text
    assert json.loads(AuditEntry.objects.filter(action="api.read_claim").latest("sequence").detail) == {
        "identity": True
    }


def test_the_language_follows_the_caller(claim, system):
    key = key_of(system)
    chinese, english = (Caller(key, language).get(f"/claims/{claim.pk}") for language in ("zh-CN,zh;q=0.9", "en-GB"))
    assert chinese["Content-Language"] == "zh-Hans" and english["Content-Language"] == "en"
    assert chinese.json()["findings"][0]["says"] != english.json()["findings"][0]["says"]
    missing = [Caller(key, language).get(f"/claims/{uuid.uuid4()}").json() for language in ("zh", "en", "fr", "")]
    assert missing[1]["title"] == "There is nothing here for you."
    assert missing[0]["title"] == missing[2]["title"] == missing[3]["title"] != missing[1]["title"]


def test_claims_of_other_agencies_offices_and_schemes_are_not_there(claim, town):
    others = [
        connect(name="a", agency_key="civil-affairs", office=Office.objects.get(code="qingxi")),
        connect(name="b", office=Office.objects.get(code="liuhe")),
        connect(name="c", schemes=("skills-training",)),
    ]
    for system in others:
        other = Caller(key_of(system))
        for answer in (
            other.get(f"/claims/{claim.pk}"),
            other.decide(claim),
            other.write(claim, "ask", missing=[{"words": "x"}]),
        ):
            assert answer.status_code == 404, answer.content
            assert answer.json()["code"] == "not-found"
        assert other.get("/claims").json()["items"] == []
    assert claim_of(claim.application, EDUCATION).version == claim.version


def test_a_claim_that_is_not_verified_is_not_there(system, caller):
    claim = claim_of(file(), EDUCATION)
    assert caller.get(f"/claims/{claim.pk}").status_code == 404


def test_pages_follow_a_cursor_and_show_every_claim_once(system, caller):
    claims = {str(handed_over(salt=str(number)).pk) for number in range(5)}
    seen, cursor = [], ""
    while True:
        page = caller.get("/claims", data={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(seen) == 5 and set(seen) == claims
    last = caller.get("/claims").json()["items"][-1]["updated_at"]
    newer = caller.get("/claims", data={"updated_since": last}).json()["items"]
    assert [item["id"] for item in newer] == [seen[-1]]
    assert caller.get("/claims", data={"state": "approved"}).json()["items"] == []
    assert len(caller.get("/claims", data={"scheme": EDUCATION}).json()["items"]) == 5
    for since in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert caller.get("/claims", data={"updated_since": since}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "nonsense"}, {"cursor": "!!!"}, {"cursor": base64.urlsafe_b64encode(b"[1, 2]").decode()},
        {"cursor": base64.urlsafe_b64encode(b'["0001-01-01T00:00:00+00:00", "x"]').decode()},
        {"cursor": base64.urlsafe_b64encode(b"[" * 200).decode()}, {"cursor": "é" * 5}, {"limit": "0"}, {"limit": "x"},
        {"limit": "1000"}, {"state": "nonsense"}, {"updated_since": "yesterday"},
        {"updated_since": "2026-01-01T00:00:00"}, {"updated_sinc": "2026-01-01T00:00:00Z"}, {"": "x"},
    ],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_named(system, caller, query):
    answer = caller.get("/claims", data=query)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["field"] in query


def test_papers_need_their_own_right_and_belong_to_the_scheme(system, photo, monkeypatch):
    from plugins.api import Material

    document = attach_document(
        actor=staff("clerk"), draft_key="k", data=photo, original_name="学籍证明.jpg", material="school-record"
    )
    other = attach_document(actor=staff("clerk"), draft_key="k", data=photo, original_name="x.jpg", material="lease")
    manager = get_manager()
    paper = Material("school-record", "School record")
    monkeypatch.setattr(type(manager), "materials", lambda self, keys: (paper,) if EDUCATION in keys else ())
    claim = handed_over(document_ids=(document.pk, other.pk), draft_key="k")
    reader, opener = Caller(key_of(system, "claims:read")), Caller(key_of(system, "claims:documents"))
    listed = reader.get(f"/claims/{claim.pk}").json()["documents"]
    assert [item["id"] for item in listed] == [str(document.pk)]
    path = f"/claims/{claim.pk}/documents/{document.pk}"
    assert reader.get(path).status_code == 403
    answer = opener.get(path)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg" and answer.content[:2] == b"\xff\xd8"
    assert answer["Content-Disposition"].startswith("attachment") and "学籍" not in answer["Content-Disposition"]
    assert opener.get(f"/claims/{claim.pk}/documents/{other.pk}").status_code == 404
    assert AuditEntry.objects.filter(action="api.read_document", subject_id=str(document.pk)).count() == 1


# Keys


def test_without_a_key_or_with_a_strange_one_nothing_is_told(claim):
    path = f"/api/v1/claims/{claim.pk}"
    for header in ({}, {"authorization": "Bearer x"}, {"authorization": "Bearer odk_000000000000_" + "A" * 43},
                   {"authorization": "Basic eDp5"}, {"authorization": "Bearer "}, {"authorization": "é"}):  # fmt: skip
        answer = Client(headers=header).get(path)
        assert answer.status_code == 401 and answer.json()["code"] == "key-missing"
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_or_expired_key_opens_nothing(claim, system):
    token = key_of(system, days=1)
    caller = Caller(token)
    assert caller.get("/claims").status_code == 200
    key = ApiKey.objects.get()
    assert key.last_used_at is not None and token not in (key.digest, key.prefix)
    ApiKey.objects.update(expires_on=clock.today() - dt.timedelta(days=1))
    assert caller.get("/claims").json()["code"] == "key-expired"
    actions.revoke_key(actor=staff("administrator"), key=ApiKey.objects.get())
    answer = caller.get("/claims")
    assert answer.status_code == 401 and answer.json()["code"] == "key-revoked"


@pytest.mark.parametrize(
    ("scope", "verb", "content"),
    [
        ("claims:acknowledge", "acknowledge", {"agency_number": "1"}),
        ("claims:ask", "ask", {"missing": [{"words": "x"}]}),
        ("claims:transfer", "transfer", {"to_agency": "civil-affairs", "reason": "x"}),
        ("claims:decide", "decision", {"outcome": "approved", "amount": "1250", "prepared_by": "a", "decided_by": "b"}),
    ],
)
def test_every_write_needs_its_own_right(claim, system, scope, verb, content):
    from portal.api.models import Scope

    rest = [value for value in Scope.values if value != scope]
    answer = Caller(key_of(system, *rest)).write(claim, verb, **content)
    assert answer.status_code == 403 and answer.json()["code"] == "scope-missing"
    assert scope in answer.json()["detail"]
    assert Caller(key_of(system, scope)).write(claim, verb, **content).status_code == 200


def test_reading_needs_the_right_to_read(claim, system):
    caller = Caller(key_of(system, "claims:decide"))
    assert caller.get("/claims").status_code == caller.get(f"/claims/{claim.pk}").status_code == 403
    assert caller.get("/system").json()["scopes"] == ["claims:decide"]


def test_who_asks_too_often_is_told_when_to_come_back(system, settings):
    settings.API_REQUESTS_PER_MINUTE, settings.API_REFUSALS_PER_MINUTE = 3, 2
    caller = Caller(key_of(system))
    answers = [caller.get("/system") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    stranger = Caller("nobody")
    assert [stranger.get("/system").status_code for _ in range(3)] == [401, 401, 429]


# The door


def test_too_large_a_body_is_not_read(claim, system, settings):
    settings.API_MAX_BODY_BYTES = 1000
    answer = Caller(key_of(system)).write(claim, "acknowledge", agency_number="1" * 2000)
    assert answer.status_code == 413 and answer.json()["code"] == "too-large"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 100_000, "\ufeff{}", '{"a": NaN}', "é"])
def test_a_body_that_is_no_object_is_refused(claim, system, body):
    answer = Client(headers={"authorization": f"Bearer {key_of(system)}", "idempotency-key": "x" * 10}).post(
        f"/api/v1/claims/{claim.pk}/decision", body, content_type="application/json"
    )
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v2/claims", "/api/v1/claims/not-an-id", "/api/v1/"])
def test_other_addresses_answer_programs_too(db, path):
    for answer in (Client().get(path), Client().post(path, {}, content_type="application/json")):
        assert answer.status_code == 404 and answer.json()["code"] == "not-found"


def test_other_methods_are_named(system, caller):
    answer = caller.client.delete("/api/v1/claims")
    assert answer.status_code == 405 and answer.json()["code"] == "method" and "GET" in answer["Allow"]


def test_what_nobody_foresaw_tells_nothing(claim, caller, monkeypatch):
    from portal.api import views_of_claims

    def burst(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(views_of_claims, "detail", burst)
    answer = caller.get(f"/claims/{claim.pk}")
    assert answer.status_code == 500 and answer.json()["code"] == "broken"
    assert b"secret detail" not in answer.content and b"Traceback" not in answer.content


def test_a_database_that_is_away_is_said_so(claim, caller, monkeypatch):
    from django.db import OperationalError

    from portal.api import views_of_claims

    def away(*_):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(views_of_claims, "detail", away)
    answer = caller.get(f"/claims/{claim.pk}")
    assert answer.status_code == 503 and answer["Retry-After"] == "10" and answer.json()["code"] == "unavailable"


def test_nothing_is_kept_by_caches(claim, caller):
    answer = caller.get(f"/claims/{claim.pk}")
    assert "no-store" in answer["Cache-Control"] and "Set-Cookie" not in answer.headers


# The description


def test_the_description_is_a_document_and_a_page_without_strangers(db):
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1") and "/api/v1/claims/{claim_id}/decision" in schema["paths"]
    for language, word in (("zh-CN", "决定"), ("en", "Decide a claim")):
        page = Client(headers={"accept-language": language}).get("/api/v1/docs")
        text = page.content.decode()
        assert page.status_code == 200 and word in text and "decided_by" in text
        assert "<script" not in text and "cdn" not in text
        assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_the_public_keys_are_a_key_set(system, caller):
    assert Client().get("/api/v1/keys").json() == {"keys": []}
    connect(name="ed", signing="ed25519")
    keys = Client().get("/api/v1/keys").json()["keys"]
    assert len(keys) == 1 and keys[0]["kty"] == "OKP" and len(keys[0]["x"]) == 43
    actions.rotate_portal_key(actor=staff("administrator"))
    assert len(Client().get("/api/v1/keys").json()["keys"]) == 2


def test_a_system_connected_later_gets_what_waits(town):
    application = verify(file())
    system = connect()
    run_jobs()
    claim = claim_of(application, EDUCATION)
    assert claim.with_system and claim.handoffs.get().system == system.pk


@pytest.mark.parametrize("distance", ["-19:18", "+23:59", "+00:00"])
def test_any_distance_from_utc_is_read(claim, caller, distance):
    assert caller.get("/claims", query_params={"updated_since": f"2057-12-27T08:29:23{distance}"}).json()["items"] == []
