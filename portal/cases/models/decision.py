"""What the rules said and what the officers decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.cases.models.claim import Outcome
from portal.common.fields import EncryptedJSONField, EncryptedTextField
from portal.common.models import UUIDModel
from portal.registry.fields import MoneyField


class Evaluation(UUIDModel):
    """One run of a scheme's rules over the facts known at that moment (审核意见), kept for ever (R5.7).

    ``findings`` is ``{"zh-hans": [...], "en": [...]}``, each a list of ``{"id", "result", "says", "because", "cite",
    "facts", "told", "would_change"}`` (paths of the facts behind it, the same in words, what would change it);
    ``parameters`` maps each parameter read to value, unit, label, start date and source; ``fault`` names the plugin's
    failure, if any. Where the scheme leaves the amount to an officer, ``amount_range`` is ``{"low", "high", "cite"}``
    with the least and the most 元 as text and the clause (R6.10).
    """

    class Verdict(models.TextChoices):
        MET = "met", _("Meets the conditions")
        NOT_MET = "not_met", _("Does not meet the conditions")
        UNKNOWN = "unknown", _("Cannot tell yet")

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="evaluations")
    on = models.DateField()
    facts = EncryptedJSONField()
    findings = EncryptedJSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    amount = MoneyField(null=True, blank=True)
    amount_range = models.JSONField(default=dict, blank=True)
    per = models.CharField(max_length=20, blank=True)
    ask = models.JSONField(
        default=list, blank=True, help_text="Paths of the facts that could still change the verdict."
    )
    parameters = models.JSONField(default=dict, blank=True)
    plugin_version = models.CharField(max_length=50)
    fault = models.TextField(blank=True)
    officer = models.ForeignKey("onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]

    def findings_in(self, language: str) -> list[dict]:
        """The findings as sentences in ``zh-hans`` or ``en``."""
        return self.findings.get("zh-hans" if language.startswith("zh") else "en", [])


class Decision(UUIDModel):
    """A decision on a claim (决定), by an officer or in the agency's own system.

    ``proposed`` is the confirmed proposal that goes to public notice, ``final`` ends the claim. Never edited: a later
    one names the one it ``supersedes`` (R5.7). ``evaluation`` carries facts, parameters and plugin version of
    that time.
    """

    class Stage(models.TextChoices):
        PROPOSED = "proposed", _("Confirmed proposal")
        FINAL = "final", _("Final decision")

    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="decisions")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    amount = MoneyField(null=True, blank=True)
    per = models.CharField(max_length=20, blank=True)
    reason = EncryptedTextField(blank=True)
    officer = models.ForeignKey(
        "onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="decisions",
        help_text="Empty when the agency's own system decided; made_by says who then.",
    )  # fmt: skip
    made_by = models.CharField(
        max_length=200, blank=True, help_text="The agency's system and its codes of the officials who decided."
    )
    letter_reference = models.CharField(max_length=100, blank=True, help_text="The agency's own letter number.")
    decided_at = models.DateTimeField()
    overrides = models.BooleanField(default=False, help_text="The officer decided otherwise than was proposed.")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    class Meta:
        ordering = ["decided_at", "pk"]
