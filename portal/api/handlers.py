"""Jobs of the interfaces, run by the worker. Each may run twice: its effect happens once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from portal import messages
from portal.api import deliveries, receivers
from portal.api.models import AgencySystem, Delivery, IdempotencyRecord, UsedNonce
from portal.cases.actions import hand_over as give
from portal.cases.actions import propose, take_over
from portal.cases.actions.take_over import MANDATE
from portal.cases.errors import CaseError, ConcurrentChange
from portal.cases.lifecycle import State
from portal.cases.models import Claim, Handoff
from portal.common import clock, workdays

HANDED_OVER_FROM = (State.VERIFIED, State.PROPOSED)
# What a system said is remembered longer than any network keeps a request.
IDEMPOTENCY_DAYS = 30
NONCE_HOURS = 1


@messages.handler(deliveries.DELIVER_JOB)
def deliver(payload: dict[str, Any], item: Any) -> None:
    """Send a piece of news: ``{"delivery": "<uuid>"}``."""
    delivery = Delivery.objects.select_related("system", "claim").get(pk=payload["delivery"])
    deliveries.send(delivery, item.attempts)


@messages.handler(receivers.HAND_OVER_JOB)
def hand_over(payload: dict[str, Any], item: Any) -> None:
    """Ask the rules, then give the claim to its system and tell it: ``{"claim": "<uuid>"}``."""
    claim = _claim(payload["claim"])
    if _new_system(claim) is None:
        return
    unasked = claim.latest_evaluation is None or not claim.trouble
    if claim.state == State.VERIFIED and unasked and not claim.with_system:
        try:
            propose(actor=deliveries.PORTAL, claim=claim)
        except ConcurrentChange:
            raise
        except CaseError:
            pass  # The rules may not be asked again: what they said before goes along.
        claim = _claim(payload["claim"])
    # The amount proposed may have brought the claim to a higher office, which has another system or none.
    system = _new_system(claim)
    if system is None:
        return
    with transaction.atomic():
        give(actor=deliveries.PORTAL, claim=claim, mandate=system.mandate, name=system.name)
        deliveries.announce(system, claim, Delivery.Event.VERIFIED)


def _new_system(claim: Claim) -> AgencySystem | None:
    """The system to give the claim to, unless it has it, had it and fell silent, or an officer was faster."""
    system = deliveries.system_for(claim)
    if system is None or claim.state not in HANDED_OVER_FROM:
        return None
    known = claim.handoffs.filter(Q(ended_at__isnull=True) | Q(state=Handoff.State.TAKEN_OVER), system=system.pk)
    return None if known.exists() else system


def _claim(pk: str) -> Claim:
    return Claim.objects.select_related("application__village", "application__household", "office").get(pk=pk)


@messages.handler("api.connected")
def connected(payload: dict[str, Any], item: Any) -> None:
    """A system was connected, or works again: what is verified and waits goes to it. ``{"system": "<uuid>"}``."""
    system = AgencySystem.objects.filter(pk=payload["system"], state=AgencySystem.State.ACTIVE).first()
    if system is None:
        return
    # With a system, given back by one that may come back, or taken over by an officer: theirs.
    bound = Handoff.objects.filter(Q(ended_at__isnull=True) | Q(state=Handoff.State.TAKEN_OVER), claim=OuterRef("pk"))
    waiting = Claim.objects.filter(~Exists(bound), agency_key=system.agency_key, state__in=HANDED_OVER_FROM)
    for claim in waiting.select_related("office").order_by("updated_at"):
        if not claim.proposal_reason and deliveries.system_for(claim) == system:  # What an officer proposed is theirs.
            with transaction.atomic():
                _offer(claim, item)


def _offer(claim: Claim, item: Any) -> None:
    """Plan the hand-over to whichever system works on the claim now, one by one: there may be many."""
    receivers.plan_hand_over(claim, f"{claim.pk}:{claim.version}:{item.pk}", eager=False)


@messages.handler("api.mandate_changed")
def mandate_changed(payload: dict[str, Any], item: Any) -> None:
    """A system works on other claims than before: what it lost goes to the officers, or to another system that works on
    it, and what it gained to itself. ``{"system": "<uuid>"}``."""
    system = AgencySystem.objects.select_related("office").get(pk=payload["system"])
    for handoff in _held(State.PUBLICITY).filter(system=system.pk):
        claim = handoff.claim
        if not system.mandate.covers(claim.agency_key, claim.scheme_key, claim.office):
            with transaction.atomic():
                take_over(actor=deliveries.PORTAL, claim=claim, cause=MANDATE)
                deliveries.announce(system, claim, Delivery.Event.TAKEN_OVER)
                _offer(claim, item)
    connected(payload, item)


@messages.handler("api.disconnected")
def disconnected(payload: dict[str, Any], item: Any) -> None:
    """A system was closed: the officers get what it had. ``{"system": "<uuid>"}``."""
    if AgencySystem.objects.filter(pk=payload["system"], state=AgencySystem.State.CLOSED).exists():
        for handoff in _held(State.PUBLICITY).filter(system=payload["system"]):
            deliveries.give_back(handoff, "closed")


@messages.every(300)
def return_stranded() -> None:
    """A dead system strands no claim: what it does not acknowledge within ``AGENCY_ACKNOWLEDGE_DAYS`` working days, or
    does not finish by the day it is due, goes back to the officers (R5.6)."""
    today = clock.today()
    for handoff in _held():
        silent = workdays.working_days_between(clock.local(handoff.handed_over_at).date(), today)
        if handoff.acknowledged_at is None and silent >= settings.AGENCY_ACKNOWLEDGE_DAYS:
            deliveries.give_back(handoff, "silence")
        elif handoff.claim.due_on is not None and handoff.claim.due_on < today:
            deliveries.give_back(handoff, "overdue")


def _held(*also: State) -> Any:
    """Handoffs of claims that are with a system and could be worked on now, or are in one of some states more."""
    held = Handoff.objects.filter(ended_at__isnull=True, claim__with_system=True)
    states = (*HANDED_OVER_FROM, State.PUBLICITY_DONE, *also)
    return held.filter(claim__state__in=states).select_related("claim__office")


@messages.every(3600)
def forget() -> None:
    """Remove answers and nonces nobody can ask for any more."""
    now = clock.now()
    IdempotencyRecord.objects.filter(created_at__lt=now - dt.timedelta(days=IDEMPOTENCY_DAYS)).delete()
    UsedNonce.objects.filter(used_at__lt=now - dt.timedelta(hours=NONCE_HOURS)).delete()
