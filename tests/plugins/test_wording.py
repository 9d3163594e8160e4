"""Sentences: complete in Chinese, exact where rounding would deceive, and about people without naming them."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest

import plugins.api
from plugins.api import Facts, any_member, household, member, named, parameter
from plugins.api.texts import COMMON_TEXTS

from .world import ON, evaluator

SOURCES = Path(plugins.api.__file__).parent


def because(condition, household=None, members=None, language="en"):
    facts = Facts.from_mapping({"household": household, "members": members})
    return evaluator(condition).evaluate(facts, ON).criteria[0].because_in(language)


@pytest.mark.parametrize("module", ["phrases", "statements", "wording", "changes"])
def test_every_sentence_has_a_chinese_form(module):
    catalogue = COMMON_TEXTS.catalogue("zh-hans")
    tree = ast.parse((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    constants = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    texts = {text for text in constants if "%(" in text and "`" not in text}  # docstrings have backticks
    assert texts
    assert texts - set(catalogue) == set()


def test_the_chinese_forms_use_the_same_values():
    for msgid, text in COMMON_TEXTS.catalogue("zh-hans").items():
        names = {part.split(")")[0] for part in msgid.split("%(")[1:]}
        assert {part.split(")")[0] for part in text.split("%(")[1:]} == names, msgid


def test_rounding_never_makes_a_sentence_untrue():
    per_head = named("Share", household.money / household.size)
    rule = per_head < parameter("t.five")
    assert because(rule, {"money": Decimal("9.99")}, [{}, {}]) == "Share 4.995 yuan, below 5 yuan"
    assert because(rule, {"money": 10}, [{}, {}, {}]) == "Share 3.33 yuan, below 5 yuan"
    assert because(rule, {"money": 10}, [{}, {}]) == "Share 5 yuan, at least 5 yuan"


def test_what_is_known_so_far_is_told():
    rule = household.total < parameter("t.ten_fifty")
    people = [{"money": 6}, {}]
    assert because(rule, None, people) == "total is not known yet, so far at least 6 yuan; it must be below 10.50 yuan"
    assert because(rule, None, [{"money": 6}, {"money": 5}, {}]) == "total so far at least 11 yuan, at least 10.50 yuan"
    assert because(rule) == "total is not known yet; it must be below 10.50 yuan"


def test_only_what_decided_is_told():
    either = (household.letter == "a") | (household.money < parameter("t.five"))
    assert because(either, {"letter": "a", "money": 3}) == "letter: letter a"
    assert because(either, {"letter": "b", "money": 9}) == "letter: letter b; money 9 yuan, at least 5 yuan"
    assert because(either, {"money": 9}) == "not known yet: letter"
    assert because(~household.flag, {"flag": False}) == "flag: no"


def test_people_are_told_by_place_and_relation():
    rule = any_member(member.flag)
    people = [{"flag": True, "relation": "self"}, {"flag": True, "relation": "child"}, {"flag": True}, {"flag": True}]
    told = "the applicant: own flag: yes; member 2 (child): own flag: yes; member 3: own flag: yes and 1 more"
    assert because(rule, None, people) == told
    assert because(rule, None, [{"flag": False}]) == "no member for whom: own flag"
    assert because(rule, {"members_complete": False}, [{"flag": False}]) == "the list of members is not complete"
