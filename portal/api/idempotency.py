"""Once, whatever the network does (fault 4): the same Idempotency-Key with the same request gives the same answer.

The first request takes the key under a lease. Effect and answer are written in one transaction, so either both are
there or neither; when the process dies in between, the lease ends and the next request with the key does the work. A
refused request has no effect and is not remembered.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from portal.api.models import AgencySystem, IdempotencyRecord
from portal.api.problems import Problem
from portal.common import clock, leases

LEASE = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class Outcome:
    """What is answered: ``content`` as JSON, and whether an earlier request did it."""

    status: int
    content: dict[str, Any]
    replayed: bool


def digest_of(method: str, path: str, if_match: str | None, body: bytes) -> str:
    """What makes two requests the same one: also the version seen, which stands in the body or in If-Match."""
    seen = f"If-Match: {if_match}\n" if if_match else ""
    return hashlib.sha256(f"{method} {path}\n{seen}".encode() + body).hexdigest()


def once(system: AgencySystem, key: str, digest: str, work: Callable[[], tuple[int, dict[str, Any]]]) -> Outcome:
    """Do the work, or give the answer it was given before.

    Args:
        work: runs in a transaction; returns status and content of the answer; raises to refuse.

    Raises:
        Problem: ``key-reused`` for another request under the same key; ``in-progress`` while one is being worked on.
    """
    holder = secrets.token_hex(8)
    record = _take(system, key, digest, holder)
    if record.status is not None:
        return Outcome(record.status, record.response, True)
    try:
        with transaction.atomic():
            status, content = work()
            record.status, record.response, record.lease_until, record.holder = status, content, None, ""
            # Only while the lease is ours: whoever was too slow must not add a second effect to somebody else's.
            if not _still_ours(record, holder):
                raise Problem("in-progress", headers={"Retry-After": "1"})
            record.save(update_fields=["status", "response", "lease_until", "holder"])
    except BaseException:
        IdempotencyRecord.objects.filter(pk=record.pk, holder=holder, status__isnull=True).delete()
        raise
    return Outcome(status, content, False)


def _take(system: AgencySystem, key: str, digest: str, holder: str) -> IdempotencyRecord:
    """The record with our lease on it, or one that is answered already."""
    until = clock.now() + LEASE
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(
                system=system, key=key, digest=digest, holder=holder, lease_until=until, created_at=clock.now()
            )
    except IntegrityError:
        pass
    record = IdempotencyRecord.objects.filter(system=system, key=key).first()
    if record is None:  # refused and forgotten in this very moment
        raise Problem("in-progress", headers={"Retry-After": "1"})
    if record.digest != digest:
        raise Problem("key-reused")
    if record.status is not None:
        return record
    unanswered = IdempotencyRecord.objects.filter(leases.free(LEASE), pk=record.pk, status__isnull=True)
    won = unanswered.update(holder=holder, lease_until=until)
    if not won:
        left = (record.lease_until - clock.now()).total_seconds() if record.lease_until else 0
        raise Problem("in-progress", headers={"Retry-After": str(max(1, int(left) + 1))})
    record.holder, record.lease_until = holder, until
    return record


def _still_ours(record: IdempotencyRecord, holder: str) -> bool:
    """Locks the row until the commit, on databases that lock rows."""
    mine = IdempotencyRecord.objects.filter(pk=record.pk, holder=holder, status__isnull=True)
    return bool(mine.update(holder=holder))
