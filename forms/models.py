"""What the public side keeps: drafts, the form versions they were filled in, counters against guessing."""

from django.db import models

from portal.common.fields import EncryptedJSONField
from portal.common.models import UUIDModel


class FormVersion(models.Model):
    """What was asked of the people who chose these schemes, word for word: written once, never changed (fault 31)."""

    digest = models.CharField(max_length=64, primary_key=True)
    schemes = models.JSONField()
    definition = models.JSONField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Draft(UUIDModel):
    """An application being filled in (草稿), kept in the database and not in the session (R2.7).

    The browser holds one random token; its hash finds the row. ``reference`` is reserved when the draft starts and
    becomes the receipt number. ``version`` counts writes: a tab that lost the race applies its change again on the
    newer row.
    """

    reference = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, null=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    code_expires_at = models.DateTimeField(null=True)
    answers = EncryptedJSONField(null=True)
    form_version = models.CharField(max_length=64, blank=True)
    step = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10)
    channel = models.CharField(max_length=20, default="online")
    version = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=64)
    submitted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="forms_draft_reference"),
            models.UniqueConstraint(fields=["token_hash"], name="forms_draft_token"),
            models.UniqueConstraint(fields=["submission_key"], name="forms_draft_submission_key"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="forms_draft_expires")]

    def __str__(self) -> str:
        return self.reference
