"""Properties that must hold for every rule and every household, found by looking for counterexamples."""

import itertools
import os
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plugins.api import Condition, Facts, Term, household
from plugins.api import tree as t
from plugins.api.interpret import conjunction, disjunction

from .random_rules import completed, condition, money, partial_facts
from .world import ON, VOCABULARY, evaluator

TRUTHS = (True, False, None)
MANY = settings(max_examples=int(os.environ.get("RULE_EXAMPLES", "40")), deadline=None)


# Kleene's laws


def test_kleene_laws():
    negate = {True: False, False: True, None: None}
    for a, b, c in itertools.product(TRUTHS, repeat=3):
        assert conjunction([a, b]) is conjunction([b, a])
        assert disjunction([a, b]) is disjunction([b, a])
        assert conjunction([a, conjunction([b, c])]) is conjunction([a, b, c])
        assert disjunction([a, disjunction([b, c])]) is disjunction([a, b, c])
        assert negate[conjunction([a, b])] is disjunction([negate[a], negate[b]])
        assert conjunction([a, disjunction([b, c])]) is disjunction([conjunction([a, b]), conjunction([a, c])])
        assert conjunction([a, True]) is a
        assert disjunction([a, False]) is a
        assert conjunction([a, False]) is False
        assert disjunction([a, True]) is True


def run_both(nodes, amount, given):
    """Evaluate with the compiler and with the interpreter; the raw answers of both."""
    ev = evaluator(*(Condition(n) for n in nodes), amount=Term(amount))
    facts = Facts.from_mapping(given)
    evaluation = ev.evaluate(facts, ON)
    interpreter = evaluation.basis.interpreter()
    truths = [interpreter.condition(n) for n in nodes]
    return evaluation, truths, interpreter.number(amount)


NODES = st.lists(condition(3), min_size=1, max_size=3)
AMOUNT = money(3).map(lambda n: t.Rounded(n, 1, "down"))
WORDS = {True: "met", False: "not_met", None: "unknown"}


@MANY
@given(NODES, AMOUNT, partial_facts())
def test_the_compiler_and_the_interpreter_agree(nodes, amount, given):
    evaluation, truths, bounds = run_both(nodes, amount, given)
    assert [f.result for f in evaluation.criteria] == [WORDS[truth] for truth in truths]
    if evaluation.verdict == "met":
        low, high = bounds
        assert evaluation.amount == (Decimal(low).scaleb(-2) if low == high else None)
    assert bool(evaluation.ask) == (
        evaluation.verdict == "unknown" or (evaluation.verdict == "met" and bounds[0] != bounds[1])
    )


@MANY
@given(NODES, AMOUNT, partial_facts(), st.data())
def test_what_becomes_known_never_contradicts_what_was_decided(nodes, amount, given, data):
    before, truths, (low, high) = run_both(nodes, amount, given)
    full = data.draw(completed(given))
    _, later, (exact, same) = run_both(nodes, amount, full)
    for was, now in zip(truths, later, strict=True):
        assert was is None or now is was
    assert exact == same, "nothing is unknown any more, so the amount is one number"
    assert low <= exact <= high
    if before.verdict == "not_met":
        assert False in later


@MANY
@given(NODES, AMOUNT, partial_facts(), st.data())
def test_the_asked_facts_are_enough_to_decide(nodes, amount, given, data):
    """Once what is asked is answered, verdict (or amount) is settled, whatever else stays unknown."""
    evaluation, _, _ = run_both(nodes, amount, given)
    assume(evaluation.ask)
    full = Facts.from_mapping(data.draw(completed(given)))
    answered = {"household": dict(given["household"]), "applicant": dict(given["applicant"])}
    answered["members"] = [dict(m) for m in given["members"]]
    if "members" in evaluation.ask:
        # The list is completed, and everything about those on it is known.
        answered["household"].pop("members_complete", None)
        answered["members"] = [dict(m) for m in full.members]
    for path in evaluation.ask:
        head, _, rest = path.partition(".")
        if head == "members" and rest:
            index, _, key = rest.partition(".")
            answered["members"][int(index)][key] = full.get(path)
        elif rest:
            answered[head][rest] = full.get(path)
    settled, _, _ = run_both(nodes, amount, answered)
    assert settled.verdict != "unknown"
    if evaluation.verdict == "met":
        assert settled.amount is not None


