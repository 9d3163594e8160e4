"""What a plugin declares beyond schemes; mistakes are found when it is loaded."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from plugins.api import OFFICERS, LoadError, Panel, Scheduled, Setting


def figures(context):
    return []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Panel("P", "t", OFFICERS, figures), "a key is lower-case words"),
        (lambda: Panel("p", " ", OFFICERS, figures), "needs a title"),
        (lambda: Panel("p", "t", ("king",), figures), "roles are a tuple of"),
        (lambda: Panel("p", "t", (), figures), "roles are a tuple of"),
        (lambda: Panel("p", "t", "approver", figures), "roles are a tuple of"),
        (lambda: Panel("p", "t", OFFICERS), "a dashboard has figures=function"),
        (lambda: Panel("p", "t", OFFICERS, figures, url="/x/"), "and no url"),
        (lambda: Panel("p", "t", OFFICERS, figures, kind="side"), "kind is dashboard or menu"),
        (lambda: Panel("p", "t", OFFICERS, kind="menu"), "a menu link has url="),
        (lambda: Panel("p", "t", OFFICERS, kind="menu", url="https://example.org/"), "of/this/portal"),
        (lambda: Panel("p", "t", OFFICERS, kind="menu", url="//example.org/"), "of/this/portal"),
        (lambda: Panel("p", "t", OFFICERS, kind="menu", url="/\\example.org/"), "of/this/portal"),
        (lambda: Panel("p", "t", OFFICERS, kind="menu", url="javascript:alert(1)"), "of/this/portal"),
        (lambda: Scheduled("s", None, every=timedelta(hours=1)), "run is a function"),
        (lambda: Scheduled("s", figures), "one of them"),
        (lambda: Scheduled("s", figures, every=timedelta(hours=1), daily_at=time(7)), "one of them"),
        (lambda: Scheduled("s", figures, every=timedelta(seconds=59)), "at least one minute"),
        (lambda: Scheduled("s", figures, every=60), "at least one minute"),
        (lambda: Scheduled("s", figures, daily_at=time(7, tzinfo=UTC)), "without a time zone"),
        (lambda: Setting("a b", "x"), "a key is lower-case words"),
        (lambda: Setting("a", "x", "colour"), "type is one of"),
        (lambda: Setting("a", ""), "needs a label"),
        (lambda: Setting("a", "x", "choice"), "it needs some"),
        (lambda: Setting("a", "x", choices=(("a", "A"),)), "choices belong to type choice"),
        (lambda: Setting("a", "x", "number", default="1"), "the default is not of type number"),
        (lambda: Setting("a", "x", "secret", default="s"), "a secret has no default"),
    ],
)
def test_mistakes_name_the_line(make, says):
    with pytest.raises(LoadError) as failure:
        make()
    assert says in str(failure.value)
    assert "test_extending_records.py" in str(failure.value)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["", "x"], [1, None, True, b"x"]),
        ("number", [1, Decimal("1.5")], [True, 1.5, "1", Decimal("NaN"), None]),
        ("boolean", [True, False], [1, "yes", None]),
        ("date", [date(2026, 1, 1)], ["2026-01-01", datetime(2026, 1, 1), None]),
        ("secret", ["s"], [1, None]),
    ],
)
def test_a_setting_accepts_values_of_its_type(kind, good, bad):
    item = Setting("a", "x", kind)
    assert all(item.accepts(value) for value in good)
    assert not any(item.accepts(value) for value in bad)


def test_a_choice_accepts_its_choices():
    item = Setting("a", "x", "choice", choices=(("a", "A"), ("b", "B")), default="b")
    assert item.accepts("a") and not item.accepts("A") and not item.accepts(None)


def test_a_number_that_is_set_is_a_decimal_from_the_beginning():
    default = Setting("days", "Days", "number", default=14).default
    assert default == 14 and type(default) is Decimal
    with pytest.raises(LoadError, match="default is not of type number"):
        Setting("days", "Days", "number", default=1.5)
