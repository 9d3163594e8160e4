"""Claims that an agency works on in a system of its own, and what it asks and says meanwhile (R5.2, R5.6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.fields import EncryptedJSONField, EncryptedTextField
from portal.common.models import UUIDModel


class Handoff(UUIDModel):
    """A claim's time with the system of an agency. At most one is not over (``ended_at`` empty).

    ``system`` is the key of the system's row, ``system_name`` its name at that time. ``failures`` counts the news in a
    row that did not reach it. ``returned``: it fell silent, the officers may act, but it may still come back;
    ``taken_over``: an officer has taken the claim, it may not.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Handed over, not acknowledged yet")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged by the agency's system")
        RETURNED = "returned", _("Given back because the system fell silent")
        TAKEN_OVER = "taken_over", _("Taken over by an officer")
        TRANSFERRED = "transferred", _("Transferred to another office")
        ENDED = "ended", _("Decided or withdrawn")

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="handoffs")
    system = models.UUIDField()
    system_name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    agency_number = models.CharField(max_length=100, blank=True, help_text="The agency's own number of the case.")
    handed_over_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["handed_over_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(ended_at__isnull=True), name="cases_one_open_handoff"
            ),
        ]
        indexes = [models.Index(fields=["system", "state"], name="cases_handoff_by_system")]

    def __str__(self) -> str:
        return f"{self.system_name}: {self.get_state_display()}"


class InformationRequest(UUIDModel):
    """What an agency still needs from a family (一次性告知, R2.8): the clocks stand still until it is answered.

    ``items`` is a list of ``{"fact": path or "", "material": key or "", "words": what to bring}``.
    """

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="information_requests")
    items = EncryptedJSONField()
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    note = EncryptedTextField(blank=True, help_text="What the family brought, in the officer's words.")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(answered_at__isnull=True), name="cases_one_open_information_request"
            ),
        ]


class Transfer(UUIDModel):
    """A claim's way from one deciding office to another, with the reason the applicant reads (R5.2). Never edited."""

    # In the event of a transfer that a limit of authority made (R5.3).
    BY_AMOUNT = "amount"

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="transfers")
    from_office = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="+")
    to_office = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, related_name="+")
    from_agency = models.CharField(max_length=100)
    to_agency = models.CharField(max_length=100)
    reason = EncryptedTextField()
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
