"""Random rules and random households for property tests, over the vocabulary of `world`.

`inside` says whether a member is in hand, so that facts of one person are at home.
"""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from plugins.api import tree as t

COMPARE = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
LETTERS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True).map(tuple)


def household_fact(*keys):
    """One of these facts of the household."""
    return st.sampled_from([t.Fact("household", key) for key in keys])


def amount_parameter():
    """A parameter in yuan."""
    return st.sampled_from([t.Parameter("t.five"), t.Parameter("t.ten_fifty")])


def money(depth, inside=False):
    """A number in yuan."""
    leaves = [household_fact("money", "other", "total", "share"), amount_parameter()]
    if inside:
        leaves.append(st.just(t.Fact("member", "money")))
    if depth <= 0:
        return st.one_of(leaves)
    sub = st.deferred(lambda: money(depth - 1, inside))
    ratio = st.sampled_from([t.Parameter("t.half"), t.Parameter("t.third_more")])
    divisor = st.sampled_from([t.Parameter("t.two"), t.Fact("household", "size")])
    letter = st.sampled_from([t.Fact("member" if inside else "household", "letter"), t.Fact("household", "letter")])
    branches = [
        st.builds(t.Arithmetic, st.sampled_from("+-"), sub, sub),
        st.builds(t.Arithmetic, st.just("*"), sub, count(depth - 1, inside)),
        st.builds(t.Arithmetic, st.just("*"), ratio, sub),
        st.builds(t.Arithmetic, st.just("/"), sub, divisor),
        st.builds(t.Rounded, sub, st.sampled_from([1, 10, 100]), st.sampled_from(["up", "down", "half_up"])),
        st.builds(t.Pick, st.sampled_from(["largest", "smallest"]), st.tuples(sub, sub)),
        st.builds(t.Pick, st.just("largest"), st.tuples(sub, st.just(t.Constant(Decimal(0))))),
        st.builds(lambda key, a, b, c: t.Lookup(key, (("a", a), ("b", b), ("c", c))), letter, sub, sub, sub),
        st.builds(t.Named, st.just("a name"), sub),
    ]
    return st.one_of(*leaves, *branches, *([] if inside else aggregates(depth)))


def aggregates(depth):
    """Sums and extremes over the members."""
    value = st.deferred(lambda: money(depth - 1, inside=True))
    where = st.deferred(lambda: condition(depth - 1, inside=True))
    kind = st.sampled_from(["min", "max"])
    return [
        st.builds(t.SumMembers, value, st.none() | where),
        st.builds(t.ExtremeMember, kind, value, st.none(), st.none()),
        st.builds(t.ExtremeMember, kind, value, where, st.deferred(lambda: money(depth - 1))),
    ]


def count(depth, inside=False):
    """A plain number."""
    constant = st.integers(-2, 3).map(lambda n: t.Constant(Decimal(n)))
    found = [household_fact("count", "size"), constant, st.just(t.Parameter("t.two"))]
    if inside:
        found.append(st.just(t.Fact("member", "count")))
    elif depth > 0:
        where = st.deferred(lambda: condition(depth - 1, inside=True))
        found.append(st.builds(t.CountMembers, st.none() | where))
    return st.one_of(found)


def months(inside=False):
    """A number of months."""
    days = [t.Fact("household", "day"), *([t.Fact("member", "born")] if inside else [])]
    return st.one_of(
        st.just(t.Parameter("t.six")),
        st.sampled_from(days).map(t.MonthsSince),
        st.builds(t.Arithmetic, st.sampled_from("+-"), st.just(t.Parameter("t.six")), st.just(t.Parameter("t.six"))),
    )


