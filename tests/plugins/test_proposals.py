"""What the portal accepts as an amount (fault 9): each limit from both sides."""

from decimal import Decimal

import pytest

from plugins.proposals import LARGEST_AMOUNT, amount_problem


@pytest.mark.parametrize("amount", [None, *map(Decimal, ("0", "0.01", "5000.00", "5000.01", "1E+3", "10000000"))])
def test_possible_amounts(amount):
    assert amount_problem(amount) == ""


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("-0.01"), "an amount must not be negative"),
        (Decimal("10000000.01"), "an amount above 10000000 cannot be meant"),
        (Decimal("0.001"), "an amount has at most two decimals"),
        (Decimal("5000.005"), "an amount has at most two decimals"),
        (Decimal("NaN"), "an amount must be a finite number"),
        (Decimal("sNaN"), "an amount must be a finite number"),
        (Decimal("Infinity"), "an amount must be a finite number"),
        (1, "an amount must be a Decimal, not int"),
        (True, "an amount must be a Decimal, not bool"),
        (1.5, "an amount must be a Decimal, not float"),
        ("1.50", "an amount must be a Decimal, not str"),
    ],
)
def test_impossible_amounts(amount, words):
    assert amount_problem(amount) == words


def test_the_largest():
    assert Decimal(10_000_000) == LARGEST_AMOUNT
