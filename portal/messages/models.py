"""The outbox: one row for each message to send or job to run."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.fields import EncryptedJSONField
from portal.common.models import UUIDModel


class OutboxItem(UUIDModel):
    """Something that must leave or happen, exactly once as far as anybody outside can tell.

    waiting → (claimed under a lease) → done | waiting again after a failure | failed | unknown. An item whose lease has
    run out is waiting again: its worker died.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Outcome unknown")

    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("idempotency key"), max_length=160)
    payload = EncryptedJSONField(_("content"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=clock.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=clock.now)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    # The kind of failure and our own words; never a provider's text, which may repeat number or content.
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        verbose_name = _("outbox item")
        verbose_name_plural = _("outbox items")
        constraints = [models.UniqueConstraint(fields=["key"], name="outbox_key_unique")]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="outbox_due", condition=models.Q(state="waiting")),
            models.Index(fields=["state", "created_at"], name="outbox_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"
