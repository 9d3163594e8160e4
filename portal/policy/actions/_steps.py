"""What the verbs share: moving a change by conditional UPDATE, and the office the trail names."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Office
from portal.policy import authority
from portal.policy.errors import ConcurrentChange, WrongState
from portal.policy.models import ParameterChange


def expect(change: ParameterChange, *states: str) -> None:
    """WrongState unless the change is, as it was read, in one of the states."""
    if change.state not in states:
        raise WrongState(state=change.stage)


def move(change: ParameterChange, to: str, **fields: Any) -> None:
    """Write the new state where state and version still are what was read; call inside a transaction.

    Raises:
        ConcurrentChange: when a colleague was faster (fault 5).
    """
    unchanged = ParameterChange.objects.filter(pk=change.pk, state=change.state, version=change.version)
    if not unchanged.update(state=to, **fields):
        raise ConcurrentChange
    for name, value in {"state": to, **fields}.items():
        setattr(change, name, value)


def office_of(change: ParameterChange) -> Office | None:
    """The agency's office, for the audit trail."""
    offices = authority.competent(change.agency, None)
    return offices[0] if offices else None
