"""One row of the audit trail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """What was done or read, by whom, to what, when. Rows are only ever added; triggers refuse the rest (R0.4).

    `digest` covers every other column and the digest of the row before: see `portal.audit.chain`.
    """

    sequence = models.BigIntegerField(primary_key=True, verbose_name=_("number"))
    at = models.DateTimeField(_("at"))
    action = models.CharField(_("action"), max_length=80)
    is_read = models.BooleanField(_("reading only"), default=False)
    actor_kind = models.CharField(_("kind of actor"), max_length=12)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    actor_label = models.CharField(_("actor"), max_length=120)
    subject_type = models.CharField(_("kind of subject"), max_length=80, blank=True)
    subject_id = models.CharField(_("subject"), max_length=40, blank=True)
    office_code = models.CharField(_("office"), max_length=60, blank=True)
    # Text, not a JSON column: PostgreSQL would reorder keys, and the digest covers these very bytes.
    detail = models.TextField(_("detail"), default="{}")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "sequence"], name="audit_by_subject"),
            models.Index(fields=["actor_user", "sequence"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"
