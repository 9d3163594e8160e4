"""portal worker: run what is due in the outbox."""

from __future__ import annotations

import signal
import time
from types import FrameType

import structlog
from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from portal.messages import outbox, periodic

log = structlog.get_logger(__name__)

_IDLE_SECONDS = 1.0
_DATABASE_PAUSE_SECONDS = 5.0


class Command(BaseCommand):
    help = "Deliver messages and run jobs. SIGTERM lets the current one finish. Several workers may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="run what is due now, then end")

    def handle(self, *args, **options):
        self._stopping = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        owner = outbox.worker_name()
        log.info("worker.started", owner=owner)
        if options["once"]:
            self.stdout.write(f"{self._drain(owner)} items run")
            return
        while not self._stopping:
            if not self._round(owner):
                self._sleep(_IDLE_SECONDS)
        log.info("worker.ended", owner=owner)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _drain(self, owner: str) -> int:
        """Run until nothing is due; what fails is due later, so this ends."""
        periodic.run_due()
        total = 0
        while not self._stopping and (count := outbox.run_due(owner, stop=lambda: self._stopping)):
            total += count
        return total

    def _round(self, owner: str) -> int:
        """One look at the outbox; a database that is away is waited for, not died of."""
        close_old_connections()
        try:
            periodic.run_due()
            return outbox.run_due(owner, stop=lambda: self._stopping)
        except (DatabaseError, InterfaceError) as error:
            log.warning("worker.database_away", error=type(error).__name__)
            connection.close()
            self._sleep(_DATABASE_PAUSE_SECONDS)
            return 0

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))
