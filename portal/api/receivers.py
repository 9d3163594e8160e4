"""What connected systems hear of claims; runs inside the transaction of the verb that sent the news."""

from __future__ import annotations

from typing import Any

from portal import messages
from portal.api import deliveries
from portal.api.models import Delivery
from portal.cases import signals
from portal.cases.actions._handoff import release
from portal.cases.models import Claim, Decision, Handoff, Transfer

HAND_OVER_JOB = "api.hand_over"
Event = Delivery.Event


def connect() -> None:
    """Listen; connecting twice does nothing."""
    signals.claim_verified.connect(_verified, dispatch_uid="api.verified")
    signals.claim_transferred.connect(_transferred, dispatch_uid="api.transferred")
    signals.claim_reassessed.connect(_reassessed, dispatch_uid="api.reassessed")
    signals.information_received.connect(_received, dispatch_uid="api.information")
    signals.inquiry_over.connect(_inquiry_over, dispatch_uid="api.inquiry-over")
    signals.notice_over.connect(_notice_over, dispatch_uid="api.notice-over")
    signals.claim_withdrawn.connect(_withdrawn, dispatch_uid="api.withdrawn")
    signals.claim_taken_over.connect(_taken_over, dispatch_uid="api.taken-over")
    signals.decision_final.connect(_decided, dispatch_uid="api.decided")


def plan_hand_over(claim: Claim, key: str, *, eager: bool = True) -> None:
    """Give the claim to its system right after this transaction: the rules are asked first, and may take their time.
    Of many claims at once the worker gets them, so not ``eager``."""
    if deliveries.system_for(claim) is not None:
        messages.enqueue(HAND_OVER_JOB, {"claim": str(claim.pk)}, key=f"{HAND_OVER_JOB}:{key}", eager=eager)


def _verified(sender: Any, claim: Claim, **_: Any) -> None:
    plan_hand_over(claim, f"{claim.pk}:{claim.version}")


def _transferred(sender: Any, claim: Claim, transfer: Transfer, **_: Any) -> None:
    handoff = claim.handoffs.filter(ended_at__isnull=True).first()
    system = deliveries.system_of(handoff) if handoff else None
    if handoff and not (system and system.mandate.covers(claim.agency_key, claim.scheme_key, claim.office)):
        release(claim)
    plan_hand_over(claim, str(transfer.pk))


def _tell(claim: Claim, event: str) -> None:
    """News for the system that has the claim, if one has; one that fell silent has it no longer."""
    handoff = claim.handoffs.filter(ended_at__isnull=True).exclude(state=Handoff.State.RETURNED).first()
    system = deliveries.system_of(handoff) if handoff else None
    if system is not None:
        deliveries.announce(system, claim, event)


def _tell_the_last(claim: Claim, event: str) -> None:
    """News that ends a claim goes to the system that had it last, also if an officer has taken it over since; not if
    the claim has gone to another office from there."""
    handoff = claim.handoffs.order_by("-handed_over_at", "-pk").first()
    if handoff is None or handoff.state == Handoff.State.TRANSFERRED:
        return
    system = deliveries.system_of(handoff)
    if system is not None and system.mandate.covers(claim.agency_key, claim.scheme_key, claim.office):
        deliveries.announce(system, claim, event)


def _reassessed(sender: Any, claim: Claim, **_: Any) -> None:
    _tell(claim, Event.REASSESSED)


def _received(sender: Any, claim: Claim, **_: Any) -> None:
    _tell(claim, Event.INFORMATION)


def _inquiry_over(sender: Any, claim: Claim, **_: Any) -> None:
    _tell(claim, Event.INQUIRY_OVER)


def _notice_over(sender: Any, claim: Claim, **_: Any) -> None:
    _tell(claim, Event.NOTICE_OVER)


def _withdrawn(sender: Any, claim: Claim, **_: Any) -> None:
    _tell_the_last(claim, Event.WITHDRAWN)


def _taken_over(sender: Any, claim: Claim, handoff: Handoff, **_: Any) -> None:
    _tell_the_last(claim, Event.TAKEN_OVER)


def _decided(sender: Any, claim: Claim, decision: Decision, **_: Any) -> None:
    if not decision.made_by:
        _tell_the_last(claim, Event.DECIDED)
