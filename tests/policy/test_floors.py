"""Floors, dates, places (R6.10): what can be adopted, and what must change together."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from plugins.api.errors import LoadError
from plugins.api.parameterfile import read_parameters
from plugins.api.parameters import ParameterBook, ParameterValue
from plugins.manager import get_manager
from portal.policy import actions, checks, drafting, errors, floors, listing, overlay
from portal.policy.models import ParameterChange
from tests.cases.builders import staff
from tests.policy.builders import (
    DESTITUTE_RURAL,
    DESTITUTE_URBAN,
    RURAL,
    TODAY,
    URBAN,
    adopted,
    content,
    draft,
    proposed,
    read,
)  # fmt: skip


def refused(*values, **changes) -> list[errors.TooLow]:
    with pytest.raises(errors.FloorBroken) as caught:
        draft(*values, **changes)
    return list(caught.value.figures)


@pytest.mark.parametrize(("value", "passes"), [("955.50", True), ("955.49", False), ("955.5", True), (956, True)])
def test_exactly_one_point_three_times_is_enough(bureau, value, passes):
    if passes:
        assert draft((DESTITUTE_URBAN, value)).state == ParameterChange.State.DRAFT
    else:
        assert [(figure.key, figure.least) for figure in refused((DESTITUTE_URBAN, value))] == [
            (DESTITUTE_URBAN, "955.50 元/月")
        ]


def test_raising_the_base_names_what_must_rise_with_it(bureau):
    low = refused((URBAN, 780), (RURAL, 600))
    assert {(figure.key, figure.value, figure.least, figure.own) for figure in low} >= {
        (DESTITUTE_URBAN, "956 元/月", "1,014 元/月", True),
        (DESTITUTE_RURAL, "767 元/月", "780 元/月", True),
    }
    with pytest.raises(errors.FloorBroken, match=r"特困.*2027-01-01 起应不低于 1,014 元/月"):
        draft((URBAN, 780))
    assert draft((URBAN, 780), (RURAL, 600), (DESTITUTE_URBAN, 1014), (DESTITUTE_RURAL, 780))


def test_the_least_value_is_rounded_up_to_the_fen(bureau):
    assert refused((URBAN, "735.55"))[0].least == "956.22 元/月"


def test_a_base_raised_in_one_township_counts_there(bureau):
    low = refused((URBAN, 780, "liuhe"))
    assert [(figure.key, figure.office, figure.place) for figure in low] == [(DESTITUTE_URBAN, "liuhe", "柳河镇")]
    assert draft((URBAN, 780, "liuhe"), (DESTITUTE_URBAN, 1014, "liuhe"))


def test_a_village_below_its_township_counts_too(bureau):
    adopted((URBAN, 780, "liuhe"), (DESTITUTE_URBAN, 1014, "liuhe"))
    assert refused((DESTITUTE_URBAN, 1000, "hedong"))[0].office == "hedong"
    assert refused((URBAN, 790, "hedong"))[0].office == "hedong"
    assert draft((DESTITUTE_URBAN, 1000, "shangba"))


def test_what_was_adopted_for_later_counts(bureau):
    adopted((URBAN, 780), (DESTITUTE_URBAN, 1014), since=dt.date(2027, 7, 1))
    assert draft((DESTITUTE_URBAN, 960, None), since=dt.date(2027, 1, 1), until=dt.date(2027, 6, 30))
    low = refused((DESTITUTE_URBAN, 960, None), since=dt.date(2027, 7, 1))
    assert low[0].on == "2027-07-01"


def test_a_temporary_base_that_ends_counts_while_it_holds(bureau):
    low = refused((URBAN, 780), until=dt.date(2027, 3, 31))
    assert low[0].on == "2027-01-01"
    assert draft((URBAN, 780), (DESTITUTE_URBAN, 1014), until=dt.date(2027, 3, 31))


def test_a_draft_that_was_right_is_looked_at_again(bureau):
    late = draft((DESTITUTE_URBAN, 960))
    adopted((URBAN, 750), (DESTITUTE_URBAN, 1000))
    with pytest.raises(errors.FloorBroken):
        actions.propose(actor=staff("maker"), change=late)


def test_the_past_stays(bureau):
    with pytest.raises(errors.ChangeInvalid, match="已经过去"):
        draft((URBAN, 730), since=TODAY - dt.timedelta(days=1))
    assert draft((URBAN, 730), since=TODAY)
    fixed = adopted((URBAN, 733), since=dt.date(2026, 7, 1), correction=True)
    assert fixed.correction
    held = get_manager().book[URBAN].value_on(dt.date(2026, 7, 1))
    assert (held.value, held.source) == (Decimal(733), "清民发〔2026〕40号")


def test_a_day_that_passed_while_it_waited_is_not_adopted(bureau, travel):
    change = proposed((URBAN, 730), since=dt.date(2026, 9, 18))
    read(change)
    travel.move_to(dt.datetime(2026, 9, 19, 9, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    with pytest.raises(errors.ChangeInvalid, match="已经过去"):
        actions.approve(actor=staff("checker"), change=change)
    assert ParameterChange.objects.get().state == "proposed"


def test_a_temporary_value_gives_way_to_the_one_before(bureau):
    adopted((RURAL, 585), until=dt.date(2027, 1, 31))
    days = {dt.date(2026, 12, 31): 590, dt.date(2027, 1, 1): 585, dt.date(2027, 1, 31): 585, dt.date(2027, 2, 1): 590}
    assert {day: get_manager().book[RURAL].value_on(day).value for day in days} == days


def test_all_problems_are_told_at_once(bureau):
    wrong = content((URBAN, "730.001"), (URBAN, 1), since=TODAY - dt.timedelta(1), reason=" ", source="")
    with pytest.raises(errors.ChangeInvalid) as caught:
        drafting.check(wrong)
    assert {(problem.field, problem.row) for problem in caught.value.problems} == {
        ("since", None), ("reason", None), ("source", None), ("value", 0), ("key", 1),
    }  # fmt: skip


LADDER = """
demo.base:
  unit: yuan/month
  label: Base
  values: [{from: 2026-01-01, value: 100, source: A}, {from: 2026-01-01, office: liuhe, value: 200, source: A}]
