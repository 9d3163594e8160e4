"""Questions put to some people only: to members of an age, or after certain answers. No rule needs them of others."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.api import FactDefinition, Facts, LoadError
from plugins.api.common import COMMON
from plugins.manager import get_manager

SCHEMES = sorted(get_manager().schemes())
TODAY = date(2026, 11, 20)
AGES = (0, 3, 7, 15, 16, 17, 18, 30, 59, 60, 62, 80)


def answers(definition: FactDefinition) -> st.SearchStrategy:
    """An answer to a question, or none."""
    if definition.type == "boolean":
        return st.sampled_from([None, True, False])
    if definition.type == "choice":
        return st.sampled_from([None, *definition.values])
    if definition.type == "date":
        return st.sampled_from([None, date(2025, 1, 1), date(2026, 10, 1)])
    return st.sampled_from([None, *map(Decimal, ("0", "1", "700", "50000"))])


def questions(key: str, scope: str) -> dict[str, FactDefinition]:
    """What a scheme asks of a household, a member or the applicant, by key."""
    return {d.key: d for d in get_manager().questions([key]) if d.scope == scope}


@st.composite
def families(draw, key: str):
    """Everything a scheme asks, answered or not, for one to three people of known age."""

    def part(scope: str) -> dict:
        return {fact: draw(answers(definition)) for fact, definition in questions(key, scope).items()}

    members = [
        {"relation": relation, "age": draw(st.sampled_from(AGES)), **part("member")}
        for relation in ("self", "spouse", "child")[: draw(st.integers(1, 3))]
    ]
    received = draw(st.sampled_from([[], ["minimum-living-allowance"], ["destitute-support"], None]))
    household = {"receives": received, "members_complete": True, **part("household")}
    return {"household": household, "members": members, "applicant": part("applicant")}


def put(definition: FactDefinition, told: dict, asked: dict[str, FactDefinition]) -> bool:
    """Whether a form puts the question to whoever told these answers."""
    if not definition.concerns(told.get("age")):
        return False
    if definition.follows is None or definition.follows[0] not in asked:
        return True
    return put(asked[definition.follows[0]], told, asked) and told.get(definition.follows[0]) in definition.follows[1]


def waits(definition: FactDefinition, told: dict, asked: dict[str, FactDefinition]) -> bool:
    """Whether a question before it, which decides whether it is put at all, is still open."""
    if definition.follows is None or definition.follows[0] not in asked:
        return False
    before = asked[definition.follows[0]]
    return told.get(before.key) is None or waits(before, told, asked)


def as_asked(key: str, family: dict) -> dict:
    """The same family without the answers to questions that were not put."""

    def left(scope: str, told: dict) -> dict:
        asked = questions(key, scope)
        return {k: v for k, v in told.items() if k not in asked or put(asked[k], told, asked)}

    return {
        "household": left("household", family["household"]),
        "members": [left("member", member) for member in family["members"]],
        "applicant": left("applicant", family["applicant"]),
    }


@pytest.mark.parametrize("key", SCHEMES)
def test_no_rule_needs_an_answer_of_somebody_who_is_not_asked(key):
    """The same verdict and amount with and without it, and nobody asks for it afterwards."""
    manager = get_manager()

    @settings(max_examples=60, deadline=None)
    @given(families(key))
    def check(family):
        everything = manager.evaluate(key, Facts.from_mapping(family), on=TODAY)
        asked = manager.evaluate(key, Facts.from_mapping(as_asked(key, family)), on=TODAY)
        # Where the answer that decides who is asked is itself missing, more may be open, never less or otherwise.
        if asked.verdict != "unknown":
            assert asked.verdict == everything.verdict
        if asked.amount is not None:
            assert (asked.amount, asked.limits) == (everything.amount, everything.limits)
        for path in asked.ask:
            definition = manager.vocabulary.at_path(path)
            head, _dot, rest = path.partition(".")
            told = family["members"][int(rest.split(".")[0])] if head == "members" else family.get(head, {})
            scope = "member" if head == "members" else head
            if definition is None or definition.key not in questions(key, scope):
                continue
            asks = questions(key, scope)
            assert waits(definition, told, asks) or put(definition, told, asks), path

    check()


def test_ages_belong_to_members():
    with pytest.raises(LoadError, match="ages are those of members"):
        FactDefinition("stove", "household", "boolean", "Stove", ages=(0, 17))
    with pytest.raises(LoadError, match="the lower first"):
        FactDefinition("stove", "member", "boolean", "Stove", ages=(17, 0))


def test_an_unknown_age_is_asked():
    child = FactDefinition("toys", "member", "boolean", "Toys", ages=(0, 17))
    assert [child.concerns(age) for age in (None, 0, 17, 18)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("follows", "words"),
    [
        (("wrok", ("employed",)), "did you mean member.work"),
        (("work", ("sleeping",)), "cannot be answered with 'sleeping'"),
        (("insured", ("yes",)), "cannot be answered with 'yes'"),
        (("income_monthly", (0,)), "cannot be answered with 0"),
        (("work", ()), "names the answers"),
    ],
)
def test_a_follow_up_follows_an_answer_that_can_be_given(follows, words):
    with pytest.raises(LoadError, match=words):
        COMMON.extended([FactDefinition("test.tools", "member", "boolean", "Tools", follows=follows)])