@MANY
@given(NODES, AMOUNT, partial_facts())
def test_every_answer_can_be_put_into_words(nodes, amount, given):
    evaluation, _, _ = run_both(nodes, amount, given)
    for language in ("zh-hans", "en"):
        answer = evaluation.to_json(language)
        assert all(c["because"] for c in answer["criteria"])
        assert evaluation.explain(language)


# Nothing is asked that cannot flip the verdict. Exact for rules that use each fact once, which is the usual case:
# two uses of one fact may hang together in ways that bounds cannot see.

SMALL = {
    "household.flag": (True, False),
    "household.flag2": (True, False),
    "household.letter": ("a", "b", "c"),
    "household.count": (0, 1, 2, 3),
    "applicant.flag": (True, False),
    "members.0.flag": (True, False),
    "members.1.flag": (True, False),
    "members.0.count": (0, 1, 2, 3),
    "members.1.count": (0, 1, 2, 3),
}


@st.composite
def about_people(draw):
    """Rules over the members that use no fact of theirs twice."""
    own_flag, own_count = t.Holds(t.Fact("member", "flag")), t.Fact("member", "count")
    compare = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
    number = st.integers(0, 4).map(lambda n: t.Constant(Decimal(n)))
    kind = draw(st.sampled_from(["sum", "some", "smallest", "largest"]))
    if kind == "sum":
        whole = t.Arithmetic("+", t.Fact("household", "count"), t.SumMembers(own_count, None))
        op = draw(st.sampled_from(["<", "<=", ">", ">="]))
        some = draw(st.sampled_from([t.AnyMember, t.AllMembers]))(own_flag)
        return [t.Compare(op, whole, t.Constant(Decimal(draw(st.integers(0, 9))))), some]
    if kind == "some":
        return [t.Compare("<" if compare == "==" else compare, t.CountMembers(own_flag), draw(number))]
    extreme = t.ExtremeMember("min" if kind == "smallest" else "max", own_count, own_flag, draw(number))
    left, right = draw(st.permutations([extreme, t.Fact("household", "count")]))
    if compare in ("==", "!="):
        return [t.Compare("<", left, right)]
    return [t.Compare(compare, left, right)]


@st.composite
def read_once(draw):
    """A rule in which no fact stands twice."""
    tests = [
        t.Holds(t.Fact("household", "flag")),
        t.Holds(t.Fact("household", "flag2")),
        t.Holds(t.Fact("applicant", "flag")),
        t.IsIn(t.Fact("household", "letter"), draw(st.sampled_from([("a",), ("b", "c")]))),
        *draw(about_people()),
    ]
    while len(tests) > 1:
        a = tests.pop(draw(st.integers(0, len(tests) - 1)))
        b = tests.pop(draw(st.integers(0, len(tests) - 1)))
        made = draw(st.sampled_from([t.AllOf, t.AnyOf]))((a, b))
        tests.append(t.Not(made) if draw(st.booleans()) else made)
    return tests[0]


def verdict_of(ev, values):
    given = {"household": {}, "applicant": {}, "members": [{}, {}]}
    for path, value in values.items():
        head, _, rest = path.partition(".")
        if head == "members":
            given["members"][int(rest[0])][rest[2:]] = value
        else:
            given[head][rest] = value
    return ev.evaluate(Facts.from_mapping(given), ON)


WHOLE = st.fixed_dictionaries({path: st.sampled_from(values) for path, values in SMALL.items()})


@MANY
@given(read_once(), WHOLE, st.lists(st.sampled_from(list(SMALL)), min_size=1, max_size=5, unique=True))
def test_only_facts_are_asked_that_can_flip_the_verdict(node, household, unknown):
    """All completions are tried: a fact is asked exactly if changing it alone flips the verdict of one of them."""
    ev = evaluator(Condition(node))
    evaluation = verdict_of(ev, {p: v for p, v in household.items() if p not in unknown})
    verdicts = {}
    for values in itertools.product(*(SMALL[p] for p in unknown)):
        verdicts[values] = verdict_of(ev, {**household, **dict(zip(unknown, values, strict=True))}).verdict
    flips = set()
    for values, verdict in verdicts.items():
        for i, path in enumerate(unknown):
            if any(verdicts[(*values[:i], other, *values[i + 1 :])] != verdict for other in SMALL[path]):
                flips.add(path)
    assert set(evaluation.ask) == flips
    assert (evaluation.verdict == "unknown") == bool(flips)


def test_the_vocabulary_of_these_tests_is_sound():
    assert VOCABULARY["household.share"].formula == (household.total / household.size).node
