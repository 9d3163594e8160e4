"""Tables of policy figures: a change and its values, what it would do, and the number that tells of news."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from portal.common import clock
from portal.common.models import UUIDModel
from portal.policy.fields import ExactDecimalField


class ParameterChange(UUIDModel):
    """A proposal to set one or several figures of one agency, all from one day on, checked and adopted together.

    draft → proposed → in force (from ``since``, which may lie ahead) | rejected | withdrawn. Once in force nothing of
    it is ever edited: a later change supersedes it. ``version`` counts every edit; verbs write where state and version
    are still what they read. ``serial`` orders what was adopted: of two values for one office from one day the later
    holds. ``makers`` are all who wrote in it; none of them may approve it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a change of figures", "Draft")
        PROPOSED = "proposed", pgettext_lazy("state of a change of figures", "Waiting for approval")
        IN_FORCE = "in_force", pgettext_lazy("state of a change of figures", "Adopted")
        REJECTED = "rejected", pgettext_lazy("state of a change of figures", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a change of figures", "Withdrawn")

    agency = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    serial = models.PositiveIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=100)
    source_page = models.ForeignKey(
        "onedoor_content.PolicyPage", models.SET_NULL, null=True, blank=True, related_name="+",
    )  # fmt: skip
    source_url = models.URLField(max_length=500, blank=True)
    reason = models.TextField()
    correction = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    makers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    check_note = models.TextField(blank=True, help_text="Why it was rejected.")
    live_at = models.DateTimeField(null=True, blank=True, help_text="When its first day was seen to have come.")

    class Meta:
        verbose_name = _("change of figures")
        verbose_name_plural = _("changes of figures")
        ordering: ClassVar[list[Any]] = ["-edited_at"]
        indexes = [models.Index(fields=["agency", "state"], name="policy_change_by_agency")]
        constraints = [
            models.UniqueConstraint(fields=["serial"], name="policy_change_serial"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="policy_change_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force")
                | Q(serial__isnull=False, proposed_by__isnull=False, checked_by__isnull=False)
                & ~Q(checked_by=F("proposed_by")),
                name="policy_change_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.since.isoformat()} {self.source}"

    @property
    def scheduled(self) -> bool:
        """Adopted, and its first day is still ahead."""
        return self.state == self.State.IN_FORCE and self.since > clock.today()

    @property
    def stage(self) -> str:
        """The state in words; what is adopted says whether it holds already."""
        if self.state != self.State.IN_FORCE:
            return str(self.get_state_display())
        today = clock.today()
        if self.since > today:
            return str(_("Adopted, not yet in force"))
        return str(
            pgettext("a policy figure", "No longer in force")
            if self.until and self.until < today
            else pgettext("a policy figure", "In force")
        )


class ChangedValue(UUIDModel):
    """One figure of a change: ``value`` in the unit of its parameter, for an office and below (None: everywhere).

    ``below_floor`` is the reason for lying below a floor that holds in principle only (R6.10). ``key`` may name a
    parameter that no plugin defines any more: it is kept and shown, and counts for nothing.
    """

    change = models.ForeignKey(ParameterChange, models.PROTECT, related_name="values")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    office = models.ForeignKey(
        "onedoor_accounts.Office",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    value = ExactDecimalField()
    below_floor = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[Any]] = ["position"]
        indexes = [models.Index(fields=["key"], name="policy_value_by_key")]
        constraints = [
            models.UniqueConstraint(fields=["change", "key", "office"], name="policy_value_once"),
            models.UniqueConstraint(
                fields=["change", "key"], condition=Q(office__isnull=True), name="policy_value_once_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value:f}"


class ImpactPreview(UUIDModel):
    """What a change would do on its first day, counted over the register and the open claims.

    ``version`` is the change's as it was counted, ``serial`` what was adopted by then: a preview that is behind in
    either is out of date. ``result`` holds counts and sums, never anything about one family; see
    :mod:`portal.policy.impact`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a preview", "Waiting to be counted")
        RUNNING = "running", pgettext_lazy("state of a preview", "Being counted")
        DONE = "done", pgettext_lazy("state of a preview", "Counted")
        FAILED = "failed", pgettext_lazy("state of a preview", "Could not be counted")

    change = models.ForeignKey(ParameterChange, models.PROTECT, related_name="previews")
    version = models.PositiveIntegerField()
    serial = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[Any]] = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"preview {self.pk}"


class PreviewReading(models.Model):
    """Who looked at a finished preview, and when first."""

    preview = models.ForeignKey(ImpactPreview, models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[Any]] = ["at"]
        constraints = [models.UniqueConstraint(fields=["preview", "user"], name="policy_reading_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class Adoption(models.Model):
    """One row: the number of the change adopted last, and when.

    Every process compares it with what it knows. Who adopts a change takes the next number first and so waits for
    whoever is adopting another one: floors are checked against what really holds.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    serial = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="policy_adoption_single_row")]

    def __str__(self) -> str:
        return str(self.serial)
