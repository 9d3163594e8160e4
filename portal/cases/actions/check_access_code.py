"""Let an applicant in with receipt number and code (faults 27, 28)."""

import hmac
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum

from portal import audit
from portal.cases.actions.issue_access_code import hashed, normalised
from portal.cases.errors import CodeRefused
from portal.cases.models import AccessCode, Application
from portal.common import clock

if TYPE_CHECKING:
    from portal.accounts.actors import Actor


def check_access_code(*, actor: "Actor", receipt: str, code: str) -> Application:
    """The application, if the newest code sent for it is this one; a code works once.

    Every try counts, also under a race: at most ``settings.ACCESS_CODE_ATTEMPTS`` for a code and
    ``settings.ACCESS_CODE_ATTEMPTS_PER_DAY`` for a receipt.

    Raises:
        CodeRefused: anything does not fit; deliberately without saying what.
    """
    number = normalised(receipt)
    row = AccessCode.objects.filter(receipt=number).order_by("-created_at", "-pk").first()
    application = Application.objects.filter(receipt=number).first()
    right = _try(row, code) and application is not None
    with transaction.atomic():
        if right and row is not None:
            # Only one of two browsers with the same code gets in.
            right = bool(AccessCode.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=clock.now()))
        audit.record("cases.check_access_code", actor=actor, subject=row, detail={"right": right})
    if not right or application is None:
        raise CodeRefused
    return application


def _try(row: AccessCode | None, code: str) -> bool:
    """Count the try, then compare; the same comparison is made where there is no row."""
    now = clock.now()
    counted = False
    if row is not None:
        day = AccessCode.objects.filter(receipt=row.receipt, created_at__gt=now - timedelta(days=1))
        tries = day.aggregate(total=Sum("attempts"))["total"] or 0
        counted = tries < settings.ACCESS_CODE_ATTEMPTS_PER_DAY and bool(
            AccessCode.objects.filter(
                pk=row.pk, attempts__lt=settings.ACCESS_CODE_ATTEMPTS, used_at__isnull=True, expires_at__gt=now
            ).update(attempts=F("attempts") + 1)
        )
    digits = "".join(char for char in unicodedata.normalize("NFKC", code[:40]) if char.isdigit())
    given = hashed(row or AccessCode(), digits)
    return hmac.compare_digest(given, row.code_hash if row else "0" * 64) and counted
