"""What may be granted."""

from decimal import Decimal

from django.conf import settings

from portal.cases.errors import AmountInvalid


def check_amount(amount: Decimal | None) -> Decimal:
    """The amount in 元, if it can be granted: above 0, at most two decimals, below the sanity limit of the settings.

    Raises:
        AmountInvalid: it cannot, or there is none.
    """
    limit = Decimal(settings.CASES_MAX_AMOUNT)
    if (
        amount is None
        or not amount.is_finite()
        or not 0 < amount <= limit
        or amount != amount.quantize(Decimal("0.01"))
    ):
        raise AmountInvalid(limit=f"{limit:,}")
    return amount
