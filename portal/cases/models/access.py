"""One-time codes that open an applicant's status page."""

from django.db import models

from portal.common.models import UUIDModel


class AccessCode(UUIDModel):
    """A code sent to the phone of an application (faults 27, 28), or the trace of a request that matched nothing.

    ``code_hash`` is a keyed hash bound to this row; ``phone_index`` and ``address_index`` are blind indexes that serve
    the daily caps. A request for an unknown receipt leaves a row too, so that it costs and counts the same.
    """

    receipt = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64)
    phone_index = models.CharField(max_length=64, blank=True)
    address_index = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["receipt", "created_at"]),
            models.Index(fields=["address_index", "created_at"]),
            models.Index(fields=["phone_index", "created_at"]),
        ]
