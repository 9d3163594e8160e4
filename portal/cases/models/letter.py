"""Numbered letters to the applicant (告知书, R8.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.fields import EncryptedJSONField
from portal.common.models import UUIDModel


class NumberSeries(models.Model):
    """The last number given out for a kind of letter in a year.

    Taken by ``UPDATE … SET last = last + 1`` inside the transaction that writes the letter: the row lock makes the
    numbers gapless, a rollback gives the number back.
    """

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="cases_number_series")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Letter(UUIDModel):
    """A letter: acceptance (one for the whole application, ``claim`` empty), approval or refusal of one claim.

    ``data`` is what it is printed from, frozen in the transaction that decided; the PDF is printed right after the
    commit or by the worker, so ``stored_name`` may be empty for a moment. Number and content never change.
    """

    class Kind(models.TextChoices):
        ACCEPTANCE = "acceptance", _("Notice of acceptance")
        APPROVAL = "approval", _("Notice of approval")
        REFUSAL = "refusal", _("Notice of refusal")

    application = models.ForeignKey("onedoor_cases.Application", models.PROTECT, related_name="letters")
    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, null=True, blank=True, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=50)
    language = models.CharField(max_length=10, default="zh-hans")
    data = EncryptedJSONField()
    stored_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["number"], name="cases_letter_number")]

    def __str__(self) -> str:
        return self.number
