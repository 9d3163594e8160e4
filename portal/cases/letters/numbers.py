"""Numbers of letters, such as 清救准字〔2026〕0001号: one series per kind and year, without gaps."""

from django.db import IntegrityError, transaction
from django.db.models import F

from portal.cases.models import NumberSeries
from portal.common import clock
from portal.common.locality import get_locality

# What stands before 字 for each kind of letter, after the locality's own characters.
SERIES_CODE = {"acceptance": "受", "approval": "准", "refusal": "不批", "report": "核"}


def take_number(kind: str) -> str:
    """The next number of a kind, for the letter written in the same transaction.

    The row lock is held until the transaction ends, so numbers have no gaps: a rollback gives the number back. Take it
    before anything is written to the audit trail, which has a lock of its own.

    Args:
        kind: ``acceptance``, ``approval``, ``refusal`` or ``report``.

    Raises:
        TransactionManagementError: outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a letter's number is taken in the letter's transaction")
    year = clock.today().year
    series = NumberSeries.objects.filter(kind=kind, year=year)
    if not series.update(last=F("last") + 1):
        _begin(kind, year)
        series.update(last=F("last") + 1)
    last = series.values_list("last", flat=True).get()
    return f"{get_locality().letter_code}{SERIES_CODE[kind]}字〔{year}〕{last:04d}号"


def _begin(kind: str, year: int) -> None:
    try:
        with transaction.atomic():
            NumberSeries.objects.create(kind=kind, year=year)
    except IntegrityError:
        # The first two letters of a year met; the other one made the row.
        return
