"""The durable outbox: SMS, jobs and news for other systems, stored with the act that causes them and delivered later.

    from portal import messages

    messages.enqueue("publicity.close", {"posting": str(posting.pk)}, key=f"close:{posting.pk}", not_before=closes_at)

    @messages.handler("publicity.close")
    def close(payload, item): ...

Handlers live in `handlers.py` of an installed app and are imported when the app registry is ready. A handler may run
twice (a worker can be killed after the effect and before the note of it), so it must be idempotent.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from .errors import OutcomeUnknown, PermanentFailure, Postponed
from .periodic import every
from .registry import handler

if TYPE_CHECKING:
    from .models import OutboxItem

__all__ = ["OutcomeUnknown", "PermanentFailure", "Postponed", "enqueue", "every", "handler", "send_sms"]


def enqueue(
    kind: str, payload: dict[str, Any], *, key: str, not_before: dt.datetime | None = None, eager: bool = False
) -> OutboxItem:
    """Store a message or job in the caller's transaction. See `portal.messages.outbox.enqueue`."""
    from .outbox import enqueue as store

    return store(kind, payload, key=key, not_before=not_before, eager=eager)


def send_sms(to: str, text: str, *, key: str, subject_ref: str = "") -> OutboxItem:
    """Store a text message to a mobile number. `subject_ref` (a receipt number) ties it to its case in reports."""
    return enqueue("sms", {"to": to, "text": text, "subject_ref": subject_ref}, key=key)
