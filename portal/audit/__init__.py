"""The audit trail: `record()` for acts, `record_read()` for looking at personal data (R0.4).

Models are imported lazily, so that `from portal import audit` works while apps are still loading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

    from portal.accounts.actors import Actor
    from portal.accounts.models import Office

    from .models import AuditEntry


def record(
    action: str,
    *,
    actor: Actor,
    subject: Model | None = None,
    office: Office | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append an act to the chain, in the caller's transaction. See `portal.audit.chain.append`."""
    from .chain import append

    return append(action, actor=actor, subject=subject, office=office, detail=detail)


def record_read(
    action: str,
    *,
    actor: Actor,
    subject: Model | None = None,
    office: Office | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append that somebody looked at personal data. Opens a transaction if there is none: reading views have none."""
    from django.db import transaction

    from .chain import append

    with transaction.atomic():
        return append(action, actor=actor, subject=subject, office=office, detail=detail, read=True)
