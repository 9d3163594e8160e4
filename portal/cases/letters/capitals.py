"""Amounts in capital Chinese numerals (大写金额), as letters and payment papers carry them beside the digits."""

from decimal import Decimal

from portal.common import money

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")


def capital_amount(amount: Decimal) -> str:
    """``Decimal("870")`` → ``人民币捌佰柒拾元整``; ``Decimal("1005.50")`` → ``人民币壹仟零伍元伍角``.

    Args:
        amount: 元, not negative, at most two decimals, below 10^16.

    Raises:
        ValueError: when it is negative or too large to write.
        portal.common.money.MoneyError: for a fraction of a 分.
    """
    fen = money.to_fen(amount)
    if not 0 <= fen < 10**18:
        raise ValueError("amount out of range for capital numerals")
    whole, rest = divmod(fen, 100)
    jiao, single = divmod(rest, 10)
    text = f"{_integer(whole)}元" if whole or not rest else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif single and whole:
        text += "零"
    if single:
        text += f"{_DIGITS[single]}分"
    return f"人民币{text}" + ("" if single or jiao else "整")


def _integer(number: int) -> str:
    if number == 0:
        return "零"
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = True
            continue
        # One 零 stands for any run of empty places between two that are not.
        if text and (gap or group < 1000):
            text += "零"
        text += _four(group) + _GROUPS[place]
        gap = False
    return text


def _four(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