def condition(depth, inside=False):
    """A condition; with depth 0 one test of a fact."""
    below = max(depth - 1, 0)
    leaves = [
        st.sampled_from([t.Holds(t.Fact("household", "flag")), t.Holds(t.Fact("applicant", "flag"))]),
        st.builds(t.IsIn, household_fact("letter"), LETTERS),
        st.builds(t.Received, st.just("other-scheme"), st.none() | months(inside)),
        st.builds(t.Compare, COMPARE, months(inside), months(inside)),
        st.builds(t.Compare, COMPARE, money(below, inside), money(below, inside)),
        st.builds(t.Compare, COMPARE, count(below, inside), count(below, inside)),
    ]
    if inside:
        leaves += [
            st.just(t.Holds(t.Fact("member", "flag"))),
            st.builds(t.IsIn, st.just(t.Fact("member", "letter")), LETTERS),
            st.builds(t.Compare, COMPARE, st.just(t.Fact("member", "years")), st.just(t.Parameter("t.eighteen"))),
        ]
    if depth <= 0:
        return st.one_of(leaves)
    sub = st.deferred(lambda: condition(depth - 1, inside))
    items = st.lists(sub, min_size=1, max_size=3).map(tuple)
    branches = [
        st.builds(t.AllOf, items),
        st.builds(t.AnyOf, items),
        st.builds(t.Not, sub),
        st.builds(t.Between, money(below, inside), money(0, inside), money(0, inside)),
    ]
    if not inside:
        where = st.deferred(lambda: condition(below, inside=True))
        branches += [st.builds(t.AnyMember, where), st.builds(t.AllMembers, where)]
    return st.one_of(*leaves, *branches)


# Households, with anything unknown

AMOUNTS = st.integers(0, 2000).map(lambda fen: Decimal(fen) / 100)
# Around half a year before the day of the evaluation, where six months begin to be full.
SINCE = st.dates(date(2026, 3, 14), date(2026, 3, 20)) | st.dates(date(2000, 1, 1), date(2026, 9, 17))
RECEIVES = st.fixed_dictionaries({}, optional={"other-scheme": SINCE, "third-scheme": SINCE})
VALUES = {
    "household": {
        "money": AMOUNTS,
        "other": AMOUNTS,
        "count": st.integers(0, 3),
        "flag": st.booleans(),
        "letter": st.sampled_from("abc"),
        "receives": RECEIVES,
        "day": SINCE,
    },
    "member": {
        "money": AMOUNTS,
        "count": st.integers(0, 3),
        "flag": st.booleans(),
        "letter": st.sampled_from("abc"),
        "born": st.dates(date(1990, 1, 1), date(2026, 9, 17)),
    },
    "applicant": {"flag": st.booleans()},
}
GIVEN_TOO = {"total": AMOUNTS, "size": st.integers(1, 5)}  # derived facts may be given; then they win
# Schemes received since a day nobody knows, or without any day.
DAYS_UNKNOWN = st.lists(st.sampled_from(["other-scheme", "third-scheme"]), unique=True) | st.fixed_dictionaries(
    {}, optional={"other-scheme": st.none() | SINCE.map(str)}
)


def part(scope, *, known):
    """Values of a scope, each possibly unknown unless `known`."""
    return st.fixed_dictionaries(VALUES[scope]) if known else st.fixed_dictionaries({}, optional=VALUES[scope])


@st.composite
def partial_facts(draw):
    """A household of which anything may be unknown, the list of members too."""
    given = {"household": draw(part("household", known=False)), "applicant": draw(part("applicant", known=False))}
    given["household"] |= draw(st.fixed_dictionaries({}, optional=GIVEN_TOO))
    if "receives" in given["household"] and draw(st.booleans()):
        given["household"]["receives"] = draw(DAYS_UNKNOWN)
    given["members"] = draw(st.lists(part("member", known=False), max_size=3))
    if draw(st.booleans()):
        given["household"]["members_complete"] = False
    return given


@st.composite
def completed(draw, given):
    """The same household once everything is known."""
    full = {"household": draw(part("household", known=True)) | given["household"]}
    full["household"].pop("members_complete", None)
    received = full["household"]["receives"]
    days = received if isinstance(received, dict) else dict.fromkeys(received)
    full["household"]["receives"] = {key: day or draw(SINCE) for key, day in days.items()}
    full["applicant"] = draw(part("applicant", known=True)) | given["applicant"]
    full["members"] = [draw(part("member", known=True)) | m for m in given["members"]]
    if not given["members"] or given["household"].get("members_complete") is False:
        full["members"] += draw(st.lists(part("member", known=True), min_size=0 if given["members"] else 1, max_size=3))
    return full
