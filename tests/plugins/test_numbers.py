"""Exact arithmetic at its edges: halves, negative numbers, bounds, comparisons at equality."""

import itertools
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.api.errors import FractionError
from plugins.api.interpret import compare
from plugins.api.numbers import (
    divide,
    divide_bounds,
    exact,
    extreme,
    full_months,
    full_years,
    months_received,
    round_to,
    times_bounds,
    whole,
)

NUMBERS = st.integers(-500, 500) | st.fractions(-50, 50, max_denominator=12)


@pytest.mark.parametrize(
    ("value", "step", "how", "rounded"),
    [
        (149, 100, "half_up", 100),
        (150, 100, "half_up", 200),
        (151, 100, "half_up", 200),
        (-149, 100, "half_up", -100),
        (-150, 100, "half_up", -200),
        (-151, 100, "half_up", -200),
        (Fraction(299, 2), 100, "half_up", 100),
        (Fraction(1, 2), 1, "half_up", 1),
        (Fraction(-1, 2), 1, "half_up", -1),
        (Fraction(49, 100), 1, "half_up", 0),
        (101, 100, "up", 200),
        (100, 100, "up", 100),
        (-101, 100, "up", -100),
        (-99, 100, "up", 0),
        (199, 100, "down", 100),
        (200, 100, "down", 200),
        (-1, 100, "down", -100),
        (Fraction(1, 3), 1, "up", 1),
        (Fraction(1, 3), 1, "down", 0),
        (0, 100, "half_up", 0),
        (5, 10, "half_up", 10),
        (4, 10, "half_up", 0),
        (999, 1000, "down", 0),
        (1, 1000, "up", 1000),
    ],
)
def test_rounding(value, step, how, rounded):
    result = round_to(value, step, how)
    assert (result, type(result)) == (rounded, int)


@pytest.mark.parametrize(("value", "number"), [(0, 0), (7, 7), (-7, -7), (Fraction(14, 2), 7), (Fraction(-3), -3)])
def test_a_whole_number_is_a_plain_one(value, number):
    result = whole(value)
    assert (result, type(result)) == (number, int)


@pytest.mark.parametrize("value", [Fraction(1, 2), Fraction(3, 2), Fraction(-7, 3)])
def test_a_part_of_a_fen_is_never_lost(value):
    with pytest.raises(FractionError):
        whole(value)


@pytest.mark.parametrize(
    ("left", "right", "quotient"),
    [
        (6, 3, 2),
        (Fraction(3, 2), Fraction(1, 2), 3),
        (Fraction(6), 3, 2),
        (6, Fraction(3), 2),
        (-6, 4, Fraction(-3, 2)),
    ],
)
def test_a_quotient_is_a_plain_number_where_it_can_be(left, right, quotient):
    """Fractions are slow: one that is whole would slow down all that is calculated from it."""
    result = divide(left, right)
    assert (result, type(result)) == (quotient, type(quotient))


@given(st.integers(-10_000, 10_000), st.sampled_from([1, 10, 100, 1000]))
def test_rounding_agrees_with_decimal(fen, step):
    number = Decimal(fen) / step
    for how, mode in (("up", ROUND_CEILING), ("down", ROUND_FLOOR), ("half_up", ROUND_HALF_UP)):
        assert round_to(fen, step, how) == int(number.to_integral_value(mode)) * step


@given(NUMBERS, NUMBERS.filter(bool))
def test_division_loses_nothing_and_stays_whole_where_it_can(a, b):
    quotient = divide(a, b)
    assert Fraction(quotient) * b == a
    assert isinstance(quotient, int) == (Fraction(quotient).denominator == 1)


@pytest.mark.parametrize(
    ("text", "scale", "number"),
    [("1.5", 100, 150), ("1.333", 100, Fraction(1333, 10)), ("0", 1, 0), ("-2", 1, -2), ("0.5", 1, Fraction(1, 2))],
)
def test_decimals_become_whole_where_they_are(text, scale, number):
    found = exact(Decimal(text), scale)
    assert found == number
    assert type(found) is type(number)


def pair():
    return st.tuples(NUMBERS, NUMBERS).map(lambda ends: (min(ends), max(ends)))


@given(pair(), pair())
def test_bounds_of_a_product_are_those_of_its_corners(left, right):
    low, high = times_bounds(*left, *right)
    corners = [Fraction(a) * Fraction(b) for a, b in itertools.product(left, right)]
    assert (low, high) == (min(corners), max(corners))


