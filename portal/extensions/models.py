"""What the portal remembers about plugins. A built-in plugin without a row is installed and enabled."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common import clock
from portal.common.fields import EncryptedJSONField
from portal.common.models import UUIDModel


class PluginState(models.Model):
    """One plugin: installed or not, enabled or not, and how its own Python fares.

    `installed_version` is the version somebody installed or upgraded to; the code beside the portal may be newer.
    Rows are kept when a plugin is uninstalled: they tell what claims of long ago were decided by.
    """

    class Health(models.TextChoices):
        GOOD = "good", pgettext_lazy("health of a plugin", "Good")
        FAILING = "failing", pgettext_lazy("health of a plugin", "Failing")

    name = models.CharField(_("name"), max_length=100)
    installed_version = models.CharField(_("installed version"), max_length=50, blank=True)
    installed_at = models.DateTimeField(_("installed"), null=True)
    enabled = models.BooleanField(_("enabled"), default=False)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices, default=Health.GOOD)
    # Where and how, never with a person's data: plugins' own messages are left out where facts are at hand.
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    last_error_at = models.DateTimeField(_("time of the last error"), null=True)

    class Meta:
        verbose_name = _("plugin")
        verbose_name_plural = _("plugins")
        constraints = [models.UniqueConstraint(fields=["name"], name="extensions_one_state_per_plugin")]

    def __str__(self) -> str:
        return self.name


class Enablement(models.Model):
    """A plugin, or an agency with all its schemes, switched on or off for an office and everything below it.

    The row nearest to a village decides. Of plugin and agency, both must be on.
    """

    plugin = models.CharField(_("plugin"), max_length=100, blank=True)
    agency = models.CharField(_("agency"), max_length=100, blank=True)
    office = models.ForeignKey(
        "onedoor_accounts.Office", models.PROTECT, related_name="+", verbose_name=_("office")
    )  # fmt: skip
    enabled = models.BooleanField(_("enabled"))

    class Meta:
        verbose_name = _("enablement")
        verbose_name_plural = _("enablements")
        constraints = [
            models.UniqueConstraint(fields=["plugin", "agency", "office"], name="extensions_one_row_per_office"),
            models.CheckConstraint(
                condition=Q(plugin="", agency__gt="") | Q(plugin__gt="", agency=""),
                name="extensions_plugin_or_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plugin or self.agency} @ {self.office_id}: {self.enabled}"


class PluginSetting(UUIDModel):
    """One setting of a plugin. What is declared secret lies in `secret`, encrypted; everything else in `value`."""

    plugin = models.CharField(_("plugin"), max_length=100)
    key = models.CharField(_("key"), max_length=60)
    value = models.JSONField(_("value"), null=True)
    secret = EncryptedJSONField(_("secret"), null=True)

    class Meta:
        verbose_name = _("plugin setting")
        verbose_name_plural = _("plugin settings")
        constraints = [
            models.UniqueConstraint(fields=["plugin", "key"], name="extensions_one_value_per_setting"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(secret__isnull=True), name="extensions_secret_or_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plugin}.{self.key}"


class ScheduledRun(models.Model):
    """When a plugin's scheduled work ran last, and how that went."""

    plugin = models.CharField(_("plugin"), max_length=100)
    key = models.CharField(_("key"), max_length=60)
    last_run_at = models.DateTimeField(_("last run"), null=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    next_run_at = models.DateTimeField(_("next run"))

    class Meta:
        verbose_name = _("scheduled work")
        verbose_name_plural = _("scheduled work")
        constraints = [models.UniqueConstraint(fields=["plugin", "key"], name="extensions_one_run_per_work")]

    def __str__(self) -> str:
        return f"{self.plugin}: {self.key}"


class PluginNotice(models.Model):
    """Something a plugin's scheduled work wants the staff to know, until it says so no more."""

    plugin = models.CharField(max_length=100)
    work = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    text = models.CharField(max_length=1000, help_text="The msgid; words are the plugin's when it is shown.")
    data = models.JSONField(default=dict)
    roles = models.JSONField(default=list)
    until = models.DateField(null=True)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("notice of a plugin")
        verbose_name_plural = _("notices of plugins")
        constraints = [models.UniqueConstraint(fields=["plugin", "work", "key"], name="extensions_one_notice")]
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.plugin}: {self.key}"


class Stamp(models.Model):
    """One row that changes with everything above: other processes compare it and read anew (see `state.py`)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.value)
