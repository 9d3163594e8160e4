"""The hash chain: each row's digest is SHA-256 over the previous digest and the row's canonical JSON.

Appends are serialised, or two transactions would continue the same row. SQLite begins every transaction with the write
lock (IMMEDIATE); on PostgreSQL an advisory lock is held from the first append to the end of the transaction, so a verb
records last, when its own row locks are already taken.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model

from portal.common import clock, masking

from .models import AuditEntry

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.accounts.models import Office

GENESIS = "0" * 64
# Any number, as long as nothing else in this database locks it.
_ADVISORY_LOCK = 0x0D00_A0D1
# A UUID of many digits can look like a card number.
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks: one text for one value."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(entry: AuditEntry) -> str:
    """The digest the row ought to have."""
    covered = {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "action": entry.action,
        "is_read": entry.is_read,
        "actor": [entry.actor_kind, entry.actor_user_id, entry.actor_label],
        "subject": [entry.subject_type, entry.subject_id],
        "office": entry.office_code,
        "detail": entry.detail,
    }
    return hashlib.sha256(f"{entry.previous}\n{canonical(covered)}".encode()).hexdigest()


def append(
    action: str,
    *,
    actor: Actor,
    subject: Model | None,
    office: Office | None,
    detail: dict[str, Any] | None,
    read: bool = False,
) -> AuditEntry:
    """Add one row in the caller's transaction and return it.

    `action` is a namespaced verb ("cases.submit"). `detail` is a small JSON object of codes, ids and numbers. Raises
    TransactionManagementError outside a transaction (an act and its trace stand or fall together) and ValueError if the
    detail holds an ID, mobile or card number.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"audit of {action} outside a transaction")
    text = canonical(detail or {})
    if masking.find_personal_data(_UUID.sub("", text)):
        raise ValueError(f"the detail of {action} holds a personal number; the audit trail keeps ids and codes only")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "digest").first() or (0, GENESIS)
    entry = AuditEntry(
        sequence=last[0] + 1,
        at=clock.now(),
        action=action,
        is_read=read,
        actor_kind=actor.kind,
        actor_user=actor.user,
        actor_label=actor.label[:120],
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        office_code=office.code if office is not None else "",
        detail=text,
        previous=last[1],
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Break:
    """The first row at which the chain does not hold, and what is wrong there."""

    sequence: int
    reason: str


def _problem(entry: AuditEntry, expected: int, previous: str) -> Break | None:
    if entry.sequence != expected:
        return Break(expected, f"row is missing; the next one is {entry.sequence}")
    if entry.previous != previous:
        return Break(entry.sequence, "does not continue the row before it")
    if entry.digest != digest_of(entry):
        return Break(entry.sequence, "content was changed after it was written")
    return None


def _in_order() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000)


@dataclass(frozen=True)
class Verification:
    """Result of walking the chain: how many rows held, the head's digest, and the first break if there is one."""

    rows: int
    head: str
    broken: Break | None


def verify(*, head: tuple[int, str] | None = None) -> Verification:
    """Walk the whole chain. `head` is a (number, digest) noted down earlier: a chain cut off at its end is whole in
    itself and only found missing against such a note."""
    rows, previous = 0, GENESIS
    noted: str | None = None
    for entry in _in_order():
        broken = _problem(entry, rows + 1, previous)
        if broken:
            return Verification(rows, previous, broken)
        rows, previous = rows + 1, entry.digest
        if head and entry.sequence == head[0]:
            noted = entry.digest
    if head and noted != head[1]:
        reason = (
            "rows up to the noted head are missing" if noted is None else "the digest noted earlier was another one"
        )
        return Verification(rows, previous, Break(head[0], reason))
    return Verification(rows, previous, None)
