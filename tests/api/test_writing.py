"""What a system says: acknowledge, ask, transfer, decide; each through the lifecycle, once, on what it saw."""

import datetime as dt

import pytest

from portal.accounts.models import Office
from portal.api.models import Delivery, IdempotencyRecord
from portal.audit.models import AuditEntry
from portal.cases import actions
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Decision, Handoff, Letter
from portal.cases.queries import my_queue, timeline
from portal.common import clock
from portal.messages.models import OutboxItem
from portal.registry.models import Benefit
from tests.api.builders import Caller, connect, handed_over, key_of, run_jobs
from tests.cases.builders import ALLOWANCE, EDUCATION, MOTHER, claim_of, file, staff, verify

EXPENSE = "temporary-assistance-expense"


def now(claim: Claim) -> Claim:
    return claim_of(claim.application, claim.scheme_key)


def problem(response, status, code):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == code and body["title"] and body["status"] == status
    return body


def test_a_verified_claim_is_assessed_and_waits_with_the_system(claim):
    assert claim.with_system and claim.state in (State.PROPOSED, State.VERIFIED)
    assert claim.latest_evaluation is not None
    assert Handoff.objects.get(claim=claim).state == Handoff.State.WAITING
    delivery = Delivery.objects.get(claim=claim)
    assert delivery.event == "claim.verified" and delivery.sequence == claim.version
    assert delivery.state == Delivery.State.DELIVERED


def test_officers_leave_it_to_the_system_until_they_take_it_over(claim):
    officer, approver = staff("edu-officer"), staff("edu-approver")
    assert claim not in my_queue(officer.user) and claim not in my_queue(approver.user)
    assert claim in my_queue(officer.user, everything=True)
    from portal.cases.errors import NotWithSystem, WithAgencySystem

    with pytest.raises(WithAgencySystem):
        actions.propose(actor=officer, claim=claim)
    actions.take_over(actor=officer, claim=claim)
    claim = now(claim)
    assert not claim.with_system
    assert Delivery.objects.filter(claim=claim, event="claim.taken_over").exists()
    with pytest.raises(NotWithSystem):
        actions.take_over(actor=officer, claim=claim)
    actions.propose(actor=officer, claim=claim)


def test_acknowledging_notes_the_agencys_number(claim, caller):
    answer = caller.write(claim, "acknowledge", agency_number="ZX-77")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["agency_number"] == "ZX-77" and body["with_you"] and body["version"] == claim.version + 1
    assert answer["ETag"] == f'"{body["version"]}"'
    lines = [event.text for item in timeline(claim.application, "zh-hans").claims for event in item.events]
    assert any("ZX-77" in line for line in lines)
    assert AuditEntry.objects.filter(action="cases.acknowledge", actor_kind="agency").exists()


def test_an_approval_of_an_agency_that_posts_nothing_is_final_with_letter_and_benefit(claim, caller):
    answer = caller.decide(claim, letter_reference="教助17号")
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "approved" and not answer.json()["with_you"]
    decision = Decision.objects.get(claim=claim)
    assert decision.officer is None and "A1 / B2" in decision.made_by and decision.amount == 1250
    letter = Letter.objects.get(claim=claim)
    assert ["部门文号", "教助17号"] in letter.data["facts"]
    assert Benefit.objects.get(source_ref=f"claim:{claim.pk}").amount == 1250
    assert OutboxItem.objects.filter(key=f"sms:decided:{claim.pk}").exists()
    assert Handoff.objects.get(claim=claim).state == Handoff.State.ENDED


