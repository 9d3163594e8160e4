"""The rules reckon with files and database together, and every process hears of news."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from plugins.api import Facts
from plugins.api.parameters import ParameterDefinition, ParameterValue
from plugins.manager import get_manager
from portal.policy import overlay
from portal.policy.models import Adoption, ChangedValue
from tests.policy.builders import RURAL, TODAY, URBAN, adopted

BEGIN = dt.date(2026, 1, 1)
TREE = {"county": None, "town": "county", "village": "town", "other": "county"}
offices = st.sampled_from([None, *TREE])
days = st.integers(0, 20).map(lambda n: BEGIN + dt.timedelta(days=n))


@dataclass(frozen=True)
class Said:
    """A value somebody set, in the order in which they did."""

    office: str | None
    since: dt.date
    until: dt.date | None
    value: int


@st.composite
def said(draw) -> Said:
    since, length = draw(days), draw(st.none() | st.integers(0, 8))
    until = None if length is None else since + dt.timedelta(days=length)
    return Said(draw(offices), since, until, draw(st.integers(0, 99)))


def chain(office: str | None) -> tuple[str, ...]:
    found = []
    while office:
        found.append(office)
        office = TREE[office]
    return tuple(found)


def naive(everything: list[Said], day: dt.date, office: str | None) -> int | None:
    """The rule in words: the nearest office first; there the newest first day; of one day what was said last."""
    for place in (*chain(office), None):
        own = [one for one in everything if one.office == place]
        last = {one.since: one for one in own}
        holding = [one for one in last.values() if one.since <= day and (one.until is None or day <= one.until)]
        best = max(holding, key=lambda one: one.since, default=None)
        if best is not None:
            return best.value
    return None


def as_value(one: Said) -> ParameterValue:
    return ParameterValue(Decimal(one.value), one.since, one.until, one.office, "A")


@given(st.lists(said(), max_size=4), st.lists(said(), max_size=6), days, offices)
def test_laid_over_values_are_what_a_naive_reading_says(shipped, here, day, office):
    # What a file may hold: one value for an office from one day.
    shipped = list({(one.office, one.since): one for one in shipped}.values())
    everything = list(dict.fromkeys([*shipped, *here]))
    here = [one for one in everything if one not in shipped]
    definition = ParameterDefinition("a.b", "yuan", "B", tuple(as_value(one) for one in shipped))
    found = definition.overlaid([as_value(one) for one in here]).value_on(day, chain(office))
    assert (int(found.value) if found else None) == naive([*shipped, *here], day, office)


def test_a_manager_with_other_values_leaves_the_first_alone(bureau):
    manager = get_manager()
    other = manager.with_parameters({URBAN: [ParameterValue(Decimal(999), TODAY, None, None, "A")]})
    assert (other.book[URBAN].value_on(TODAY).value, manager.book[URBAN].value_on(TODAY).value) == (999, 735)
    facts = Facts.from_mapping(
        {
            "household": {"residence": "urban", "registered_here": True, "lives_here": True, "savings": "0",
                          "vehicles": 0, "homes": 1, "maintenance_monthly": "0", "receives": []},
            "members": [{"income_monthly": "800", "work": "casual", "in_school": "none"}], "applicant": {},
        }
    )  # fmt: skip
    said = [one.evaluate("minimum-living-allowance", facts, on=TODAY).verdict for one in (manager, other)]
    assert said[0] == "not_met" and said[1] != "not_met"
    programs = [one._evaluators["minimum-living-allowance"]._programs for one in (manager, other)]
    assert programs[0] is programs[1]


def test_the_same_values_keep_what_was_compiled(bureau):
    before = get_manager()._evaluators
    assert get_manager()._evaluators is before
    adopted((RURAL, 580), since=TODAY)
    assert get_manager()._evaluators is not before
    assert get_manager()._evaluators is get_manager()._evaluators


def test_news_is_one_tiny_query_and_none_in_between(bureau, settings):
    get_manager()
    with CaptureQueriesContext(connection) as queries:
        for _time in range(50):
            get_manager()
    assert len(queries) == 0
    overlay.forget()
    with CaptureQueriesContext(connection) as queries:
        for _time in range(50):
            get_manager()
    assert len(queries) == 1
    assert "onedoor_policy_adoption" in queries[0]["sql"]


def test_another_process_hears_of_it(bureau, settings):
    adopted((RURAL, 580), since=TODAY)
    assert get_manager().book[RURAL].value_on(TODAY).value == 580
    settings.PARAMETERS_CHECK_SECONDS = 0
    overlay.forget()
    # Another process adopts: this one only sees the row.
    ChangedValue.objects.filter(key=RURAL).update(value=Decimal(570))
    assert get_manager().book[RURAL].value_on(TODAY).value == 580
    Adoption.objects.update(serial=2)
    assert get_manager().book[RURAL].value_on(TODAY).value == 570


def test_without_a_database_the_rules_go_on(bureau, monkeypatch):
    adopted((RURAL, 580), since=TODAY)
    assert get_manager().book[RURAL].value_on(TODAY).value == 580

    def gone():
        raise ConnectionError

    monkeypatch.setattr(overlay, "read_stamp", gone)
    overlay.forget()
    assert get_manager().book[RURAL].value_on(TODAY).value == 580


def test_figures_of_a_plugin_that_is_gone_count_for_nothing(bureau):
    adopted((RURAL, 580), since=TODAY)
    ChangedValue.objects.update(key="gone.figure")
    Adoption.objects.update(serial=5)
    overlay.forget()
    assert get_manager().book[RURAL].value_on(TODAY).value == 590
    assert "gone.figure" not in get_manager().book


@pytest.mark.parametrize("digits", ["0.00000001", "999999999999.99", "1.3", "100", "735.50"])
def test_every_digit_is_kept(bureau, digits):
    adopted((RURAL, 580))
    ChangedValue.objects.update(value=Decimal(digits))
    assert ChangedValue.objects.get().value == Decimal(digits)
    assert f"{ChangedValue.objects.get().value:f}" == digits
