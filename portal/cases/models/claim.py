"""One scheme's part of an application, its history and its clocks."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.cases.lifecycle import OPEN_STATES, State
from portal.common import clock
from portal.common.fields import EncryptedTextField
from portal.common.models import UUIDModel
from portal.registry.fields import MoneyField
from portal.registry.scoping import CaseQuerySet


class Outcome(models.TextChoices):
    """What an officer decides."""

    APPROVED = "approved", pgettext_lazy("outcome", "Approve")
    REFUSED = "refused", pgettext_lazy("outcome", "Do not approve")


class Claim(UUIDModel):
    """One scheme's part of an application (事项), with its own state, clock and decision.

    The scheme's name, plugin and version are frozen at filing, so a claim stays readable when the plugin is gone.
    ``version`` counts every change: verbs write with ``UPDATE … WHERE state = ? AND version = ?`` and only one of two
    officers wins (fault 5). ``needs_officer`` is set when the plugin failed or cannot tell: never a refusal (fault 7);
    ``trouble`` keeps why. ``due_on`` is the day the step now running must be done, for the queue. ``with_system``: the
    agency's own computer system works on it (R5.6, :class:`~portal.cases.models.handoff.Handoff`). ``contested``: an
    objection is being looked into (R8.2); ``due_on`` is the inquiry's then, empty where the county sets it no limit.
    """

    class Trouble(models.TextChoices):
        FAULT = "fault", _("The rules of this scheme broke down")
        UNKNOWN = "unknown", _("Something that decides is not known yet")
        WAITING = "waiting", _("The decision on another scheme comes first")
        AMOUNT = "amount", _("An officer sets the amount")
        MORE_NEEDED = "more_needed", _("The family has been asked for more")
        SILENT_SYSTEM = "silent_system", _("The agency's own system does not answer")

    application = models.ForeignKey("onedoor_cases.Application", models.PROTECT, related_name="claims")
    scheme_key = models.CharField(max_length=100)
    scheme_name = models.CharField(max_length=200)
    scheme_name_en = models.CharField(max_length=200, blank=True)
    agency_key = models.CharField(max_length=100)
    plugin_name = models.CharField(max_length=100)
    plugin_version = models.CharField(max_length=50)
    process_key = models.CharField(max_length=50)
    office = models.ForeignKey(
        "onedoor_accounts.Office", models.PROTECT, related_name="claims", help_text="The office that decides."
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.SUBMITTED)
    version = models.PositiveIntegerField(default=1)
    due_on = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False, help_text="The due date lies beyond the published calendar.")
    needs_officer = models.BooleanField(default=False)
    trouble = models.CharField(max_length=20, blank=True, choices=Trouble.choices)
    trouble_detail = EncryptedTextField(blank=True)
    evaluation_attempts = models.PositiveSmallIntegerField(default=0)
    proposed_outcome = models.CharField(max_length=20, blank=True, choices=Outcome.choices)
    proposed_amount = MoneyField(null=True, blank=True)
    proposed_per = models.CharField(max_length=20, blank=True)
    proposal_reason = EncryptedTextField(blank=True, help_text="Why, when an officer proposed by hand.")
    with_system = models.BooleanField(default=False, help_text="The agency's own system works on it.")
    contested = models.BooleanField(default=False, help_text="An objection is being looked into.")
    updated_at = models.DateTimeField(default=clock.now)

    # The village side and the deciding office both see a claim.
    office_paths = ("office__path", "application__village__path")
    objects = CaseQuerySet.as_manager()

    class Meta:
        # As they were asked for: the keys begin with the time.
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "scheme_key"], name="cases_one_claim_per_scheme"),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"]),
            models.Index(fields=["office", "state"]),
            models.Index(fields=["agency_key", "updated_at"], name="cases_claim_by_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_key} {self.pk}"

    @property
    def name(self) -> str:
        """The scheme's name in the language of the page."""
        chinese = (get_language() or "zh-hans").startswith("zh")
        return self.scheme_name if chinese or not self.scheme_name_en else self.scheme_name_en

    def name_in(self, language: str) -> str:
        """The scheme's name in ``zh-hans`` or ``en``."""
        return self.scheme_name if language.startswith("zh") or not self.scheme_name_en else self.scheme_name_en

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES

    @property
    def latest_evaluation(self):
        """What the rules last said, or None."""
        return self.evaluations.order_by("-created_at", "-pk").first()


class ClaimEvent(UUIDModel):
    """A line of the claim's history as the applicant may read it (R0.4): never personal data in ``data``.

    ``kind`` names the sentence (``events.py`` holds both languages); ``data`` fills it: amounts as text, ISO dates,
    counts, names of schemes and steps. ``officer`` is for the staff side and for keeping reviewer and approver apart.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        VERIFYING = "verifying", _("Verification started")
        CHECKED = "checked", _("A check was recorded")
        VERIFIED = "verified", _("Verification report issued")
        PROPOSED = "proposed", _("Proposed")
        REASSESSED = "reassessed", _("Assessed again")
        OFFICER_NEEDED = "officer_needed", _("An officer looks into it")
        PUBLICITY = "publicity", _("Public notice")
        OBJECTION = "objection", _("An objection has come in")
        OBJECTION_CLOSED = "objection_closed", _("The objection has been looked into")
        PUBLICITY_OVER = "publicity_over", _("Public notice over")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFERRED = "referred", _("Other help was suggested")
        REFERRAL_ACCEPTED = "referral_accepted", _("The other help is wanted")
        REFERRAL_DECLINED = "referral_declined", _("The other help is not wanted")
        HANDED_OVER = "handed_over", _("Handed over to the agency's system")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged by the agency")
        MORE_NEEDED = "more_needed", _("More is needed")
        MORE_RECEIVED = "more_received", _("What was missing has arrived")
        TRANSFERRED = "transferred", _("Transferred")
        TAKEN_OVER = "taken_over", _("Taken over by the office")

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    office = models.ForeignKey("onedoor_accounts.Office", models.PROTECT, null=True, blank=True, related_name="+")
    officer = models.ForeignKey("onedoor_accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["claim", "at"])]


class Clock(UUIDModel):
    """A time limit running on a claim (办理时限, R5.4): the whole process (``total``) or one of its steps.

    ``limit`` counts working days after ``started_on`` (the first day is not counted). While ``paused_on`` is set no day
    is used; resuming moves ``due_on`` by the days that passed and adds them to ``paused_days``.
    """

    TOTAL = "total"

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="clocks")
    step = models.CharField(max_length=20)
    started_on = models.DateField()
    limit = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20, default="working_days")
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    paused_on = models.DateField(null=True, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["started_on", "step"]
        constraints = [models.UniqueConstraint(fields=["claim", "step"], name="cases_one_clock_per_step")]
