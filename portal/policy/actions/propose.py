"""Hand a draft to the checkers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal import audit
from portal.common import clock
from portal.policy import authority, drafting
from portal.policy.actions import _steps
from portal.policy.actions.request_preview import count_anew
from portal.policy.errors import ConcurrentChange
from portal.policy.models import ParameterChange

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def propose(*, actor: Actor, change: ParameterChange, version: int | None = None) -> ParameterChange:
    """From now on nobody edits it; a checker approves or rejects. Its effect is counted if that is not done yet.

    Args:
        version: the version of the change the maker saw.

    Raises:
        ChangeInvalid, FloorBroken: what was adopted since the draft was written stands against it.
        NotAllowed, WrongState, ConcurrentChange: see :mod:`portal.policy.errors`.
    """
    if version is not None and version != change.version:
        raise ConcurrentChange
    user = authority.require(actor, authority.MAKERS, change.agency, authority.places_of(change))
    _steps.expect(change, ParameterChange.State.DRAFT)
    drafting.check(drafting.content_of(change))
    with transaction.atomic():
        _steps.move(change, ParameterChange.State.PROPOSED, proposed_by=user, proposed_at=clock.now())
        change.makers.add(user)
        count_anew(user, change)
        audit.record(
            "policy.propose", actor=actor, subject=change, office=_steps.office_of(change),
            detail={"version": change.version, "since": change.since.isoformat(), "source": change.source},
        )  # fmt: skip
    return change
