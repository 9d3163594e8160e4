"""Jobs of publicity, run by the worker; each may run twice, its effect happens once."""

from typing import Any

from django.db import transaction

from portal import messages
from portal.accounts.actors import Actor
from portal.cases.actions import finish_publicity
from portal.cases.lifecycle import State
from portal.common import clock
from portal.publicity.actions import take_down
from portal.publicity.actions.open_posting import CLOSE_JOB, plan_close
from portal.publicity.models import Posting


@messages.handler(CLOSE_JOB)
def close(payload: dict[str, Any], item: Any) -> None:
    """The days are over: the posting comes down and the claim goes on to the decision. ``{"posting": "<uuid>"}``."""
    posting = Posting.objects.select_related("claim__application__village", "claim__office").get(pk=payload["posting"])
    if clock.today() <= posting.closes_on:
        # Its days were prolonged since this job was planned.
        with transaction.atomic():
            plan_close(posting)
        return
    if posting.claim.contested:
        # Somebody objects: the days stand still, and the end of the inquiry plans this job anew (R8.2).
        return
    actor = Actor.system("publicity")
    with transaction.atomic():
        # The claim first, then the audit trail: the order every verb keeps its locks in.
        if posting.claim.state == State.PUBLICITY:
            finish_publicity(actor=actor, claim=posting.claim)
        take_down(actor=actor, posting=posting)