@given(pair(), st.tuples(st.integers(1, 9), st.integers(1, 9)).map(sorted))
def test_bounds_of_a_quotient_are_those_of_its_corners(left, right):
    low, high = divide_bounds(*left, *right)
    corners = [Fraction(a) / b for a, b in itertools.product(left, right)]
    assert (low, high) == (min(corners), max(corners))


@given(st.lists(pair(), max_size=3), st.lists(pair(), max_size=3))
def test_bounds_of_an_extreme_hold_for_every_choice(sure, perhaps):
    if not sure and not perhaps:
        return
    for kind, choose in (("min", min), ("max", max)):
        low, high = extreme(kind, sure, perhaps)
        found = []
        for taken in itertools.product([True, False], repeat=len(perhaps)):
            members = [*sure, *(p for p, yes in zip(perhaps, taken, strict=True) if yes)]
            if members:
                found.append((choose(a for a, _ in members), choose(b for _, b in members)))
        assert (low, high) == (min(a for a, _ in found), max(b for _, b in found))


@pytest.mark.parametrize(
    ("op", "below", "equal", "above"),
    [
        ("<", True, False, False),
        ("<=", True, True, False),
        (">", False, False, True),
        (">=", False, True, True),
        ("==", False, True, False),
        ("!=", True, False, True),
    ],
)
def test_comparisons_of_known_numbers(op, below, equal, above):
    five = (5, 5)
    assert [compare(op, (n, n), five) for n in (4, 5, 6)] == [below, equal, above]
    assert [compare(op, (n, n), five) for n in (Fraction(49, 10), Fraction(51, 10))] == [below, above]


@pytest.mark.parametrize(
    ("op", "touching_below", "touching_above"),
    [
        # [3, 5] and [5, 7] against 5: the end alone is equal.
        ("<", None, False),
        ("<=", True, None),
        (">", False, None),
        (">=", None, True),
        ("==", None, None),
        ("!=", None, None),
    ],
)
def test_comparisons_of_ranges_that_touch(op, touching_below, touching_above):
    assert compare(op, (3, 5), (5, 5)) is touching_below
    assert compare(op, (5, 7), (5, 5)) is touching_above
    assert compare(op, (3, 4), (5, 6)) is (op in ("<", "<=", "!="))
    assert compare(op, (6, 7), (4, 5)) is (op in (">", ">=", "!="))
    assert compare(op, (4, 6), (5, 5)) is None


@given(pair(), pair(), st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), st.data())
def test_a_comparison_of_ranges_holds_for_every_number_in_them(left, right, op, data):
    truth = compare(op, left, right)
    a = data.draw(st.sampled_from([*left, Fraction(left[0] + left[1]) / 2]))
    b = data.draw(st.sampled_from([*right, Fraction(right[0] + right[1]) / 2]))
    assert truth is None or compare(op, (a, a), (b, b)) is truth


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2008-09-17", "2026-09-16", 17),
        ("2008-09-17", "2026-09-17", 18),
        ("2008-12-31", "2026-12-30", 17),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20),
        ("2008-01-31", "2026-12-01", 18),
        ("2026-09-18", "2026-09-17", 0),
        ("2026-09-17", "2026-09-17", 0),
    ],
)
def test_full_years(born, on, years):
    assert full_years(date.fromisoformat(born).toordinal(), date.fromisoformat(on)) == years


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2026-03-17", "2026-09-16", 5),
        ("2026-03-17", "2026-09-17", 6),
        ("2026-03-17", "2026-09-18", 6),
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2024-11-05", "2026-02-04", 14),
        ("2026-09-17", "2026-09-17", 0),
        ("2026-09-18", "2026-09-17", 0),
        ("2027-09-17", "2026-09-17", 0),
    ],
)
def test_full_months(since, on, months):
    assert full_months(date.fromisoformat(since).toordinal(), date.fromisoformat(on)) == months


@given(st.dates(date(1900, 1, 1), date(2026, 9, 17)), st.dates(date(2026, 9, 17), date(2100, 1, 1)))
def test_twelve_full_months_are_a_full_year(since, on):
    assert full_months(since.toordinal(), on) // 12 == full_years(since.toordinal(), on)


def test_for_how_long_help_is_received():
    on = date(2026, 9, 17)
    ever = 2025 * 12 + 8
    received = {"known": date(2026, 3, 17).toordinal(), "some-day": None}
    assert months_received(received, "known", on) == (6, 6)
    assert months_received(received, "some-day", on) == (0, ever)
    assert months_received(None, "known", on) == (0, ever)
