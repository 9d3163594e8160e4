"""Take back a draft or a proposal that is not decided yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.policy import authority
from portal.policy.actions import _steps
from portal.policy.models import ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def withdraw(*, actor: Actor, change: ParameterChange) -> ParameterChange:
    """Any maker of the agency may; what is adopted can only be superseded by another change.

    Raises:
        NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.policy.errors`.
    """
    authority.require(actor, authority.MAKERS, change.agency, authority.places_of(change))
    _steps.expect(change, ParameterChange.State.DRAFT, ParameterChange.State.PROPOSED)
    with transaction.atomic():
        _steps.move(change, ParameterChange.State.WITHDRAWN)
        audit.record("policy.withdraw", actor=actor, subject=change, office=_steps.office_of(change))
    return change
