"""Send a one-time code to the phone of an application (faults 27, 28)."""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal import audit, messages
from portal.cases.errors import TooManyRequests
from portal.cases.models import AccessCode, Application
from portal.common import clock, crypto, references
from portal.common.locality import get_locality

if TYPE_CHECKING:
    from portal.accounts.actors import Actor

DAY = timedelta(days=1)
# Stands in for a phone where there is no application, so that the same work is done.
NOBODY = "10000000000"


def issue_access_code(*, actor: "Actor", receipt: str, address: str) -> None:
    """Send a 6-digit code by SMS, or do the same work and send nothing when there is no such receipt.

    The caller shows the same page in both cases: nobody learns here whether a receipt exists (fault 27). The code lives
    ``settings.ACCESS_CODE_MINUTES``; only its keyed hash is stored.

    Args:
        receipt: as typed, in any form :func:`portal.common.references.normalise_reference` reads.
        address: the network address of the browser; only its blind index is stored.

    Raises:
        TooManyRequests: the daily cap of this receipt, its phone or this address is reached (fault 28).
    """
    number = normalised(receipt)
    application = Application.objects.filter(receipt=number).first()
    address_index = crypto.blind_index(address, "address")
    phone_index = application.phone_index if application else crypto.blind_index(number, "phone")
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        _check_caps(number, phone_index, address_index)
        row = AccessCode(
            receipt=number, phone_index=phone_index, address_index=address_index, created_at=clock.now(),
            expires_at=clock.now() + timedelta(minutes=settings.ACCESS_CODE_MINUTES),
        )  # fmt: skip
        row.code_hash = hashed(row, code)
        row.save(force_insert=True)
        _send(row, application, code)
        audit.record("cases.issue_access_code", actor=actor, subject=row, detail={"known": application is not None})


def normalised(receipt: str) -> str:
    """The normal form, or the typed text cut short where it is no receipt number at all."""
    try:
        return references.normalise_reference(receipt)
    except references.InvalidReference:
        return "".join(char for char in receipt if char.isprintable())[:20]


def hashed(row: AccessCode, code: str) -> str:
    """The keyed hash of a code, bound to its row."""
    return crypto.blind_index(f"{row.pk}:{code}", "access-code")


def _check_caps(receipt: str, phone_index: str, address_index: str) -> None:
    today = AccessCode.objects.filter(created_at__gt=clock.now() - DAY)
    caps = (
        ({"receipt": receipt}, settings.ACCESS_CODES_PER_RECEIPT),
        ({"phone_index": phone_index}, settings.ACCESS_CODES_PER_PHONE),
        ({"address_index": address_index}, settings.ACCESS_CODES_PER_ADDRESS),
    )
    if any(today.filter(**only).count() >= cap for only, cap in caps):
        raise TooManyRequests(hotline=get_locality().hotline)


def _send(row: AccessCode, application: Application | None, code: str) -> None:
    with translation.override(application.language if application else "zh-hans"):
        text = _("[%(county)s Social Assistance] Your code is %(code)s, valid for %(minutes)d minutes. Tell it "
                 "to nobody, not even to staff.") % {
            "county": get_locality().text("name"), "code": code, "minutes": settings.ACCESS_CODE_MINUTES,
        }  # fmt: skip
    with transaction.atomic():
        messages.send_sms(
            (application.phone if application else "") or NOBODY,
            text,
            key=f"sms:code:{row.pk}",
            subject_ref=row.receipt,
        )
        # Nobody to send to: the same rows were written, and are taken back.
        transaction.set_rollback(application is None or not application.phone)