def test_a_refusal_needs_a_criterion_or_a_clause_with_words(claim, caller):
    problem(caller.decide(claim, outcome="refused", amount=None, per=None), 422, "not-acceptable")
    unknown = problem(
        caller.decide(claim, outcome="refused", amount=None, per=None, reasons=[{"criterion": "nonsense"}]),
        422, "not-acceptable",
    )  # fmt: skip
    assert "pupil" in unknown["mend"]
    problem(
        caller.decide(claim, outcome="refused", amount=None, per=None, reasons=[{"clause": "第四条"}]),
        422, "not-acceptable",
    )  # fmt: skip
    many = [{"clause": "清教发〔2026〕7号 第九条", "text": "查" * 900}] * 3
    long = caller.decide(claim, outcome="refused", amount=None, per=None, reasons=many)
    assert "2,000" in problem(long, 422, "not-acceptable")["title"], "refused, not cut in the middle of a sentence"
    reasons = [{"criterion": "pupil"}, {"clause": "清教发〔2026〕7号 第九条", "text": "学籍系统里查不到这个孩子。"}]
    assert caller.decide(claim, outcome="refused", amount=None, per=None, reasons=reasons).status_code == 200
    letter = Letter.objects.get(claim=claim)
    items = [item["text"] for section in letter.data["sections"] for item in section["items"]]
    assert len(items) == 2 and "学籍系统里查不到这个孩子。（清教发〔2026〕7号 第九条）" in items
    assert Benefit.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"amount": "0"}, 422),
        ({"amount": "12.345"}, 422),
        ({"amount": 12.5}, 422),
        ({"amount": "-5"}, 422),
        ({"amount": "1e3"}, 422),
        ({"amount": "999999999"}, 422),
        ({"amount": None}, 422),
        ({"per": "day"}, 422),
        ({"per": "service"}, 422),
        ({"decided_by": "A1"}, 422),
        ({"decided_by": " a1 "}, 422),
        ({"decided_by": "Ａ１"}, 422),
        ({"decided_by": "ａ\u200b1"}, 422),
        ({"prepared_by": "\u0000"}, 422),
        ({"letter_reference": "\ud800"}, 422),
        ({"outcome": "maybe"}, 422),
        ({"extra": 1}, 422),
        ({"version": 2**40}, 422),
        ({"version": ...}, 428),
        ({"occurred_at": "2026-01-01T00:00:00"}, 422),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, 422),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, 422),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(claim, caller, changes, status):
    answer = caller.decide(claim, **changes)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert now(claim).state == claim.state and now(claim).version == claim.version
    assert not Decision.objects.exists() and not IdempotencyRecord.objects.exists()


def test_a_stale_or_future_moment_is_refused(claim, caller):
    for moment in (clock.now() - dt.timedelta(hours=73), clock.now() + dt.timedelta(minutes=10)):
        problem(caller.decide(claim, occurred_at=moment.isoformat()), 422, "stale")


def test_an_approval_with_public_notice_is_decided_twice(town, time_machine_to):
    system = connect(name="民政", agency_key="civil-affairs", office=Office.objects.get(code="qingxi"))
    caller = Caller(key_of(system))
    application = verify(file())
    run_jobs()
    claim = claim_of(application, ALLOWANCE)
    assert claim.with_system
    first = caller.decide(
        claim, amount="870", per="month", reasons=[{"clause": "第十二条", "text": "家里的情况有变化"}]
    )
    assert first.status_code == 200, first.content
    assert first.json()["state"] == "publicity"
    assert Decision.objects.get(claim=claim).stage == Decision.Stage.PROPOSED
    closes = now(claim).clocks.get(step="publicity").due_on
    time_machine_to(closes + dt.timedelta(days=1))
    run_jobs()
    claim = now(claim)
    assert claim.state == State.PUBLICITY_DONE and claim.with_system
    assert Delivery.objects.filter(claim=claim, event="claim.notice_over", sequence=claim.version).exists()
    last = caller.decide(claim, amount="870", per="month")
    assert last.status_code == 200 and last.json()["state"] == "approved"
    assert [row.stage for row in Decision.objects.filter(claim=claim)] == ["proposed", "final"]


@pytest.fixture
def time_machine_to():
    import time_machine

    started = []

    def travel(day):
        traveller = time_machine.travel(dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC), tick=True)
        traveller.start()
        started.append(traveller)

    yield travel
    for traveller in reversed(started):
        traveller.stop()


