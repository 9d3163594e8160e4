"""Hang a confirmed proposal out in the village (R8.1)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from portal import audit, messages
from portal.common import clock
from portal.publicity.models import Posting

if TYPE_CHECKING:
    from portal.accounts.actors import Actor
    from portal.cases.models import Claim, Clock, Decision

CLOSE_JOB = "publicity.close"


def open_posting(*, actor: "Actor", claim: "Claim", decision: "Decision", days: "Clock") -> Posting:
    """Copy the whitelisted fields, masked, and plan the taking down; call inside the confirming transaction.

    Args:
        days: the clock of the publicity step: it runs from ``started_on`` to ``due_on``, the first day not counted.
    """
    application = claim.application
    posting = Posting.objects.create(
        claim=claim,
        village=application.village,
        scheme_name=claim.scheme_name,
        scheme_name_en=claim.scheme_name_en,
        masked_name=application.filer.masked_name,
        people=application.people.count(),
        amount=decision.amount,
        per=decision.per,
        opens_on=days.started_on,
        closes_on=days.due_on,
    )
    plan_close(posting)
    audit.record(
        "publicity.open_posting", actor=actor, subject=posting, office=posting.village,
        detail={"claim": str(claim.pk), "closes_on": posting.closes_on.isoformat()},
    )  # fmt: skip
    return posting


def plan_close(posting: Posting, after: str = "") -> None:
    """The job for the first moment after the last day; `after` tells apart jobs for the same day, of which an earlier
    one found the notice under inquiry and did nothing."""
    key = f"{CLOSE_JOB}:{posting.pk}:{posting.closes_on.isoformat()}{after and f':{after}'}"
    messages.enqueue(
        CLOSE_JOB, {"posting": str(posting.pk)}, key=key,
        not_before=clock.start_of(posting.closes_on + timedelta(days=1)),
    )  # fmt: skip
