"""Time limits in working days (办理时限, R5.4): started, stepped, paused and stopped by the verbs.

A process of the locality (``portal/localities/*.yaml``) has a total limit and steps that follow each other,
such as verify
8, publicity 3, decide 1. The first day is not counted. A clock's ``due_on`` is fixed when it starts; where it
lies beyond
the published calendar it is provisional.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.cases.models import Claim, Clock
from portal.common import workdays
from portal.common.locality import Process, get_locality


@dataclass(frozen=True)
class Due:
    """The day by which something must be done; ``provisional`` when the calendar of that year is not out yet."""

    date: date
    provisional: bool


def process_of(claim: Claim) -> Process:
    """The process template of a claim.

    Raises:
        KeyError: when the locality no longer has it.
    """
    return get_locality().processes[claim.process_key]


def start(claim: Claim, on: date) -> Due:
    """Start the total clock and the first step's; returns what the claim is due by."""
    process = process_of(claim)
    first = process.steps[0]
    clocks = [_clock(claim, Clock.TOTAL, process.limit, on), _clock(claim, first.key, first.limit, on)]
    Clock.objects.bulk_create(clocks)
    return _earliest(clocks)


def _clock(claim: Claim, step: str, limit: int, on: date) -> Clock:
    due = workdays.add_working_days(on, limit)
    return Clock(claim=claim, step=step, started_on=on, limit=limit, due_on=due.date, provisional=due.provisional)


def enter(claim: Claim, step: str, on: date) -> Due | None:
    """Stop the step now running and start ``step``, if it is the one that follows; else change nothing.

    So that a process without publicity goes from verifying to deciding when the report is out, and one with publicity
    only when the posting is over, from the same row of the lifecycle table.
    """
    process = process_of(claim)
    keys = [item.key for item in process.steps]
    running = next((clock for clock in _running(claim) if clock.step != Clock.TOTAL), None)
    if running is None or step not in keys or keys.index(step) != keys.index(running.step) + 1:
        return due(claim)
    running.stopped_on = on
    running.save(update_fields=["stopped_on"])
    _clock(claim, step, process.steps[keys.index(step)].limit, on).save(force_insert=True)
    return due(claim)


def stop(claim: Claim, on: date) -> None:
    """Stop every clock: the claim is decided or withdrawn."""
    claim.clocks.filter(stopped_on__isnull=True).update(stopped_on=on)


def pause(claim: Claim, on: date) -> None:
    """No day is used from here on, until :func:`resume` (a correction or an objection, R2.8, R8.2)."""
    claim.clocks.filter(stopped_on__isnull=True, paused_on__isnull=True).update(paused_on=on)


def resume(claim: Claim, on: date) -> Due | None:
    """Go on counting: every paused clock's due date moves by the working days that passed."""
    for clock in claim.clocks.filter(stopped_on__isnull=True, paused_on__isnull=False):
        clock.paused_days += workdays.working_days_between(clock.paused_on, on)
        moved = workdays.add_working_days(clock.started_on, clock.limit + clock.paused_days)
        clock.due_on, clock.provisional, clock.paused_on = moved.date, moved.provisional, None
        clock.save(update_fields=["paused_days", "due_on", "provisional", "paused_on"])
    return due(claim)


def due(claim: Claim) -> Due | None:
    """What the claim is due by now: the earliest of its running clocks, or None when none runs."""
    running = _running(claim)
    return _earliest(running) if running else None


def _running(claim: Claim) -> list[Clock]:
    return list(claim.clocks.filter(stopped_on__isnull=True))


def _earliest(clocks: Iterable[Clock]) -> Due:
    first = min(clocks, key=lambda clock: (clock.due_on, clock.step == Clock.TOTAL))
    return Due(first.due_on, first.provisional)


def used_days(clock: Clock, today: date) -> int:
    """Working days used up: from the day after the start until today, the stop or the pause; never negative."""
    until = min(day for day in (today, clock.stopped_on, clock.paused_on) if day)
    return max(0, workdays.working_days_between(clock.started_on, until) - clock.paused_days)


def days_left(due_on: date, today: date) -> int:
    """Working days from today until the due date: 0 on the day itself, negative when overdue."""
    return workdays.working_days_between(today, due_on)
