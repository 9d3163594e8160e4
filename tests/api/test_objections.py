"""What a system reads and hears of objections to a public notice: what came of them, never who objects (R8.2)."""

import dataclasses
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import Actor
from portal.accounts.models import Office
from portal.api import deliveries, views_of_claims
from portal.api.models import AgencySystem, Delivery
from portal.audit.models import AuditEntry
from portal.cases import actions as cases
from portal.cases import clocks
from portal.common import clock, masking
from tests.api.builders import Caller, connect, key_of, run_jobs
from tests.cases.builders import MOTHER, claim_of, file, staff, verify

ACCOUNT, PHONE = "6217000010001234567", "13700000099"
FINDING = f"走访了小区，{MOTHER[0]}家确有其店。来电{PHONE}，账号{ACCOUNT}。"


@pytest.fixture
def civil_affairs(town):
    return connect(name="民政", agency_key="civil-affairs", office=Office.objects.get(code="qingxi"))


@pytest.fixture
def posted(civil_affairs):
    """A living allowance on notice, approved by its agency's system."""
    application = verify(file())
    run_jobs()
    claim = claim_of(application)
    Caller(key_of(civil_affairs)).decide(claim, amount=str(claim.proposed_amount), per=claim.proposed_per)
    return claim_of(application)


def objected(claim, words="他家开了一家小店。"):
    return cases.object_to(
        actor=Actor.visitor(), claim=claim, words=words, known_from="住隔壁。", contact="老陈", channel="website"
    )


def looked_into(objection, founded=True):
    results = {"finding": FINDING, "appraisal": f"评议了{MOTHER[0]}家。"}
    return cases.close_objection(actor=staff("verifier"), objection=objection, founded=founded, **results)


def test_the_detail_says_what_came_of_objections_and_never_who_objects(posted, civil_affairs):
    """Whoever decides finally reads what was found (R8.2), also in another system."""
    caller = Caller(key_of(civil_affairs, "claims:read"))
    first, second = objected(posted), objected(posted, "他家有车。")
    today = clock.today().isoformat()
    running = {"state": "open", "received_on": today, "closed_on": None, "finding": "", "appraisal": ""}
    assert caller.get(f"/claims/{posted.pk}").json()["objections"] == [running, running]
    looked_into(first)
    answer = caller.get(f"/claims/{posted.pk}")
    found, still = answer.json()["objections"]
    assert (found["state"], found["received_on"], found["closed_on"]) == ("founded", today, today)
    assert found["finding"].startswith("走访了小区") and found["finding"].endswith("。") and still == running
    assert AuditEntry.objects.filter(action="api.read_claim", subject_id=str(posted.pk)).count() == 2
    looked_into(second, founded=False)
    told = caller.get(f"/claims/{posted.pk}").content.decode()
    assert json.loads(told)["objections"][1]["state"] == "unfounded"
    for secret in ("小店", "有车", "隔壁", "老陈", "website", str(first.pk), str(second.pk)):
        assert secret not in told
    assert "objections" not in caller.get("/claims").json()["items"][0]


def test_a_finding_shows_the_familys_names_where_the_system_gets_them_and_numbers_nowhere(posted, civil_affairs):
    caller = Caller(key_of(civil_affairs, "claims:read"))
    looked_into(objected(posted))
    [found] = caller.get(f"/claims/{posted.pk}").json()["objections"]
    assert found["appraisal"] == f"评议了{masking.mask_name(MOTHER[0])}家。" and MOTHER[0] not in found["finding"]
    AgencySystem.objects.update(shows_identity=True)
    [named] = caller.get(f"/claims/{posted.pk}").json()["objections"]
    assert named["appraisal"] == f"评议了{MOTHER[0]}家。" and MOTHER[0] in named["finding"]
    for text in (found["finding"], named["finding"]):
        assert PHONE not in text and ACCOUNT not in text and "137****0099" in text


def test_more_objections_are_read_at_no_more_cost(posted, civil_affairs, django_assert_num_queries):
    looked_into(objected(posted))
    system = AgencySystem.objects.get()
    with CaptureQueriesContext(connection) as one:
        views_of_claims.detail(system, claim_of(posted.application))
    for number in range(3):
        looked_into(objected(claim_of(posted.application), f"第{number}条。"))
    with django_assert_num_queries(len(one)):
        assert len(views_of_claims.detail(system, claim_of(posted.application))["objections"]) == 4


def test_a_system_that_has_lost_the_claim_reads_no_finding(posted, civil_affairs):
    looked_into(objected(posted))
    claim = claim_of(posted.application)
    cases.withdraw(actor=staff("clerk"), claim=claim)
    body = Caller(key_of(civil_affairs)).get(f"/claims/{posted.pk}").json()
    assert body["state"] == "withdrawn" and body["objections"] == []


def test_the_system_hears_that_an_inquiry_is_over_and_nothing_else_of_it(posted, civil_affairs):
    first, second = objected(posted), objected(posted, "他家有车。")
    looked_into(first)
    news = Delivery.objects.filter(event="claim.inquiry_over")
    assert not news.exists()  # the other one is still being looked into
    looked_into(second)
    told = news.get()
    assert (told.system, told.sequence) == (civil_affairs, claim_of(posted.application).version)
    body = json.loads(deliveries.body_of(told))
    assert set(body) == {"id", "event", "claim", "scheme", "sequence", "occurred_at", "link"}


def test_the_due_day_is_as_described_while_days_stand_still(posted, civil_affairs):
    """Nothing while the days are not counted; but the last day of an inquiry where the procedure sets it one."""
    caller = Caller(key_of(civil_affairs))
    objection = objected(posted)
    assert objection.due_on and caller.get("/claims").json()["items"][0]["due_on"] == objection.due_on.isoformat()
    looked_into(objection)
    due = claim_of(posted.application).clocks.get(step="publicity").due_on
    assert caller.get(f"/claims/{posted.pk}").json()["due_on"] == due.isoformat()


def test_no_day_is_due_where_an_inquiry_has_no_limit(posted, civil_affairs, monkeypatch):
    process = clocks.process_of(posted)
    limitless = dataclasses.replace(process, objection=dataclasses.replace(process.objection, limit=0))
    monkeypatch.setattr(clocks, "process_of", lambda _claim: limitless)
    objected(posted)
    assert Caller(key_of(civil_affairs)).get("/claims").json()["items"][0]["due_on"] is None
