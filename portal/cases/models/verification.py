"""The one check of a household that every agency shares (统一核查, R3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.fields import EncryptedJSONField, EncryptedTextField
from portal.common.models import UUIDModel


class Verification(UUIDModel):
    """One check and what it established (核查).

    ``facts`` maps a fact's path (``household.savings``, ``members.1.in_school``) to ``{"value": …, "source": …}``;
    values have passed the vocabulary's types, money is text in 元. Later rows override earlier ones, path by path.
    """

    class Method(models.TextChoices):
        VISIT = "visit", _("Household visit")
        NEIGHBOUR = "neighbour", _("Neighbour interview")
        MATCH = "match", _("Data match")
        LETTER = "letter", _("Letter of inquiry")

    application = models.ForeignKey("onedoor_cases.Application", models.PROTECT, related_name="verifications")
    method = models.CharField(max_length=20, choices=Method.choices)
    done_on = models.DateField()
    officer = models.ForeignKey("onedoor_accounts.User", models.PROTECT, related_name="verifications")
    notes = EncryptedTextField(blank=True)
    facts = EncryptedJSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]


class VerificationReport(UUIDModel):
    """The numbered PDF on household and economy that serves every claim of the application (核查报告, R3.6).

    ``data`` is what the letter is printed from, frozen; the file follows right after the transaction
    (``stored_name`` is empty until then, see :func:`portal.cases.letters.store.ensure_stored`).
    """

    application = models.ForeignKey("onedoor_cases.Application", models.PROTECT, related_name="reports")
    number = models.CharField(max_length=50)
    officer = models.ForeignKey("onedoor_accounts.User", models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, default="zh-hans")
    data = EncryptedJSONField()
    stored_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    valid_until = models.DateField()

    kind = "report"

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["number"], name="cases_report_number")]

    def __str__(self) -> str:
        return self.number
