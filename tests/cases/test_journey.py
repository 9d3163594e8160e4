"""One application from the door to both letters, as it reads in the issue of the day."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from portal.cases import actions, queries
from portal.cases.lifecycle import State
from portal.cases.models import ClaimEvent, Letter
from portal.common import clock
from portal.messages import outbox
from portal.messages.models import OutboxItem
from portal.publicity.models import Posting
from portal.registry import benefits_of
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, staff, verify

THURSDAY = dt.datetime(2026, 9, 17, 10, 24, tzinfo=clock.COUNTY_ZONE)


def run_jobs() -> None:
    """What the worker does until nothing is due."""
    while outbox.run_due("test"):
        pass


@pytest.fixture
def travel():
    with time_machine.travel(THURSDAY, tick=True) as traveller:
        yield traveller


def at(day: int, month: int = 9, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=clock.COUNTY_ZONE)


def test_from_the_door_to_both_letters(town, travel):
    application = file()
    allowance, education = claim_of(application), claim_of(application, EDUCATION)
    assert allowance.office.code == "liuhe"
    assert education.office.code == "qingxi-education"
    assert allowance.clocks.get(step="total").due_on == dt.date(2026, 10, 10)
    travel.move_to(at(24))
    verify(application, {"members.0.income_monthly": "400"})
    travel.move_to(at(28))
    allowance, education = claim_of(application), claim_of(application, EDUCATION)
    evaluation = actions.propose(actor=staff("officer"), claim=allowance)
    assert evaluation.verdict == "met"
    assert allowance.proposed_amount == Decimal(780)
    actions.propose(actor=staff("edu-officer"), claim=education)
    assert education.state == State.PROPOSED
    travel.move_to(at(29))
    decision = actions.confirm(actor=staff("approver"), claim=allowance)
    assert (allowance.state, decision.stage) == (State.PUBLICITY, "proposed")
    posting = Posting.objects.get()
    assert posting.closes_on == dt.date(2026, 10, 9)
    actions.confirm(actor=staff("edu-approver"), claim=education)
    assert education.state == State.APPROVED
    travel.move_to(at(9, 10, 23))
    run_jobs()
    assert claim_of(application).state == State.PUBLICITY
    travel.move_to(at(10, 10, 0))
    run_jobs()
    allowance = claim_of(application)
    assert allowance.state == State.PUBLICITY_DONE
    assert allowance.due_on == dt.date(2026, 10, 10)
    travel.move_to(at(10, 10))
    actions.decide_final(actor=staff("approver2"), claim=allowance)
    run_jobs()
    allowance = claim_of(application)
    assert allowance.state == State.APPROVED
    assert set(benefits_of(application.household, clock.today())) == {ALLOWANCE, EDUCATION}
    assert {letter.kind for letter in Letter.objects.exclude(stored_name="")} == {"acceptance", "approval"}
    texts = [item.payload["text"] for item in OutboxItem.objects.filter(kind="sms")]
    assert any(application.receipt in text for text in texts)
    assert not any("周大海" in text or "780" in text for text in texts)
    kinds = list(allowance.events.values_list("kind", flat=True))
    assert kinds == [
        ClaimEvent.Kind.ACCEPTED, ClaimEvent.Kind.VERIFYING, ClaimEvent.Kind.CHECKED, ClaimEvent.Kind.VERIFIED,
        ClaimEvent.Kind.PROPOSED, ClaimEvent.Kind.PUBLICITY, ClaimEvent.Kind.PUBLICITY_OVER, ClaimEvent.Kind.APPROVED,
    ]  # fmt: skip


def test_what_the_applicant_sees_while_the_notice_runs(town, travel):
    application = file()
    travel.move_to(at(24))
    verify(application)
    travel.move_to(at(28))
    allowance, education = claim_of(application), claim_of(application, EDUCATION)
    actions.propose(actor=staff("officer"), claim=allowance)
    actions.propose(actor=staff("edu-officer"), claim=education)
    travel.move_to(at(29))
    actions.confirm(actor=staff("approver"), claim=allowance)
    actions.confirm(actor=staff("edu-approver"), claim=education)
    run_jobs()
    seen = queries.timeline(application, "zh-hans")
    assert seen.headline == "2 项申请，1 项已批准，1 项办理中"
    first, second = seen.claims
    # 17 September is not counted; 20 September (a Sunday) is worked before the holiday, 25 is Mid-Autumn.
    assert (first.used_days, first.allowed_days) == (8, 12)
    assert first.deadline == "第 8 个工作日，共 12 个。最晚 2026 年 10 月 10 日前答复。"
    assert first.state_label == "公示中"
    assert [event.phase for event in first.events][-2:] == ["current", "next"]
    assert first.events[-2].day_text == "2026 年 9 月 29 日 – 2026 年 10 月 9 日"
    assert "2026 年 10 月 10 日" in first.events[-1].day_text
    report = first.events[3].papers[0]
    assert (report.kind, report.size > 1000) == ("report", True)
    assert second.amount_text.startswith("每学期")
    assert second.papers[0].kind == "approval"
    english = queries.timeline(application, "en")
    assert english.headline == "2 claims, 1 approved, 1 in progress"
    assert english.claims[0].events[0].text == "Accepted"
