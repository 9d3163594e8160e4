"""Send a piece of news again."""

from __future__ import annotations

from django.db import transaction

from portal import audit
from portal.accounts.actors import Actor
from portal.accounts.permissions import require_role
from portal.accounts.roles import Role
from portal.api import deliveries
from portal.api.models import Delivery
from portal.messages import outbox
from portal.messages.models import OutboxItem


def resend(*, actor: Actor, delivery: Delivery) -> bool:
    """Put news that was given up, or waits for its next attempt, at the head of the line, under the same id; False when
    it was delivered.

    Raises:
        portal.accounts.permissions.NotAllowed: not an administrator of its system's office.
    """
    require_role(actor, Role.ADMINISTRATOR, office=delivery.system.office)
    if delivery.state == Delivery.State.DELIVERED:
        return False
    with transaction.atomic():
        item = OutboxItem.objects.get(key=deliveries.outbox_key(delivery))
        if not outbox.retry(item):
            outbox.hurry(item)
        waiting = Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.DELIVERED)
        waiting.update(state=Delivery.State.WAITING)
        audit.record("api.resend", actor=actor, subject=delivery, office=delivery.system.office)
    return True
