"""What somebody says against a proposal on public notice, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.fields import EncryptedTextField
from portal.common.models import UUIDModel


class Objection(UUIDModel):
    """An objection to a posted proposal (异议, R8.2), the inquiry into it and its result.

    Whoever objects is protected: ``words``, ``known_from`` and ``contact`` are read by officers of the claim alone,
    each read leaves a trace, and neither the family nor plugins nor agencies' systems get anything of them.
    ``recorded_by`` is the officer who wrote down a call, a letter or a visit; empty for the website. ``due_on`` is the
    last day of the inquiry where the county's process sets it one. ``ended``: the family withdrew the claim before
    anybody had looked.
    """

    class Channel(models.TextChoices):
        WEBSITE = "website", pgettext_lazy("how an objection came in", "Website")
        PHONE = "phone", pgettext_lazy("how an objection came in", "Telephone")
        LETTER = "letter", pgettext_lazy("how an objection came in", "Letter")
        IN_PERSON = "in_person", pgettext_lazy("how an objection came in", "In person")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of an objection", "Being looked into")
        FOUNDED = "founded", pgettext_lazy("state of an objection", "Founded")
        UNFOUNDED = "unfounded", pgettext_lazy("state of an objection", "Unfounded")
        ENDED = "ended", pgettext_lazy("state of an objection", "Ended: the claim was withdrawn")

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="objections")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    words = EncryptedTextField(help_text="What is not right.")
    known_from = EncryptedTextField(blank=True, help_text="How they know.")
    contact = EncryptedTextField(blank=True, help_text="How to reach them; nobody has to say.")
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey("onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False, help_text="The due date lies beyond the published calendar.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)
    finding = EncryptedTextField(blank=True, help_text="What the inquiry found.")
    appraisal = EncryptedTextField(
        blank=True, help_text="How the community appraisal (民主评议) ended, where one was held."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("objection")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="cases_objection_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["claim", "state"], name="cases_objection_by_claim")]

    def __str__(self) -> str:
        return f"objection {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look into it."""
        return self.state == self.State.OPEN
