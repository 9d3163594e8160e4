"""News about claims for the systems that work on them: stored with what causes it, sent by the outbox."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from portal import messages
from portal.accounts.actors import Actor
from portal.api import sending, signing
from portal.api.models import AgencySystem, Delivery
from portal.cases.actions import take_over
from portal.cases.errors import CaseError
from portal.cases.models import Claim, Handoff
from portal.common import clock
from portal.common.crypto import CryptoError
from portal.messages import outbox
from portal.messages.models import OutboxItem

DELIVER_JOB = "api.deliver"
PORTAL = Actor.system("agency-systems")
State = Delivery.State


class NotDelivered(Exception):
    """The system did not take the news; the outbox tries again later."""


def system_for(claim: Claim) -> AgencySystem | None:
    """The connected system that works on this claim: the one whose office is nearest, the older of two."""
    systems = AgencySystem.objects.filter(state=AgencySystem.State.ACTIVE, agency_key=claim.agency_key)
    serving = [
        system
        for system in systems.select_related("office").order_by("created_at", "pk")
        if system.mandate.covers(claim.agency_key, claim.scheme_key, claim.office)
    ]
    return max(serving, key=lambda system: len(system.office.path), default=None)


def system_of(handoff: Handoff) -> AgencySystem | None:
    """The system of a handoff, unless it is closed."""
    return AgencySystem.objects.filter(pk=handoff.system).exclude(state=AgencySystem.State.CLOSED).first()


def announce(system: AgencySystem, claim: Claim, event: str) -> Delivery:
    """Store a piece of news; call inside the transaction of what causes it. The same news again is not stored twice."""
    delivery, _created = Delivery.objects.get_or_create(
        system=system, claim=claim, event=event, sequence=claim.version, defaults={"created_at": clock.now()}
    )
    messages.enqueue(DELIVER_JOB, {"delivery": str(delivery.pk)}, key=outbox_key(delivery))
    return delivery


def outbox_key(delivery: Delivery) -> str:
    """The key of the outbox item that sends it."""
    return f"{DELIVER_JOB}:{delivery.pk}"


def resume(system: AgencySystem) -> None:
    """Put all news the system has not got back in line; call inside the transaction that lets it go on."""
    waiting = Delivery.objects.filter(system=system).exclude(state=State.DELIVERED)
    for item in OutboxItem.objects.filter(key__in=[outbox_key(delivery) for delivery in waiting]):
        if not outbox.retry(item):
            outbox.hurry(item)
    waiting.update(state=State.WAITING)


def body_of(delivery: Delivery) -> bytes:
    """The news as JSON, the same bytes in every attempt; ids and codes, no personal data."""
    claim = delivery.claim
    path = reverse("api-1:claim", kwargs={"claim_id": claim.pk})
    content: dict[str, Any] = {
        "id": str(delivery.pk),
        "event": delivery.event,
        "claim": str(claim.pk),
        "scheme": claim.scheme_key,
        "sequence": delivery.sequence,
        "occurred_at": delivery.created_at.isoformat(timespec="seconds"),
        "link": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}",
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def send(delivery: Delivery, attempts: int) -> None:
    """One attempt. What did not arrive is tried again under the same id, also after a time-out: the receiver drops
    what it has already.

    Raises:
        NotDelivered: to be tried again.
        portal.messages.Postponed: the system is paused; no attempt was made.
        portal.messages.PermanentFailure: trying again cannot help.
    """
    system = delivery.system
    if delivery.state == State.DELIVERED:
        return
    if system.state == AgencySystem.State.PAUSED:
        raise messages.Postponed("the system is paused")
    if system.state == AgencySystem.State.CLOSED:
        _note(delivery, sending.Answer(problem=gettext_noop("system closed"), hopeless=True), attempts)
        raise messages.PermanentFailure("the system is closed")
    answer = _attempt(delivery)
    _note(delivery, answer, attempts)
    if answer.delivered:
        return
    if answer.hopeless:
        raise messages.PermanentFailure(answer.problem)
    raise NotDelivered


def _attempt(delivery: Delivery) -> sending.Answer:
    system, body = delivery.system, body_of(delivery)
    try:
        signed = signing.headers(system, body)
    except CryptoError:
        return sending.Answer(problem=gettext_noop("cannot be signed"), hopeless=True)
    own = {"OneDoor-Event": delivery.event, "OneDoor-Delivery": str(delivery.pk)}
    return sending.post(system.webhook_url, body, {**own, **signed})


def _note(delivery: Delivery, answer: sending.Answer, attempts: int) -> None:
    """Remember the attempt, and count for the claim's handoff whether its system can be reached."""
    now = clock.now()
    if answer.delivered:
        state = State.DELIVERED
    elif answer.hopeless or attempts >= settings.OUTBOX_MAX_ATTEMPTS:
        state = State.GIVEN_UP
    else:
        state = State.UNKNOWN if answer.unknown else State.FAILED
    changes: dict[str, Any] = {
        "state": state, "response_code": answer.status, "problem": answer.problem[:60], "last_attempt_at": now,
        "attempts": F("attempts") + 1,
    }  # fmt: skip
    if answer.delivered:
        changes["delivered_at"] = now
    Delivery.objects.filter(pk=delivery.pk).exclude(state=State.DELIVERED).update(**changes)
    open_handoffs = Handoff.objects.filter(claim=delivery.claim_id, system=delivery.system_id, ended_at__isnull=True)
    if answer.delivered:
        open_handoffs.update(failures=0)
        return
    open_handoffs.update(failures=F("failures") + 1)
    for handoff in open_handoffs.filter(failures__gte=settings.AGENCY_MAX_FAILURES).select_related("claim__office"):
        give_back(handoff, "failures")


def give_back(handoff: Handoff, cause: str) -> bool:
    """Put a claim back into the officers' queues because its system is silent; False if somebody was faster."""
    claim = handoff.claim
    if not claim.with_system:
        return False
    try:
        take_over(actor=PORTAL, claim=claim, cause=cause)
    except CaseError:
        return False
    return True