demo.high:
  unit: yuan/month
  label: High
  floor: {times: 2, of: demo.base, override: reason}
  values: [{from: 2026-01-01, value: 200, source: A}, {from: 2026-01-01, office: liuhe, value: %s}]
"""


def ladder(tmp_path, value: str) -> ParameterBook:
    path = tmp_path / "parameters.yaml"
    path.write_text(LADDER % value)
    return ParameterBook(read_parameters(path, "demo"))


def test_a_floor_in_principle_asks_for_a_reason(tmp_path):
    with pytest.raises(LoadError, match=r"demo.high is 300 on 2026-01-01, below its floor of 400"):
        ladder(tmp_path, "300, source: A").check_floors(["demo.high"])
    book = ladder(tmp_path, "300, source: A, below_floor: Agreed with the province")
    book.check_floors(["demo.high"])
    assert book["demo.high"].floor.in_principle


RISES = """
demo.base:
  unit: yuan/month
  label: Base
  values: [{from: 2026-01-01, value: 100, source: A}, {from: 2028-01-01, value: %s, source: A}]
demo.high:
  unit: yuan/month
  label: High
  floor: {times: 2, of: demo.base, override: reason}
  values: [{from: 2026-01-01, value: 150, source: A, below_floor: Agreed with the province}]
