"""Jobs of policy figures, run by the worker; each may run twice, its effect happens once."""

from typing import Any

from portal import messages
from portal.accounts.actors import Actor
from portal.policy import jobs


@messages.handler(jobs.COUNT)
def preview(payload: dict[str, Any], item: Any) -> None:
    """Count what a change would do: ``{"preview": "<uuid>"}``."""
    from portal.policy.impact import count

    count(payload["preview"])


@messages.handler(jobs.GO_LIVE)
def live(payload: dict[str, Any], item: Any) -> None:
    """The first day of a change has come: ``{"change": "<uuid>"}``."""
    from portal.policy.actions import go_live
    from portal.policy.models import ParameterChange

    go_live(actor=Actor.system("policy"), change=ParameterChange.objects.get(pk=payload["change"]))