def test_asking_for_more_stops_the_clocks_and_tells_the_family(claim, caller):
    missing = [{"words": "孩子的学籍证明照片", "fact": "members.1.in_school"}, {"words": "班主任电话"}]
    answer = caller.write(claim, "ask", missing=missing)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["more_needed"] and body["due_on"] is None and body["state"] == "verified"
    claim = now(claim)
    assert all(clock.paused_on for clock in claim.clocks.filter(stopped_on__isnull=True))
    status = timeline(claim.application, "zh-hans")
    assert "孩子的学籍证明照片" in status.todo[0].detail
    sms = [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms") if "还缺" in item.payload["text"]]
    assert len(sms) == 1 and "学籍" not in sms[0]
    detail = caller.get(f"/claims/{claim.pk}").json()
    assert detail["missing"][0]["words"] == "孩子的学籍证明照片"


@pytest.mark.parametrize("way", ["window", "check"])
def test_what_the_family_brings_starts_the_clocks_again(claim, caller, way):
    caller.write(claim, "ask", missing=[{"words": "学籍证明"}])
    claim = now(claim)
    if way == "window":
        actions.receive_more(actor=staff("clerk"), claim=claim, note="带来了学籍证明")
    else:
        actions.record_verification(
            actor=staff("verifier"), application=claim.application, method="visit", done_on=clock.today(), notes="已看"
        )
    claim = now(claim)
    assert claim.trouble == "" and claim.due_on is not None
    assert not claim.clocks.filter(paused_on__isnull=False).exists()
    news = Delivery.objects.get(claim=claim, event="claim.information_received")
    assert news.sequence == claim.version
    assert not caller.get(f"/claims/{claim.pk}").json()["more_needed"]
    assert caller.decide(claim).status_code == 200


@pytest.mark.parametrize(
    "missing",
    [[], [{"words": ""}], [{"words": "x", "material": "nonsense"}], [{"words": "x", "fact": "household.nonsense"}],
     [{"words": "x", "fact": "members.99.in_school"}], [{"words": "x", "fact": "members.²."}]],
)  # fmt: skip
def test_a_request_that_asks_for_nothing_known_is_refused(claim, caller, missing):
    assert caller.write(claim, "ask", missing=missing).status_code == 422
    assert now(claim).version == claim.version


def test_a_transfer_shows_whence_whither_and_why(claim, caller):
    answer = caller.write(claim, "transfer", to_agency="civil-affairs", reason="孩子已毕业，应由民政部门办理。")
    assert answer.status_code == 200, answer.content
    claim = now(claim)
    assert claim.office.code == "qingxi-civil-affairs" and claim.agency_key == "civil-affairs"
    assert claim.state == State.VERIFIED and not claim.with_system
    events = timeline(claim.application, "zh-hans").claims
    lines = [event for item in events for event in item.events if "转交" in event.text]
    assert "由清溪县教育局转交清溪县民政局" in lines[0].text and lines[0].detail == "孩子已毕业，应由民政部门办理。"
    problem(caller.get(f"/claims/{claim.pk}"), 404, "not-found")
    problem(caller.decide(claim), 404, "not-found")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ({"to_office": "nowhere"}, "x"),
        ({"to_office": "hedong"}, "x"),
        ({"to_office": "shiqiao"}, "x"),
        ({"to_office": "qingxi-education"}, "x"),
        ({"to_agency": "nonsense"}, "x"),
        ({"to_scheme": "nonsense"}, "x"),
        ({}, "x"),
        ({"to_office": "liuhe", "to_agency": "civil-affairs"}, "x"),
        ({"to_agency": "civil-affairs"}, "请联系 13800138000"),
        ({"to_agency": "civil-affairs"}, "   "),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(claim, caller, to, reason):
    answer = caller.write(claim, "transfer", reason=reason, **to)
    assert answer.status_code == 422, answer.content
    assert now(claim).version == claim.version


def test_a_transfer_to_whoever_decides_another_scheme(claim, caller):
    assert caller.write(claim, "transfer", to_scheme=ALLOWANCE, reason="属地办理").status_code == 200
    assert now(claim).office.code == "liuhe"


def test_an_old_version_is_refused_and_told_the_present_state(claim, caller):
    caller.write(claim, "acknowledge", agency_number="1")
    body = problem(caller.decide(claim), 412, "version-changed")
    assert body["current"] == {"state": now(claim).state, "version": claim.version + 1}
    good = caller.decide(claim, version=..., headers={"if-match": f'"{claim.version + 1}"'})
    assert good.status_code == 200


def test_version_and_if_match_may_not_differ(claim, caller):
    problem(caller.decide(claim, headers={"if-match": f'"{claim.version + 5}"'}), 422, "invalid")


def test_a_decided_claim_is_not_decided_again(claim, caller):
    caller.decide(claim)
    body = problem(caller.decide(now(claim), amount="99"), 409, "wrong-state")
    assert body["current"]["state"] == "approved"
    assert Decision.objects.count() == 1


def test_a_claim_that_an_officer_took_over_is_no_longer_the_systems(claim, caller):
    actions.take_over(actor=staff("edu-officer"), claim=claim)
    problem(caller.decide(now(claim)), 409, "not-with-system")


def test_without_an_idempotency_key_nothing_is_written(claim, caller):
    for key in ("short", "with blank and more", "x" * 101):
        assert caller.decide(claim, key=key).status_code == 422
    answer = caller.client.post(f"/api/v1/claims/{claim.pk}/decision", "{}", content_type="application/json")
    named = {(error["in"], error["field"]) for error in answer.json()["errors"]}
    assert ("header", "Idempotency-Key") in named and ("body", "decided_by") in named


def test_withdrawing_tells_the_system(claim, caller):
    from portal.accounts.actors import Actor

    actions.withdraw(actor=Actor.applicant(claim.application.receipt), claim=claim)
    assert Delivery.objects.filter(claim=claim, event="claim.withdrawn").exists()
    problem(caller.decide(now(claim)), 409, "wrong-state")


def test_another_decision_of_the_family_assesses_the_claim_again_and_tells_the_system(system, caller, monkeypatch):
    """Education aid where only the recognition as in need counts (R6.9)."""
    from plugins.manager import get_manager

    manager, real = get_manager(), get_manager().evaluate

    def strict(key, facts, **kwargs):
        rich = facts.with_fact("household.income_monthly", "900000") if key == EDUCATION else facts
        return real(key, rich, **kwargs)

    monkeypatch.setattr(manager, "evaluate", strict)
    claim = handed_over()
    assert claim.with_system and claim.trouble == Claim.Trouble.WAITING
    allowance = claim_of(claim.application)
    actions.propose(actor=staff("officer"), claim=allowance)
    actions.confirm(actor=staff("approver"), claim=allowance)
    Claim.objects.filter(pk=allowance.pk).update(state=State.PUBLICITY_DONE)
    actions.decide_final(actor=staff("approver"), claim=claim_of(claim.application))
    run_jobs()
    claim = now(claim)
    assert claim.with_system and claim.proposed_outcome == "approved"
    assert Delivery.objects.filter(claim=claim, event="claim.reassessed", sequence=claim.version).count() == 1
    assert caller.get(f"/claims/{claim.pk}").json()["proposal"]["outcome"] == "approved"


def test_a_system_decides_no_more_than_its_offices_may(town):
    """Above the limit of temporary assistance the county's bureau decides, not the township's system (R5.3)."""
    system = connect(name="柳河镇", agency_key="civil-affairs", office=Office.objects.get(code="liuhe"))
    ill = (*MOTHER[:4], {**MOTHER[4], "seriously_ill": True, "medical_costs": "9000"})
    application = file(
        scheme_keys=(EXPENSE,), people=(ill,), household={"savings": "0"},
        applicant={"civil-affairs.helped_before": False},
    )  # fmt: skip
    verify(application)
    run_jobs()
    claim = claim_of(application, EXPENSE)
    caller = Caller(key_of(system))
    bounds = caller.get(f"/claims/{claim.pk}").json()["amount_range"]
    assert bounds["low"] == "2205.00" and bounds["high"] == "8820.00"
    problem(caller.decide(claim, amount="2204.99", per="once"), 422, "not-acceptable")
    body = problem(caller.decide(claim, amount="5000.01", per="once"), 422, "not-acceptable")
    assert "5,000" in body["detail"] and "清溪县民政局" in body["detail"]
    assert now(claim).version == claim.version
    assert caller.decide(claim, amount="5000", per="once").status_code == 200


def decided_and_posted(town):
    """A claim of a system whose approval has hung out; the notice is over."""
    system = connect(agency_key="civil-affairs", office=Office.objects.get(code="qingxi"))
    caller, application = Caller(key_of(system)), verify(file())
    run_jobs()
    claim = claim_of(application)
    posted = {"amount": str(claim.proposed_amount), "per": claim.proposed_per}
    assert caller.decide(claim, **posted).status_code == 200
    Claim.objects.filter(pk=claim.pk).update(state="publicity_done")
    return caller, claim_of(application), posted


@pytest.mark.parametrize("changes", [{"amount": "9000"}, {"per": "once"}])
def test_what_hung_out_is_not_changed_without_a_word(town, changes):
    caller, claim, posted = decided_and_posted(town)
    assert caller.decide(claim, **{**posted, **changes}).status_code == 422
    assert not Decision.objects.filter(stage="final").exists()


def test_another_amount_than_hung_out_takes_a_reason(town):
    caller, claim, posted = decided_and_posted(town)
    reasons = [{"clause": "第十二条", "text": "公示期间收入有变化"}]
    assert caller.decide(claim, **{**posted, "amount": "600"}, reasons=reasons).status_code == 200
    made = Decision.objects.get(stage="final")
    assert made.overrides and "公示期间收入有变化（第十二条）" in made.reason


def test_what_the_rules_refuse_is_not_approved_without_a_word(town):
    system = connect(agency_key="civil-affairs", office=Office.objects.get(code="qingxi"))
    application = verify(file(household={"vehicles": 2}))
    run_jobs()
    claim = claim_of(application)
    assert claim.proposed_outcome == "refused"
    response = Caller(key_of(system)).decide(claim, amount="700", per="month")
    assert response.status_code == 422
    assert claim_of(application).state == State.PROPOSED


def test_somebodys_number_is_not_taken_into_what_many_read(claim, caller):
    response = caller.write(claim, "ask", missing=[{"words": "请带 11010519491231002X 的户口簿"}])
    assert response.status_code == 422
    assert caller.decide(claim, decided_by="11010519491231002X").status_code == 422
    assert now(claim).version == claim.version
