"""Exact arithmetic and the bounds of numbers not fully known: every boundary by hand, the rest by search."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
)

numbers = st.one_of(st.integers(-50, 50), st.fractions(-50, 50, max_denominator=7))
positive = st.one_of(st.integers(1, 20), st.fractions(Fraction(1, 7), 20, max_denominator=7))


@st.composite
def intervals(draw, of=numbers):
    return tuple(sorted((draw(of), draw(of))))


def kind(value):
    return type(value), value


@pytest.mark.parametrize(
    ("value", "scale", "expected"),
    [("1335", 1, 1335), ("1335.5", 1, Fraction(2671, 2)), ("1335.5", 100, 133550), ("0.005", 100, Fraction(1, 2)),
     ("-3", 1, -3), ("1.50", 2, 3)],
)  # fmt: skip
def test_exact(value, scale, expected):
    assert kind(exact(Decimal(value), scale)) == kind(expected)
    if scale == 1:
        assert kind(exact(Decimal(value))) == kind(expected)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [(6, 3, 2), (7, 3, Fraction(7, 3)), (-7, 2, Fraction(-7, 2)), (0, 5, 0), (Fraction(7, 2), 2, Fraction(7, 4)),
     (Fraction(9, 2), Fraction(3, 2), 3), (3, Fraction(1, 2), 6), (5, Fraction(2, 3), Fraction(15, 2))],
)  # fmt: skip
def test_divide(left, right, expected):
    assert kind(divide(left, right)) == kind(expected)


@given(intervals(), intervals(positive))
def test_divided_bounds_are_the_extremes_of_the_corners(top, below):
    corners = [divide(a, b) for a, b in product(top, below)]
    assert divide_bounds(*top, *below) == (min(corners), max(corners))


@pytest.mark.parametrize(
    ("top", "below", "expected"),
    [((2, 6), (1, 2), (1, 6)), ((-6, -2), (1, 2), (-6, -1)), ((-6, 6), (1, 2), (-6, 6)), ((0, 0), (1, 2), (0, 0)),
     ((0, 6), (1, 2), (0, 6)), ((-6, 0), (1, 2), (-6, 0)), ((1, 1), (1, 2), (Fraction(1, 2), 1))],
)  # fmt: skip
def test_divided_bounds(top, below, expected):
    assert divide_bounds(*top, *below) == expected


@given(intervals(), intervals())
def test_multiplied_bounds_are_the_extremes_of_the_corners(one, other):
    corners = [Fraction(a) * Fraction(b) for a, b in product(one, other)]
    low, high = times_bounds(*one, *other)
    assert (low, high) == (min(corners), max(corners))
    if all(type(n) is int for n in (*one, *other)):
        assert type(low) is type(high) is int


@pytest.mark.parametrize(
    ("value", "step", "up", "down", "half_up"),
    [
        (0, 100, 0, 0, 0), (100, 100, 100, 100, 100), (101, 100, 200, 100, 100), (149, 100, 200, 100, 100),
        (150, 100, 200, 100, 200), (151, 100, 200, 100, 200), (199, 100, 200, 100, 200), (1, 100, 100, 0, 0),
        (50, 100, 100, 0, 100), (49, 100, 100, 0, 0), (-1, 100, 0, -100, 0), (-49, 100, 0, -100, 0),
        (-50, 100, 0, -100, -100), (-51, 100, 0, -100, -100), (-150, 100, -100, -200, -200),
        (Fraction(1, 2), 1, 1, 0, 1), (Fraction(-1, 2), 1, 0, -1, -1), (Fraction(1, 3), 1, 1, 0, 0),
        (Fraction(2, 3), 1, 1, 0, 1), (Fraction(299, 2), 100, 200, 100, 100), (Fraction(301, 2), 100, 200, 100, 200),
        (7, 10, 10, 0, 10), (5, 10, 10, 0, 10), (4, 10, 10, 0, 0),
    ],
)  # fmt: skip
def test_rounding(value, step, up, down, half_up):
    for how, expected in (("up", up), ("down", down), ("half_up", half_up)):
        assert kind(round_to(value, step, how)) == (int, expected), how


@given(numbers, st.sampled_from([1, 10, 100]))
def test_rounding_goes_to_a_neighbour(value, step):
    up, down, near = (round_to(value, step, how) for how in ("up", "down", "half_up"))
    assert down <= value <= up and up - down in (0, step) and near in (up, down)
    assert abs(near - value) * 2 <= step


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("2008-09-17", "2026-09-17", 18), ("2008-09-18", "2026-09-17", 17), ("2008-10-01", "2026-09-30", 17),
        ("2008-08-31", "2026-09-01", 18), ("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18),
        ("2008-02-29", "2028-02-29", 20), ("2026-09-17", "2026-09-17", 0), ("2026-09-18", "2026-09-17", 0),
        ("2030-01-01", "2026-09-17", 0), ("2025-09-17", "2026-09-17", 1), ("1966-12-01", "2026-12-01", 60),
    ],
)  # fmt: skip
def test_full_years(born, on, years):
    assert full_years(date.fromisoformat(born).toordinal(), date.fromisoformat(on)) == years
    assert full_years(Fraction(date.fromisoformat(born).toordinal()), date.fromisoformat(on)) == years


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        ("2026-01-15", "2026-02-14", 0), ("2026-01-15", "2026-02-15", 1), ("2026-01-31", "2026-02-28", 0),
        ("2026-01-31", "2026-03-01", 1), ("2025-09-17", "2026-09-16", 11), ("2025-09-17", "2026-09-17", 12),
        ("2024-02-29", "2025-02-28", 11), ("2024-02-29", "2025-03-01", 12), ("2025-12-31", "2026-01-01", 0),
        ("2025-11-30", "2026-01-30", 2), ("2026-09-17", "2026-09-17", 0), ("2026-12-01", "2026-09-17", 0),
        ("2024-03-10", "2026-09-17", 30),
    ],
)  # fmt: skip
def test_full_months(since, on, months):
    assert full_months(date.fromisoformat(since).toordinal(), date.fromisoformat(on)) == months


@given(st.dates(date(1950, 1, 1), date(2030, 1, 1)), st.integers(0, 20_000))
def test_twelve_months_are_a_year(start, days):
    on = start + timedelta(days=days)
    assert full_months(start.toordinal(), on) // 12 == full_years(start.toordinal(), on)


def test_months_received():
    on = date(2026, 9, 17)
    ever = full_months(1, on)
    assert ever == (2026 - 1) * 12 + 8
    assert months_received(None, "a", on) == (0, ever)
    assert months_received({}, "a", on) == (0, ever)
    assert months_received({"a": None, "b": on.toordinal()}, "a", on) == (0, ever)
    assert months_received({"a": date(2026, 3, 17).toordinal()}, "a", on) == (6, 6)
    assert months_received({"a": date(2026, 3, 18).toordinal()}, "a", on) == (5, 5)


@given(st.lists(intervals(st.integers(-9, 9)), max_size=3), st.lists(intervals(st.integers(-9, 9)), max_size=3))
def test_extremes_hold_for_every_way_it_may_be(sure, perhaps):
    """Over every choice of who takes part and of each value: the bounds are the least and the most that occur."""
    if not sure and not perhaps:
        return
    for which, choose in (("min", min), ("max", max)):
        low, high = extreme(which, sure, perhaps)
        seen = []
        for taking in product(*[(False, True)] * len(perhaps)):
            here = [*sure, *(p for p, part in zip(perhaps, taking, strict=True) if part)]
            if here:
                seen += [choose(values) for values in product(*here)]
        assert (min(seen), max(seen)) == (low, high)
