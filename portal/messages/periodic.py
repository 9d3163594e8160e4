"""Work that comes round by the clock, done by whichever worker looks next; one instant is a job of the outbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger(__name__)


@dataclass
class Task:
    """A function and when this process last called it (monotonic seconds; None: not yet)."""

    seconds: float
    function: Callable[[], None]
    last: float | None = None


_tasks: list[Task] = []


def every(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Decorator: call the function at about this interval. Several workers may do so at once: it must not mind."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _tasks.append(Task(seconds, function))
        return function

    return register


def run_due() -> int:
    """Call what is due; one that fails is logged and does not keep the others waiting. Returns how many were called."""
    now = time.monotonic()
    due = [task for task in _tasks if task.last is None or now - task.last >= task.seconds]
    for task in due:
        task.last = now
        try:
            task.function()
        except Exception as error:
            log.error("worker.periodic_failed", task=task.function.__qualname__, error=type(error).__name__)
    return len(due)
