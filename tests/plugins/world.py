"""A small vocabulary and parameter book of its own, so that tests of the rules do not hang on any agency's policy."""

from datetime import date
from decimal import Decimal

from plugins.api import Choice, FactDefinition, Vocabulary, age, clause, criterion, eligible, household, member
from plugins.api.check import check_scheme
from plugins.api.evaluation import Evaluator
from plugins.api.parameters import ParameterBook, ParameterDefinition, ParameterValue
from plugins.api.scheme import Scheme
from plugins.api.texts import COMMON_TEXTS

ON = date(2026, 9, 17)
LETTERS = (Choice("a", "letter a"), Choice("b", "letter b"), Choice("c", "letter c"))
# Small ranges: a search over all completions stays possible.
VOCABULARY = Vocabulary(
    [
        FactDefinition("money", "household", "money", "money", range=(0, 20)),
        FactDefinition("other", "household", "money", "other money", range=(0, 20)),
        FactDefinition("count", "household", "count", "count", range=(0, 3)),
        FactDefinition("flag", "household", "boolean", "flag"),
        FactDefinition("flag2", "household", "boolean", "second flag"),
        FactDefinition("letter", "household", "choice", "letter", choices=LETTERS),
        FactDefinition("day", "household", "date", "day", range=(date(2000, 1, 1), date(2030, 12, 31))),
        FactDefinition(
            "total",
            "household",
            "money",
            "total",
            range=(0, 1000),
            source="derived",
            derived=household.members.sum(member.money),
        ),
        FactDefinition(
            "size", "household", "count", "size", range=(1, 30), source="derived", derived=household.members.count()
        ),
        FactDefinition(
            "share",
            "household",
            "money",
            "share",
            range=(0, 1000),
            source="derived",
            derived=household.total / household.size,
        ),
        FactDefinition("receives", "household", "schemes", "receives", source="host"),
        FactDefinition("members_complete", "household", "boolean", "complete", source="host"),
        FactDefinition("money", "member", "money", "own money", range=(0, 20)),
        FactDefinition("count", "member", "count", "own count", range=(0, 3)),
        FactDefinition("flag", "member", "boolean", "own flag"),
        FactDefinition("letter", "member", "choice", "own letter", choices=LETTERS),
        FactDefinition("born", "member", "date", "born", range=(date(1990, 1, 1), date(2026, 9, 17))),
        FactDefinition(
            "years", "member", "count", "years", unit="age", range=(0, 150), source="derived", derived=age(member.born)
        ),
        FactDefinition(
            "relation", "member", "choice", "relation", choices=(Choice("self", "self"), Choice("child", "child"))
        ),
        FactDefinition("flag", "applicant", "boolean", "applicant's flag"),
        FactDefinition("money", "applicant", "money", "applicant's money", range=(0, 20)),
    ]
)


def a_parameter(key, unit, value):
    """A parameter with one value that has always held."""
    values = (ParameterValue(Decimal(value), date(2000, 1, 1), None, None, "演示〔2026〕1号"),)
    return ParameterDefinition(f"t.{key}", unit, key, values)


BOOK = ParameterBook(
    [
        a_parameter("five", "yuan", "5"),
        a_parameter("ten_fifty", "yuan", "10.50"),
        a_parameter("two", "count", "2"),
        a_parameter("half", "times", "0.5"),
        a_parameter("third_more", "times", "1.33"),
        a_parameter("eighteen", "age", "18"),
        a_parameter("six", "month", "6"),
    ]
)


def scheme(*conditions, amount=None, **options):
    """A scheme of these conditions, called c0, c1, …"""
    items = [criterion(f"c{i}", c, says=f"says {i}", cite=clause("演示", f"第{i}条")) for i, c in enumerate(conditions)]
    return Scheme("test", "test", "test", eligible(*items), "once", "agency-15", amount=amount, **options)


def evaluator(*conditions, amount=None, vocabulary=VOCABULARY, book=BOOK, **options):
    """A checked evaluator of a scheme of these conditions."""
    made = scheme(*conditions, amount=amount, **options)
    used = check_scheme(made, vocabulary, book)
    return Evaluator(made, used, vocabulary, book, COMMON_TEXTS, lambda key, language: key)
