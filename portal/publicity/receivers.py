"""What publicity does when cases have news; runs inside the transaction of the verb that sent it."""

from typing import Any

from portal.accounts.actors import Actor
from portal.cases import signals
from portal.cases.models import Claim, Clock, Decision, Objection
from portal.publicity.actions import hang_again, open_posting, take_down
from portal.publicity.models import Posting

ACTOR = Actor.system("publicity")


def connect() -> None:
    """Listen; connecting twice does nothing."""
    signals.proposal_confirmed.connect(_post, dispatch_uid="publicity.post")
    signals.inquiry_over.connect(_hang_again, dispatch_uid="publicity.hang_again")
    signals.claim_withdrawn.connect(_withdraw, dispatch_uid="publicity.withdraw")


def _post(sender: Any, claim: Claim, decision: Decision, clock: Clock, **_: Any) -> None:
    open_posting(actor=ACTOR, claim=claim, decision=decision, days=clock)


def _hang_again(sender: Any, claim: Claim, objection: Objection, clock: Clock, **_: Any) -> None:
    hang_again(actor=ACTOR, posting=Posting.objects.get(claim=claim), until=clock.due_on, after=str(objection.pk))


def _withdraw(sender: Any, claim: Claim, **_: Any) -> None:
    posting = Posting.objects.filter(claim=claim).first()
    if posting:
        take_down(actor=ACTOR, posting=posting)
