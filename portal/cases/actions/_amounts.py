"""What may be granted, and how the history tells it."""

from decimal import Decimal
from typing import Any

from django.conf import settings

from plugins.api.scheme import SERVICE
from portal.cases.errors import AmountInvalid, AmountMissing, AmountOutOfRange, ServiceHasNoAmount
from portal.cases.models import Claim, Evaluation
from portal.common import money


def check_amount(amount: Decimal | None, per: str, evaluation: Evaluation) -> Decimal | None:
    """The amount in 元, if it can be granted: above 0, at most two decimals, below the sanity limit of the settings,
    and within the range where the scheme leaves a choice (R6.10).

    Help that is a service has none, and None is what it must be.

    Raises:
        AmountInvalid: it cannot be granted.
        AmountMissing: there is none.
        AmountOutOfRange: it lies outside the range of the evaluation; names range and clause.
        ServiceHasNoAmount: money was put on a service.
    """
    if per == SERVICE:
        if amount is not None:
            raise ServiceHasNoAmount
        return None
    if amount is None:
        raise AmountMissing
    limit = Decimal(settings.CASES_MAX_AMOUNT)
    if not amount.is_finite() or not 0 < amount <= limit or amount != amount.quantize(Decimal("0.01")):
        raise AmountInvalid(limit=f"{limit:,}")
    if choice := evaluation.amount_range:
        low, high = Decimal(choice["low"]), Decimal(choice["high"])
        if not low <= amount <= high:
            raise AmountOutOfRange(low=money.format_yuan(low), high=money.format_yuan(high), cite=choice["cite"])
    return amount


def period(asked: str, evaluation: Evaluation) -> str:
    """Per what an approval is paid: as asked for, else as the rules say.

    Whether a scheme pays money or arranges a service is the scheme's to say, as far as it could be asked; and a range
    of amounts is one of amounts paid once, or monthly.
    """
    fixed = evaluation.per if SERVICE in (asked, evaluation.per) or evaluation.amount_range else ""
    return fixed or asked or evaluation.per


def for_history(claim: Claim, amount: Decimal | None, per: str) -> dict[str, Any]:
    """What a line of the history says is granted: the amount, or the names of the service."""
    if per == SERVICE:
        return {"per": per, "scheme_zh": claim.name_in("zh-hans"), "scheme_en": claim.name_in("en")}
    return {"amount": None if amount is None else str(amount), "per": per}
