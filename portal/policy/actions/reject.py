"""Send a proposed change back, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.common import clock
from portal.policy import authority
from portal.policy.actions import _steps
from portal.policy.errors import ConcurrentChange, ReasonMissing
from portal.policy.models import ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def reject(*, actor: Actor, change: ParameterChange, reason: str, version: int | None = None) -> ParameterChange:
    """The change ends here; its maker may begin a new one from it.

    Raises:
        ReasonMissing: without words.
        OwnProposal, NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.policy.errors`. Who wrote in it
            withdraws it instead.
    """
    if version is not None and version != change.version:
        raise ConcurrentChange
    _steps.expect(change, ParameterChange.State.PROPOSED)
    user = authority.require_checker(actor, change)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        _steps.move(
            change, ParameterChange.State.REJECTED, checked_by=user, checked_at=clock.now(), check_note=reason.strip()
        )
        audit.record(
            "policy.reject", actor=actor, subject=change, office=_steps.office_of(change),
            detail={"version": change.version},
        )  # fmt: skip
    return change
