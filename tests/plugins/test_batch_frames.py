"""What frames may hold: types of columns, impossible values, ids, rosters. Nothing wrong is silent, nothing crashes."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from plugins.api import Facts, any_member, household, member, parameter, received
from plugins.batch import FrameError, frames_from_facts

from .batch_world import program
from .world import VOCABULARY

FIVE = parameter("t.five")
RICH = household.money > FIVE
LETTER_A = household.letter.is_in("a")


def one(condition, households, people=None):
    """Truths and problems (as tuples) of one criterion."""
    outcome = program(condition).screen(pl.DataFrame(households), None if people is None else pl.DataFrame(people))
    return outcome.results["test/c0"].to_list(), outcome.problems.rows()


def refused_rows(truths, values):
    """Rows with a value that led to no truth."""
    pairs = enumerate(zip(truths, values, strict=True))
    return [row for row, (truth, value) in pairs if truth is None and value is not None]


@pytest.mark.parametrize(
    ("values", "truths", "what"),
    [
        (pl.Series([5, 6, None]), [False, True, None], None),
        (pl.Series([5, 6], dtype=pl.UInt8), [False, True], None),
        (pl.Series([Decimal("5.00"), Decimal("5.01"), None]), [False, True, None], None),
        (pl.Series([Decimal("5"), Decimal("6")]), [False, True], None),
        (pl.Series([Decimal("5.0100"), Decimal("5.0099")]), [True, None], "at most two decimals"),
        (pl.Series(["5.00", "5.01", " 6 ", "1e1", None]), [False, True, True, True, None], None),
        (pl.Series(["5.00"], dtype=pl.Categorical), [False], None),
        (pl.Series(["5.001"]), [None], "at most two decimals"),
        (pl.Series(["much"]), [None], "must be an amount in yuan"),
        (pl.Series(["NaN"]), [None], "must be an amount in yuan"),
        (pl.Series(["1e400"]), [None], "must be an amount in yuan"),
        (pl.Series([21, -1, 2**62]), [None, None, None], "must be an amount in yuan between 0 and 20"),
        (pl.Series([2**63], dtype=pl.UInt64), [None], "must be an amount in yuan between 0 and 20"),
        (pl.Series([2**100], dtype=pl.Int128), [None], "must be an amount in yuan between 0 and 20"),
        (pl.Series([Decimal("20.01")]), [None], "must be an amount in yuan between 0 and 20"),
        (pl.Series([float("nan"), 6.0]), [None, None], "never a float"),
        (pl.Series([True]), [None], "never a float), not bool"),
        (pl.Series([date(2026, 1, 1)]), [None], "not date"),
        (pl.Series([[6]]), [None], "not list"),
        (pl.Series([6, "7", 1.5, None], dtype=pl.Object), [True, True, None, None], "not float"),
        (pl.Series([None, None]), [None, None], None),
    ],
)
def test_money(values, truths, what):
    found, problems = one(RICH, {"id": range(len(values)), "money": values})
    assert found == truths
    refused = [
        i for i, (truth, value) in enumerate(zip(truths, values, strict=True)) if truth is None and value is not None
    ]
    assert [(i, path) for i, path, _ in problems] == [(str(i), "household.money") for i in refused]
    assert all(what in text for *_, text in problems)


@pytest.mark.parametrize(
    ("condition", "key", "values", "truths", "what"),
    [
        (household.count >= parameter("t.two"), "count", [1, 2, None, 4], [False, True, None, None], "from 0 to 3"),
        (household.count >= parameter("t.two"), "count", [2.0], [None], "must be a whole number, not float"),
        (household.count >= parameter("t.two"), "count", ["2"], [None], "must be a whole number, not str"),
        (household.flag, "flag", [True, None, False], [True, None, False], None),
        (household.flag, "flag", [1, 0], [None, None], "must be true or false"),
        (household.flag, "flag", ["yes"], [None], "must be true or false"),
        (
            household.letter.is_in("a"),
            "letter",
            ["a", "b", "x", "", None],
            [True, False, None, None, None],
            "one of a, b",
        ),
        (household.letter.is_in("a"), "letter", [1], [None], "must be one of a, b, c"),
        (household.letter.is_in("a"), "letter", pl.Series(["c", "a"], dtype=pl.Enum(["c", "a"])), [False, True], None),
    ],
)
def test_other_types(condition, key, values, truths, what):
    found, problems = one(condition, {"id": range(len(values)), key: values})
    assert found == truths
    assert len(problems) == len(refused_rows(truths, values))
    assert all(what in text for *_, text in problems)


@pytest.mark.parametrize(
    ("values", "truths"),
    [
        ([date(2000, 1, 1), date(2010, 1, 1), None], [True, False, None]),
        (["2000-01-01", "20000101", "2000-13-01", "long ago", "1989-12-31"], [True, True, None, None, None]),
        ([datetime(2000, 1, 1)], [None]),
        ([20000101], [None]),
    ],
)
def test_dates(values, truths):
    people = {"household": [1] * len(values), "born": values}
    for position, truth in enumerate(truths):
        row = {name: column[position : position + 1] for name, column in people.items()}
        assert one(any_member(member.years >= parameter("t.eighteen")), {"id": [1]}, row)[0] == [truth]
    _, problems = one(any_member(member.years >= parameter("t.eighteen")), {"id": [1]}, people)
    assert [path for _, path, _ in problems] == [f"members.{i}.born" for i in refused_rows(truths, values)]


def since(day):
    return {"scheme": "other-scheme", "since": day}


SINCE = pl.List(pl.Struct({"scheme": pl.String, "since": pl.Date}))


@pytest.mark.parametrize(
    ("values", "plain", "long"),
    [
        (pl.Series([["other-scheme"], [], None, ["x"]]), [True, False, None, False], [None, False, None, False]),
        (pl.Series([[], []], dtype=pl.List(pl.Null)), [False, False], [False, False]),
        (
            pl.Series([[since(date(2026, 3, 17))], [since(date(2026, 3, 18))], [since(None)]], dtype=SINCE),
            [True, True, True],
            [True, False, None],
        ),
        (
            pl.Series([[since("2026-03-17")], [since("20260317")]]),
            [True, True],
            [True, True],
        ),
    ],
)  # fmt: skip
def test_schemes_received(values, plain, long):
    ids = range(len(values))
    assert one(received("other-scheme"), {"id": ids, "receives": values}) == (plain, [])
    assert one(received("other-scheme", months=parameter("t.six")), {"id": ids, "receives": values}) == (long, [])


@pytest.mark.parametrize(
    ("values", "what"),
    [
        (pl.Series([["other-scheme", None]]), "must be a list of scheme keys"),
        (pl.Series([[1]]), "must be a list of scheme keys"),
        (pl.Series(["other-scheme"]), "must be a list of scheme keys"),
        (pl.Series([[{"scheme": "other-scheme", "since": "last year"}]]), "must be a date such as 2026-09-17"),
        (pl.Series([[{"scheme": "other-scheme", "since": 5}]]), "must be a date, not int"),
        (pl.Series([[{"key": "other-scheme"}]]), "must be a list of scheme keys"),
    ],
)
def test_schemes_received_that_cannot_be(values, what):
    truths, problems = one(received("other-scheme"), {"id": [1, 2], "receives": values.extend_constant(None, 1)})
    assert truths == [None, None]
    assert [(i, path) for i, path, _ in problems] == [("1", "household.receives")]
    assert what in problems[0][2]


def test_an_impossible_value_of_a_derived_fact_leaves_its_formula():
    truths, problems = one(household.total > FIVE, {"id": [1], "total": [5000]}, {"household": [1], "money": [6]})
    assert truths == [True]
    assert problems[0][1] == "household.total"


# Ids and rosters


def test_members_in_any_order_belong_to_their_households():
    people = {"household": [2, 1, 3, 2, 1, 2], "money": [1, 2, 3, 4, 5, 6]}
    truths, problems = one(
        household.total == FIVE + household.money, {"id": [1, 2, 3, 4], "money": [2, 6, 0, 0]}, people
    )
    assert (truths, problems) == ([True, True, False, None], [])


def test_members_keep_their_positions_whatever_the_order():
    people = {"household": ["b", "a", "b"], "money": [1, 99, 99]}
    _, problems = one(household.total > FIVE, {"id": ["a", "b"]}, people)
    assert [(i, path) for i, path, _ in problems] == [("a", "members.0.money"), ("b", "members.1.money")]


def test_members_of_nobody_are_reported_and_left_out():
    people = {"household": [1, 7, None, 1], "money": [1, 20, 20, 1]}
    truths, problems = one(household.total > FIVE, {"id": [1, 2]}, people)
    assert truths == [False, None]
    assert [(i, path) for i, path, _ in problems] == [("7", "members"), (None, "members")]


def test_of_an_id_given_twice_or_not_at_all_nothing_is_taken_as_known():
    households = {"id": [1, 2, 2, None], "money": [6, 6, 1, 6]}
    outcome = program(RICH, any_member(member.flag)).screen(
        pl.DataFrame(households), pl.DataFrame({"household": [1, 2], "flag": [True, True]})
    )
    assert outcome.results["test/c0"].to_list() == [True, None, None, None]
    assert outcome.results["test/c1"].to_list() == [True, None, None, None]
    assert outcome.results["id"].to_list() == [1, 2, 2, None]
    assert sorted(outcome.problems["id"].to_list(), key=str) == ["2", "2", None]


def test_ids_of_another_type_meet_as_text():
    assert one(household.total > FIVE, {"id": [1]}, {"household": ["1"], "money": [6]}) == ([True], [])


def test_a_roster_said_to_be_incomplete_may_grow():
    people = {"household": [1, 2, 3, 4], "money": [1, 1, 1, 1]}
    households = {"id": [1, 2, 3, 4], "members_complete": [True, False, None, None]}
    assert one(household.total < FIVE, households, people)[0] == [True, None, True, True]
    truths, problems = one(household.total < FIVE, households | {"members_complete": ["yes", None, None, None]}, people)
    assert truths == [None, True, True, True]
    assert problems[0][:2] == ("1", "household.members_complete")


def test_frames_without_ids_are_refused():
    with pytest.raises(FrameError, match="no column `id`"):
        program(RICH).run(pl.DataFrame({"money": [1]}))
    with pytest.raises(FrameError, match="no column `household`"):
        program(RICH).run(pl.DataFrame({"id": [1]}), pl.DataFrame({"id": [1], "money": [1]}))


def test_no_households_at_all():
    result = program(RICH, any_member(member.flag), amount=household.money).run(pl.DataFrame({"id": []}))
    assert result.columns == [
        "id", "test/verdict", "test/amount_low", "test/amount_high", "test/c0", "test/c1", "problems"
    ]  # fmt: skip
    assert len(result) == 0


def test_more_households_than_fit_in_one_block(monkeypatch):
    monkeypatch.setattr("plugins.batch.program.BLOCK", 7)
    households = pl.DataFrame({"id": range(50), "money": [None if i % 5 == 0 else i % 9 for i in range(50)]})
    people = pl.DataFrame({"household": [i for i in range(50) for _ in range(i % 4)], "money": 3})
    whole = program(RICH, household.total > FIVE, amount=household.total)
    in_blocks = whole.run(households, people)
    monkeypatch.undo()
    assert in_blocks.equals(whole.run(households, people))
    assert in_blocks["test/c1"].to_list() == [None if i % 4 == 0 else i % 4 > 1 for i in range(50)]


# Frames from facts


def test_frames_from_facts_report_what_cannot_be():
    facts = [
        Facts.from_mapping({"household": {"money": 6, "letter": "z"}, "members": [{"money": 1}, {"born": "never"}]}),
        Facts.from_mapping(
            {"household": {"money": 1.5, "unheard-of": 1, "members_complete": "perhaps"}, "members": [{}]}
        ),
    ]
    households, people = frames_from_facts(facts, VOCABULARY, ids=["a", "b"])
    assert households["members_complete"].to_list() == [None, False]
    outcome = program(RICH, household.total >= 0).screen(households, people)
    assert outcome.results["test/c0"].to_list() == [True, None]
    assert sorted((i, path) for i, path, _ in outcome.problems.rows()) == [
        ("a", "household.letter"),
        ("a", "members.1.born"),
        ("b", "household.members_complete"),
        ("b", "household.money"),
    ]
    assert program(RICH).run(households, people)["problems"].to_list() == [2, 2]


def test_frames_from_no_facts():
    households, people = frames_from_facts([], VOCABULARY)
    assert len(program(RICH).run(households, people)) == 0
