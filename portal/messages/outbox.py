"""Storing items, claiming them under a lease, and running them."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import socket
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F

from portal.common import clock, leases
from portal.common.crypto import CryptoError

from .errors import OutcomeUnknown, PermanentFailure, Postponed
from .models import OutboxItem
from .registry import handler_for

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(seconds=60)
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0
# The handler says not now, or nothing handles the kind: an app is missing or the worker is older than the web process.
# Asked again, not counted.
_UNCOUNTED_PAUSE = dt.timedelta(minutes=5)

State = OutboxItem.State


def worker_name() -> str:
    """A name for the leases of this process and thread: host, process, random."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def enqueue(
    kind: str, payload: dict[str, Any], *, key: str, not_before: dt.datetime | None = None, eager: bool = False
) -> OutboxItem:
    """Store an item in the caller's transaction, so that it exists exactly if the act does.

    `key` makes it idempotent: the same key again returns the first item unchanged. `not_before` delays the first
    attempt; `eager` also tries once right after commit, in this process. Raises TransactionManagementError outside a
    transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind} enqueued outside a transaction")
    if len(key) > 160:
        key = f"{key[:90]}:{hashlib.sha256(key.encode()).hexdigest()}"
    existing = OutboxItem.objects.filter(key=key).first()
    if existing is None:
        item = OutboxItem(kind=kind, payload=payload, key=key, next_attempt_at=not_before or clock.now())
        try:
            with transaction.atomic():
                item.save(force_insert=True)
        except IntegrityError:
            # Another transaction committed the same key between look-up and insert.
            existing = OutboxItem.objects.get(key=key)
    if existing is not None:
        return existing
    if eager:
        transaction.on_commit(lambda: _try_now(item), robust=True)
    return item


def _try_now(item: OutboxItem) -> None:
    """The eager attempt after commit. Whatever happens, the item stays and the worker gets it."""
    owner = worker_name()
    if claim(item, owner):
        run(item, owner)


def due() -> Any:
    """Items to run now, the longest waiting first: waiting, their time has come, and no live lease on them."""
    ready = OutboxItem.objects.filter(leases.free(LEASE), state=State.WAITING, next_attempt_at__lte=clock.now())
    return ready.order_by("next_attempt_at")


def claim(item: OutboxItem, owner: str) -> bool:
    """Take the lease on an item; False if another worker was faster. Of several, exactly one wins."""
    until = clock.now() + LEASE
    won = due().order_by().filter(pk=item.pk).update(lease_owner=owner, lease_until=until, attempts=F("attempts") + 1)
    if won:
        item.lease_owner, item.lease_until, item.attempts = owner, until, item.attempts + 1
    return bool(won)


def _settle(item: OutboxItem, owner: str, **changes: Any) -> bool:
    """Write the result, if the lease is still ours: a worker that was too slow must not undo another's result."""
    changes |= {"lease_owner": "", "lease_until": None}
    kept = OutboxItem.objects.filter(pk=item.pk, lease_owner=owner, state=State.WAITING).update(**changes)
    if not kept:
        log.warning("outbox.lease_lost", item=str(item.pk), kind=item.kind)
        return False
    for name, value in changes.items():
        setattr(item, name, value)
    return True


class _Renewal:
    """Renews the lease while a handler runs, from a thread of its own: a long job is not taken for a dead one."""

    def __init__(self, item: OutboxItem, owner: str) -> None:
        self._item, self._owner = item, owner
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="outbox-lease")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(LEASE.total_seconds() / 3):
            try:
                mine = OutboxItem.objects.filter(pk=self._item.pk, lease_owner=self._owner)
                mine.update(lease_until=clock.now() + LEASE)
            finally:
                close_old_connections()


@dataclass(frozen=True)
class _Outcome:
    state: str
    error: str = ""
    pause: dt.timedelta = dt.timedelta(0)
    counted: bool = True


def _pause_after(attempts: int) -> dt.timedelta:
    """5 s, 10 s, 20 s … up to an hour, spread by up to half so that a thousand items do not come back at once."""
    pause = min(_FIRST_PAUSE * 2.0 ** (attempts - 1), _LONGEST_PAUSE)
    return dt.timedelta(seconds=pause * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret


def _handle(function: Callable[[dict[str, Any], OutboxItem], None], item: OutboxItem) -> _Outcome:
    try:
        function(item.payload, item)
    except OutcomeUnknown as error:
        return _Outcome(State.UNKNOWN, f"OutcomeUnknown: {error}")
    except Postponed as error:
        return _Outcome(State.WAITING, f"Postponed: {error}", _UNCOUNTED_PAUSE, counted=False)
    except (PermanentFailure, CryptoError) as error:
        return _Outcome(State.FAILED, f"{type(error).__name__}: {error}")
    except Exception as error:
        # The text of a foreign exception may hold the message it was about: only its type is kept.
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        if item.attempts >= settings.OUTBOX_MAX_ATTEMPTS:
            return _Outcome(State.FAILED, f"{name}, given up after {item.attempts} attempts")
        return _Outcome(State.WAITING, name, _pause_after(item.attempts))
    return _Outcome(State.DONE)


def run(item: OutboxItem, owner: str) -> str:
    """Run a claimed item and store the result; returns the state it is in then. Never raises for a handler's fault."""
    function = handler_for(item.kind)
    if function is None:
        outcome = _Outcome(State.WAITING, f"no handler for {item.kind}", _UNCOUNTED_PAUSE, counted=False)
    else:
        with _Renewal(item, owner):
            outcome = _handle(function, item)
    changes: dict[str, Any] = {"state": outcome.state, "last_error": outcome.error[:200]}
    if outcome.state == State.DONE:
        changes["delivered_at"] = clock.now()
    if outcome.state == State.WAITING:
        changes["next_attempt_at"] = clock.now() + outcome.pause
    if not outcome.counted:
        changes["attempts"] = item.attempts - 1
    _settle(item, owner, **changes)
    level = log.info if outcome.state == State.DONE else log.warning
    level(
        "outbox.ran",
        item=str(item.pk),
        kind=item.kind,
        state=outcome.state,
        attempts=item.attempts,
        error=outcome.error,
    )
    return outcome.state


def run_due(owner: str, *, limit: int = 100, stop: Callable[[], bool] = lambda: False) -> int:
    """Claim and run what is due, up to `limit` items; returns how many were run. `stop` ends it between two items."""
    count = 0
    for item in due()[:limit]:
        if stop():
            break
        if claim(item, owner):
            run(item, owner)
            count += 1
    return count


def retry(item: OutboxItem) -> bool:
    """Put a failed item, or one of unknown outcome that a person looked into, back in line; False if it is neither."""
    changed = OutboxItem.objects.filter(pk=item.pk, state__in=[State.FAILED, State.UNKNOWN]).update(
        state=State.WAITING, attempts=0, next_attempt_at=clock.now(), lease_owner="", lease_until=None
    )
    return bool(changed)


def hurry(item: OutboxItem) -> bool:
    """Let an item that waits for its next attempt be tried now; False if it is not waiting."""
    return bool(OutboxItem.objects.filter(pk=item.pk, state=State.WAITING).update(next_attempt_at=clock.now()))