"""


@pytest.mark.parametrize(("later", "told"), [("100", []), ("90", []), ("101", [(dt.date(2028, 1, 1), Decimal(202))])])
def test_a_reason_answers_for_the_floor_it_was_given_for(tmp_path, monkeypatch, later, told):
    """A floor that rises later is told, in `portal check` with the line, and takes no plugin down."""
    path = tmp_path / "parameters.yaml"
    path.write_text(RISES % later)
    book = ParameterBook(read_parameters(path, "demo"))
    book.check_floors(["demo.high"])
    assert [(breach.on, breach.least) for breach in book.breaches()] == told
    monkeypatch.setattr(get_manager(), "shipped", book)
    warned = [warning.msg for warning in checks.check_reasons()]
    assert len(warned) == len(told)
    assert all(f"{path}:10: demo.high is 150 on 2028-01-01, below its floor of 202" in message for message in warned)


WHY = "省里批准试点"


def test_a_gap_that_grows_later_wants_a_reason_anew(bureau):
    adopted((DESTITUTE_URBAN, 900, None, WHY))
    later = {"since": dt.date(2027, 7, 1)}
    (low,) = refused((URBAN, 780), **later)
    assert (low.key, low.on, low.in_principle) == (DESTITUTE_URBAN, "2027-07-01", True)
    assert draft((URBAN, 780), (DESTITUTE_URBAN, 900, None, "试点延长一年"), **later)
    assert draft((URBAN, 700), **later), "a gap that shrinks needs no word"


def test_raising_the_floor_from_the_same_day_makes_the_gap_grow_too(bureau):
    adopted((DESTITUTE_URBAN, 900, None, WHY))
    assert [low.key for low in refused((URBAN, 780))] == [DESTITUTE_URBAN]
    assert draft((URBAN, 780), (DESTITUTE_URBAN, 900, None, "试点延长一年"))


def test_an_agency_does_not_wait_for_the_reason_of_another_one(bureau):
    adopted((DESTITUTE_URBAN, 900, None, WHY))
    since = dt.date(2027, 7, 1)
    before = get_manager().book
    after = before.overlaid({URBAN: [ParameterValue(Decimal(780), since, None, None, "清民发〔2027〕1号")]})
    floors.check("education", since, before, after)
    assert list(floors.standing(after, TODAY)) == [DESTITUTE_URBAN], "it is asked for on the pages"
    with pytest.raises(errors.FloorBroken):
        floors.check("civil-affairs", since, before, after)


def test_what_a_new_version_of_a_plugin_puts_below_its_floor_is_said_on_the_pages(bureau, monkeypatch, client):
    adopted((DESTITUTE_URBAN, 900, None, WHY))
    raised = [ParameterValue(Decimal(780), dt.date(2027, 7, 1), None, None, "清民发〔2027〕1号")]
    monkeypatch.setattr(get_manager(), "shipped", get_manager().shipped.overlaid({URBAN: raised}))
    monkeypatch.setattr(overlay, "_known", None)
    overlay.forget()
    client.force_login(staff("maker").user)
    (figure,) = listing.figures(TODAY, keys=[DESTITUTE_URBAN])
    assert figure.number == 956, "the rules reckon with it as it stands"
    assert ["900 元/月，自 2027-07-01 起应不低于 1,014 元/月" in sentence for sentence in figure.too_low] == [True]
    for address in (reverse("policy:figures"), reverse("policy:history", args=[DESTITUTE_URBAN])):
        assert figure.too_low[0] in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        ("floor: {times: 2, of: demo.none}", "unknown parameter demo.none"),
        ("floor: {times: 2}", "{times: 1.3, of: other.parameter}"),
        ("floor: {least: 2, times: 2, of: demo.x}", "{least: 100}"),
        ("floor: {least: 2, override: always}", "override: reason"),
        ("floor: 200", "below its floor of 200"),
        ("range: [1]", "the least and the most"),
        ("range: [9, 1]", "begins above its end"),
        ("range: [1, 12]", "lies outside the parameter's range"),
    ],
)
def test_mistakes_in_the_file_speak(tmp_path, field, complaint):
    path = tmp_path / "parameters.yaml"
    path.write_text(
        f"demo.x:\n  unit: yuan\n  label: X\n  {field}\n  values: [{{from: 2026-01-01, value: 100, source: A}}]\n"
    )
    with pytest.raises(LoadError) as caught:
        ParameterBook(read_parameters(path, "demo")).check_floors(["demo.x"])
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("unit", "value"), [("yuan", "1.005"), ("count", "1.5"), ("age", "17.5"), ("times", "1.123456789")]
)
def test_numbers_a_unit_cannot_have(tmp_path, unit, value):
    path = tmp_path / "parameters.yaml"
    path.write_text(
        f"demo.x:\n  unit: {unit}\n  label: X\n  values: [{{from: 2026-01-01, value: {value}, source: A}}]\n"
    )
    with pytest.raises(LoadError):
        read_parameters(path, "demo")
