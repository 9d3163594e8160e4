"""Working days around the holidays, for whole claims (R5.4, faults 18 and 19)."""

import datetime as dt

import pytest
import time_machine

from portal.cases import actions, clocks, queries
from portal.cases.models import Claim, Clock
from portal.common import clock
from tests.cases.builders import ALLOWANCE, EDUCATION, claim_of, file, staff, verify

ZONE = clock.COUNTY_ZONE


def day(text: str, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(hour), tzinfo=ZONE)


@pytest.mark.parametrize(
    ("filed", "verify_by", "total_by", "why"),
    [
        ("2026-06-01", "2026-06-11", "2026-06-17", "plain weeks"),
        # 25 September is Mid-Autumn, 1 to 7 October the National Day; 20 September and 10 October, weekend
        # days, are worked.
        ("2026-09-17", "2026-09-29", "2026-10-10", "over National Day, with make-up days"),
        # Spring Festival 15 to 23 February; 14 and 28 February are worked.
        ("2026-02-11", "2026-02-28", "2026-03-05", "over Spring Festival"),
        ("2026-09-30", "2026-10-16", "2026-10-22", "filed on the eve"),
        ("2026-10-03", "2026-10-16", "2026-10-22", "filed online within the holiday"),
    ],
)
def test_limits_around_the_holidays(town, filed, verify_by, total_by, why):
    with time_machine.travel(day(filed), tick=False):
        claim = claim_of(file(scheme_keys=(ALLOWANCE,)))
    due = dict(claim.clocks.values_list("step", "due_on"))
    assert due == {"total": dt.date.fromisoformat(total_by), "verify": dt.date.fromisoformat(verify_by)}, why
    assert claim.due_on == due["verify"]
    assert not claim.provisional


def test_beyond_the_published_calendar_a_limit_is_provisional_and_says_so(town):
    with time_machine.travel(day("2026-12-28"), tick=False):
        application = file()
        seen = queries.timeline(application, "zh-hans").claims[0]
    assert claim_of(application).provisional
    assert seen.provisional
    assert "还没有公布" in seen.deadline


def test_late_in_the_evening_utc_is_another_day_but_the_county_counts_its_own(town):
    # 17 September 23:30 in the county is 15:30 UTC; 00:30 on the 18th is still the 17th in UTC.
    for moment, first in (("2026-09-17T23:30", "2026-09-17"), ("2026-09-18T00:30", "2026-09-18")):
        with time_machine.travel(dt.datetime.fromisoformat(moment).replace(tzinfo=ZONE), tick=False):
            claim = claim_of(file())
        assert claim.clocks.get(step=Clock.TOTAL).started_on == dt.date.fromisoformat(first)


def test_the_steps_of_a_process_without_publicity_follow_the_report(town):
    with time_machine.travel(day("2026-06-01"), tick=False) as traveller:
        application = file(scheme_keys=(EDUCATION,))
        traveller.move_to(day("2026-06-04"))
        verify(application)
    steps = {item.step: item for item in claim_of(application, EDUCATION).clocks.all()}
    assert steps["verify"].stopped_on == dt.date(2026, 6, 4)
    assert steps["decide"].due_on == dt.date(2026, 6, 15)
    assert steps["decide"].limit == 7
    assert claim_of(application, EDUCATION).due_on == dt.date(2026, 6, 15)


def test_with_publicity_verifying_lasts_until_the_proposal_is_confirmed(town):
    with time_machine.travel(day("2026-06-01"), tick=False) as traveller:
        application = verify(file(scheme_keys=(ALLOWANCE,)))
        traveller.move_to(day("2026-06-03"))
        claim = claim_of(application)
        actions.propose(actor=staff("officer"), claim=claim)
        assert [item.step for item in claim.clocks.filter(stopped_on=None)] == ["total", "verify"]
        actions.confirm(actor=staff("approver"), claim=claim)
    running = {item.step: item.due_on for item in claim.clocks.filter(stopped_on=None)}
    assert running == {"total": dt.date(2026, 6, 17), "publicity": dt.date(2026, 6, 8)}


def test_days_used_do_not_count_the_first_and_stop_with_the_clock(town):
    with time_machine.travel(day("2026-09-29"), tick=False):
        total = claim_of(file()).clocks.get(step=Clock.TOTAL)
    count = lambda text: clocks.used_days(total, dt.date.fromisoformat(text))  # noqa: E731
    assert [count("2026-09-28"), count("2026-09-29"), count("2026-09-30")] == [0, 0, 1]
    assert [count("2026-10-07"), count("2026-10-08"), count("2026-10-10")] == [1, 2, 4]
    total.stopped_on = dt.date(2026, 10, 8)
    assert count("2026-12-01") == 2


def test_a_pause_uses_no_day_and_moves_the_limit(town):
    with time_machine.travel(day("2026-06-01"), tick=False):
        claim = claim_of(file(scheme_keys=(ALLOWANCE,)))
    clocks.pause(claim, dt.date(2026, 6, 3))
    total = claim.clocks.get(step=Clock.TOTAL)
    assert clocks.used_days(total, dt.date(2026, 6, 30)) == 2
    due = clocks.resume(claim, dt.date(2026, 6, 8))
    total.refresh_from_db()
    assert total.paused_days == 3
    assert total.due_on == dt.date(2026, 6, 23)  # 19 June is the Dragon Boat Festival
    assert due.date == dt.date(2026, 6, 16)
    assert clocks.used_days(total, dt.date(2026, 6, 9)) == 3


def test_time_going_backwards_gives_no_negative_days(town):
    with time_machine.travel(day("2026-06-10"), tick=False):
        total = claim_of(file()).clocks.get(step=Clock.TOTAL)
    assert clocks.used_days(total, dt.date(2026, 6, 9)) == 0


def test_a_late_claim_is_first_in_the_queue_and_says_sorry_to_the_applicant(town):
    with time_machine.travel(day("2026-06-01"), tick=False) as traveller:
        late = file(scheme_keys=(ALLOWANCE,))
        traveller.move_to(day("2026-06-10"))
        fresh = file(scheme_keys=(ALLOWANCE,))
        traveller.move_to(day("2026-06-22"))
        lines = list(queries.my_queue(staff("verifier").user))
        assert [line.application_id for line in lines] == [late.pk, fresh.pk]
        assert [line.overdue for line in lines] == [True, False]
        assert list(queries.my_queue(staff("verifier").user, overdue=True)) == lines[:1]
        assert clocks.days_left(lines[0].due_on, clock.today()) < 0
        assert "很抱歉" in queries.timeline(late, "zh-hans").claims[0].deadline
    assert Claim.objects.count() == 2
