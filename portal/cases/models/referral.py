"""Telling a family about another agency's help (转介, R5.2, R6.6)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy

from portal.common.fields import EncryptedJSONField
from portal.common.models import UUIDModel
from portal.registry.scoping import CaseQuerySet


class Referral(UUIDModel):
    """An agency's hint, born of one claim, that another scheme may help somebody of the application.

    It is an offer: the family accepts it on the tracking page or at the window, and only then a claim is opened in the
    same application (R0.1: nothing is filed or asked twice). One application is offered a scheme once. ``member`` is
    the position of the person meant, empty for the whole family; ``reason`` says why in both languages
    (``{"zh-hans": …, "en": …}``); the scheme's names are frozen, so that the row is readable when its plugin is gone.
    """

    class State(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("state of a referral", "Offered")
        ACCEPTED = "accepted", pgettext_lazy("state of a referral", "Accepted")
        DECLINED = "declined", pgettext_lazy("state of a referral", "Declined")
        DONE = "done", pgettext_lazy("state of a referral", "Settled")

    application = models.ForeignKey("onedoor_cases.Application", models.PROTECT, related_name="referrals")
    claim = models.ForeignKey("onedoor_cases.Claim", models.PROTECT, related_name="referrals")
    scheme_key = models.CharField(max_length=100)
    scheme_name = models.CharField(max_length=200)
    scheme_name_en = models.CharField(max_length=200, blank=True)
    agency_key = models.CharField(max_length=100)
    member = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = EncryptedJSONField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.OFFERED)
    officer = models.ForeignKey("onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    opened = models.OneToOneField(
        "onedoor_cases.Claim", models.PROTECT, null=True, blank=True, related_name="opened_by",
        help_text="The claim it led to.",
    )  # fmt: skip

    # Whoever sees the claim it comes from sees it.
    office_paths = ("claim__office__path", "application__village__path")
    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "scheme_key"], name="cases_one_referral_per_scheme"),
            models.CheckConstraint(
                condition=Q(opened__isnull=False) | Q(state__in=["offered", "declined"]),
                name="cases_accepted_referral_opens_a_claim",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_key}: {self.state}"

    @property
    def name(self) -> str:
        """The scheme's name in the language of the page."""
        return self.name_in(get_language() or "zh-hans")

    def name_in(self, language: str) -> str:
        """The scheme's name in ``zh-hans`` or ``en``."""
        return self.scheme_name if language.startswith("zh") or not self.scheme_name_en else self.scheme_name_en

    def reason_in(self, language: str) -> str:
        """Why, in ``zh-hans`` or ``en``."""
        return str(self.reason["zh-hans" if language.startswith("zh") else "en"])
