"""Sentences: why a criterion is met, not met or open, from its tree and the values at hand, in both languages.

Three kinds of text: a *statement* gives the actual value ("人均月收入 445 元，低于 735 元"), a *phrase* the demand
without values ("人均月收入低于 735 元"), a *reason* picks the statements that decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Literal, TypeAlias

from . import tree, units
from .check import Checker
from .dispatch import by_node
from .interpret import Interpreter, Truth, compare
from .numbers import Bounds, Exact
from .texts import COMMON_TEXTS
from .units import Unit

if TYPE_CHECKING:
    from .evaluation import Basis, Evaluation

_Op: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]
# A space stands between Han and digits, never between Han and Han: "低于 735 元", "低于低保标准".
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_MEMBERS_SHOWN = 3
_AMOUNT = {
    "month": "Amount: %(amount)s a month",
    "term": "Amount: %(amount)s a term",
    "year": "Amount: %(amount)s a year",
    "once": "Amount: %(amount)s, once",
}
_FLIP: dict[_Op, _Op] = {"<": ">=", ">=": "<", "<=": ">", ">": "<=", "==": "!=", "!=": "=="}


def format_number(value: Exact, unit: Unit, language: str) -> str:
    """A stored number for people: 445 元, 1,102.50 yuan, 16 岁, 48.5 m²."""
    say = COMMON_TEXTS
    if unit == units.DATE:
        return date.fromordinal(int(value)).isoformat()
    if unit.money:
        cents = round(value)
        yuan = Decimal(cents).scaleb(-2)
        text = f"{yuan:,.0f}" if cents % 100 == 0 else f"{yuan:,.2f}"
        return say("%(amount)s yuan", language) % {"amount": text}
    text = f"{value:,}" if isinstance(value, int) else f"{float(value):,.2f}".rstrip("0").rstrip(".")
    if unit == units.YEAR:
        return say("%(number)s years", language) % {"number": text}
    if unit == units.AREA:
        return say("%(number)s m²", language) % {"number": text}
    return text


@dataclass
class Writer:
    """Writes sentences in one language about one evaluation."""

    basis: Basis
    language: str

    def __post_init__(self) -> None:
        self.run: Interpreter = self.basis.interpreter()

    def say(self, msgid: str, **values: object) -> str:
        """One of this module's own texts."""
        text = COMMON_TEXTS(msgid, self.language)
        return _BETWEEN_HAN.sub("", text % values) if values else text

    def text(self, msgid: str) -> str:
        """A text of the plugin or of the common vocabulary."""
        return self.basis.translate(msgid, self.language)

    def join(self, parts: Sequence[str], msgid: str) -> str:
        """Parts put together two by two, e.g. with `%(first)s; %(second)s`."""
        return reduce(lambda first, second: self.say(msgid, first=first, second=second), parts) if parts else ""

    def list(self, items: Sequence[str]) -> str:
        """a, b or c."""
        if len(items) < 2:
            return "".join(items)
        return self.say("%(first)s or %(second)s", first=self.join(items[:-1], "%(first)s, %(second)s"), second=items[-1])

    # Names and numbers

    def name(self, node: tree.Number) -> str:
        """What a number is called."""
        if isinstance(node, tree.Fact):
            return self.text(self.run.definition(node).label)
        if isinstance(node, tree.Named):
            return self.text(node.label)
        if isinstance(node, tree.CountMembers):
            if node.where is None:
                return self.say("number of members")
            return self.say("number of members for whom: %(what)s", what=self.phrase(node.where))
        if isinstance(node, tree.SumMembers | tree.ExtremeMember):
            inner = self.name(node.value)
            kind = "sum" if isinstance(node, tree.SumMembers) else node.kind
            return self.say({"sum": "sum of %(what)s over the members", "min": "smallest %(what)s of a member", "max": "largest %(what)s of a member"}[kind], what=inner)
        if isinstance(node, tree.AgeOf):
            return self.say("age")
        if isinstance(node, tree.Rounded):
            return self.name(node.value)
        if isinstance(node, tree.Arithmetic):
            return f"{self.name(node.left)} {({'*': '×', '/': '÷', '-': '−'}).get(node.op, node.op)} {self.name(node.right)}"
        if isinstance(node, tree.Parameter | tree.Constant):
            return self.number(node)
        return self.say("the calculated value")

    def unit(self, node: tree.Number) -> Unit:
        """The unit a number is shown in."""
        return _unit(node, self.basis)

    def number(self, node: tree.Number) -> str:
        """The value of a number, or the range it is in."""
        low, high = self.run.number(node)
        unit = self.unit(node)
        if low == high:
            return format_number(low, unit, self.language)
        return self.say("between %(low)s and %(high)s", low=format_number(low, unit, self.language), high=format_number(high, unit, self.language))

    def relation(self, op: str, node: tree.Number, other: str) -> str:
        """`below 735 yuan`; counts and ages have words of their own."""
        words = "below" if self.unit(node).money else "less"
        texts = {
            "<": {"below": "below %(other)s", "less": "less than %(other)s"},
            "<=": {"below": "at most %(other)s", "less": "not more than %(other)s"},
            ">": {"below": "above %(other)s", "less": "more than %(other)s"},
            ">=": {"below": "at least %(other)s", "less": "not less than %(other)s"},
            "==": {"below": "equal to %(other)s", "less": "equal to %(other)s"},
            "!=": {"below": "different from %(other)s", "less": "different from %(other)s"},
        }
        return self.say(texts[op][words], other=other)

    def who(self, index: int) -> str:
        """A member by place and relation, never by name."""
        if index == 0:
            return self.say("the applicant")
        relation = self.run.facts.members[index].get("relation")
        label = next((c.label for c in self.run.vocabulary["member.relation"].choices if c.value == relation), "")
        if not label or relation == "self":
            return self.say("member %(number)s", number=index + 1)
        return self.say("member %(number)s (%(relation)s)", number=index + 1, relation=self.text(label))

    # Phrases: the demand

    @by_node
    def phrase(self, node: tree.Node) -> str:
        """What a condition demands."""
        raise TypeError(f"no phrase for {node}")

    @phrase.register(tree.Holds)
    def _(self, node: tree.Holds) -> str:
        return self.text(self.run.definition(node.fact).label)

    @phrase.register(tree.Compare)
    def _(self, node: tree.Compare) -> str:
        return self.say("%(name)s %(relation)s", name=self.name(node.left), relation=self.relation(node.op, node.left, self.demand(node.right)))

    @phrase.register(tree.Between)
    def _(self, node: tree.Between) -> str:
        return self.say("%(name)s between %(low)s and %(high)s", name=self.name(node.value), low=self.demand(node.low), high=self.demand(node.high))

    @phrase.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> str:
        return self.say("%(name)s: %(choices)s", name=self.text(self.run.definition(node.fact).label), choices=self.choices(node))

    @phrase.register(tree.Received)
    def _(self, node: tree.Received) -> str:
        return self.say("receives %(scheme)s", scheme=self.basis.names(node.scheme, self.language))

    @phrase.register(tree.AllOf, tree.AnyOf)
    def _(self, node: tree.AllOf | tree.AnyOf) -> str:
        return self.join([self.phrase(item) for item in node.items], "%(first)s and %(second)s" if isinstance(node, tree.AllOf) else "%(first)s or %(second)s")

    @phrase.register(tree.Not)
    def _(self, node: tree.Not) -> str:
        if isinstance(node.item, tree.Compare):
            return self.phrase(tree.Compare(_flip(node.item.op), node.item.left, node.item.right))
        return self.say("not: %(what)s", what=self.phrase(node.item))

    @phrase.register(tree.AnyMember)
    def _(self, node: tree.AnyMember) -> str:
        return self.say("a member for whom: %(what)s", what=self.phrase(node.where))

    @phrase.register(tree.AllMembers)
    def _(self, node: tree.AllMembers) -> str:
        return self.say("for every member: %(what)s", what=self.phrase(node.where))

    def demand(self, node: tree.Number) -> str:
        """The other side of a comparison: its value, or its name while that is open."""
        low, high = self.run.number(node)
        return self.number(node) if low == high else self.name(node)

    def choices(self, node: tree.IsIn) -> str:
        """The labels of the accepted choices."""
        return self.list([self.text(c.label) for c in self.run.definition(node.fact).choices if c.value in node.values])

    # Statements: the actual values

    @by_node
    def state(self, node: tree.Node) -> str:
        """What is the case, with the actual values."""
        raise TypeError(f"no sentence for {node}")

    @state.register(tree.Holds)
    def _(self, node: tree.Holds) -> str:
        value = self.run.given(node.fact)
        name = self.text(self.run.definition(node.fact).label)
        if value is None:
            return self.say("not known yet: %(name)s", name=name)
        return self.say("%(name)s: yes", name=name) if value else self.say("%(name)s: no", name=name)

    @state.register(tree.Compare)
    def _(self, node: tree.Compare) -> str:
        truth = self.run.condition(node)
        left = self.run.number(node.left)
        name = self.name(node.left)
        if truth is None:
            return self.open_number(node, name, left)
        relation = self.relation(node.op if truth else _flip(node.op), node.left, self.demand(node.right))
        if left[0] == left[1]:
            return self.say("%(name)s %(value)s, %(relation)s", name=name, value=self.number(node.left), relation=relation)
        if left[0] > 0:
            known = format_number(left[0], self.unit(node.left), self.language)
            return self.say("%(name)s so far at least %(known)s, %(relation)s", name=name, known=known, relation=relation)
        return self.say("%(name)s %(relation)s", name=name, relation=relation)

    def open_number(self, node: tree.Compare, name: str, left: Bounds) -> str:
        """A comparison that is still open, with what is known already."""
        demand = self.relation(node.op, node.left, self.demand(node.right))
        if left[0] == left[1]:
            return self.say("%(name)s %(value)s; not known yet whether %(demand)s", name=name, value=self.number(node.left), demand=demand)
        if left[0] > 0:
            known = format_number(left[0], self.unit(node.left), self.language)
            return self.say("%(name)s is not known yet, so far at least %(known)s; it must be %(demand)s", name=name, known=known, demand=demand)
        return self.say("%(name)s is not known yet; it must be %(demand)s", name=name, demand=demand)

    @state.register(tree.Between)
    def _(self, node: tree.Between) -> str:
        value, low, high = self.run.number(node.value), self.run.number(node.low), self.run.number(node.high)
        above, below = compare(">=", value, low), compare("<=", value, high)
        if above is False or below is False:
            end = tree.Compare(">=", node.value, node.low) if above is False else tree.Compare("<=", node.value, node.high)
            return self.state(end)
        name, ends = self.name(node.value), {"low": self.demand(node.low), "high": self.demand(node.high)}
        if above and below:
            return self.say("%(name)s %(value)s, between %(low)s and %(high)s", name=name, value=self.number(node.value), **ends)
        return self.say("%(name)s is not known yet; it must be between %(low)s and %(high)s", name=name, **ends)

    @state.register(tree.IsIn)
    def _(self, node: tree.IsIn) -> str:
        definition = self.run.definition(node.fact)
        value = self.run.given(node.fact)
        name = self.text(definition.label)
        if value is None:
            return self.say("not known yet: %(name)s", name=name)
        label = self.text(next(c.label for c in definition.choices if c.value == value))
        return self.say("%(name)s: %(value)s", name=name, value=label)

    @state.register(tree.Received)
    def _(self, node: tree.Received) -> str:
        truth = self.run.condition(node)
        text = {True: "already receives %(scheme)s", False: "does not receive %(scheme)s", None: "not known yet whether the household receives %(scheme)s"}[truth]
        return self.say(text, scheme=self.basis.names(node.scheme, self.language))

    @state.register(tree.AllOf, tree.AnyOf)
    def _(self, node: tree.AllOf | tree.AnyOf) -> str:
        truth = self.run.condition(node)
        deciding = [item for item in node.items if self.run.condition(item) is truth]
        if truth is True and isinstance(node, tree.AnyOf) or truth is False and isinstance(node, tree.AllOf):
            deciding = deciding[:1]
        return self.join([self.state(item) for item in deciding], "%(first)s; %(second)s")

    @state.register(tree.Not)
    def _(self, node: tree.Not) -> str:
        return self.state(node.item)

    @state.register(tree.AnyMember, tree.AllMembers)
    def _(self, node: tree.AnyMember | tree.AllMembers) -> str:
        truth = self.run.condition(node)
        if truth is False and isinstance(node, tree.AnyMember):
            return self.say("no member for whom: %(what)s", what=self.phrase(node.where))
        if truth is True and isinstance(node, tree.AllMembers):
            return self.phrase(node)
        parts = [self.say("%(who)s: %(what)s", who=self.who(i), what=self.state(node.where)) for i in self.run.each() if self.run.condition(node.where) is truth]
        if truth is None and not self.run.facts.complete:
            parts.append(self.say("the list of members is not complete"))
        more = len(parts) - _MEMBERS_SHOWN
        shown = self.join(parts[:_MEMBERS_SHOWN], "%(first)s; %(second)s")
        return self.say("%(shown)s and %(number)s more", shown=shown, number=more) if more > 0 else shown


def _flip(op: _Op) -> _Op:
    return _FLIP[op]


def _unit(node: tree.Number, basis: Basis) -> Unit:
    checker = Checker(basis.vocabulary, basis.book)
    checker.inside_member = True
    return checker.number(node).unit or units.COUNT


def because(node: tree.Bool, basis: Basis, language: str) -> str:
    """Why a criterion came out as it did, in one sentence."""
    return Writer(basis, language).state(node)


def reasons(node: tree.Bool, basis: Basis, language: str) -> list[tuple[int, Truth, str]]:
    """The tree of reasons: depth, truth, sentence; every part, also those that did not decide."""
    writer = Writer(basis, language)
    found: list[tuple[int, Truth, str]] = []

    def add(part: tree.Bool, depth: int) -> None:
        truth = writer.run.condition(part)
        if isinstance(part, tree.AllOf | tree.AnyOf):
            found.append((depth, truth, writer.say("all of these are needed:" if isinstance(part, tree.AllOf) else "one of these is enough:")))
            for item in part.items:
                add(item, depth + 1)
        else:
            found.append((depth, truth, writer.state(part)))

    add(node, 0)
    return found


def facts_behind(node: tree.Bool, basis: Basis) -> tuple[str, ...]:
    """Paths of the known facts a condition reads, derived ones resolved to what they were derived from."""
    run = basis.interpreter()
    found: dict[str, None] = {}

    def add(part: tree.Node) -> None:
        if isinstance(part, tree.Fact):
            people = range(len(basis.facts.members)) if part.scope == "member" else (None,)
            formula = None
            for run.person in people:
                if run._values(part.scope).get(part.key) is not None:
                    found[run.path(part)] = None
                else:
                    formula = run.definition(part).formula
            if formula is not None:
                add(formula)
        elif isinstance(part, tree.Received):
            add(tree.Fact("household", "receives"))
        for child in tree.children(part):
            add(child)

    add(node)
    return tuple(found)


def explain(evaluation: Evaluation, language: str) -> str:
    """The whole answer for people: verdict, amount, each criterion with clause and reasons, what is missing."""
    say = COMMON_TEXTS
    verdict = {"met": "all conditions are met", "not_met": "not all conditions are met", "unknown": "cannot tell yet"}[evaluation.verdict]
    name = evaluation.basis.translate(evaluation.basis.scheme.name, language) if evaluation.basis else evaluation.scheme
    lines = [say("%(scheme)s: %(verdict)s", language) % {"scheme": name, "verdict": say(verdict, language)}]
    if evaluation.amount is not None:
        amount = format_number(int(evaluation.amount.scaleb(2)), Unit.parse("yuan"), language)
        lines.append(say(_AMOUNT[evaluation.per], language) % {"amount": amount})
    if evaluation.fault is not None:
        lines.append(say("The rules could not be run (%(error)s). An officer decides.", language) % {"error": evaluation.fault.error})
    marks = {"met": "✓", "not_met": "✕", "unknown": "?"}
    for finding in evaluation.criteria:
        lines.append(f"{marks[finding.result]} {finding.says_in(language)} ({finding.cite})")
        lines.extend(f"{'  ' * (depth + 1)}{marks[result]} {text}" for depth, result, text in finding.tree_in(language))
    if evaluation.ask:
        lines.append(say("Still needed:", language))
        lines.extend(f"  {path_text(path, evaluation, language)} [{path}]" for path in evaluation.ask)
    for key, value in evaluation.parameters.items():
        lines.append(f"{key} = {value.value:f} ({say('from %(day)s, %(source)s', language) % {'day': value.since.isoformat(), 'source': value.source}})")
    return "\n".join(lines)


def path_text(path: str, evaluation: Evaluation, language: str) -> str:
    """A missing fact in words: member 2 (father or mother): monthly income."""
    if evaluation.basis is None or path == "members":
        return COMMON_TEXTS("the complete list of members", language)
    writer = Writer(evaluation.basis, language)
    definition = evaluation.basis.vocabulary.at_path(path)
    label = writer.text(definition.label) if definition else path
    if path.startswith("members."):
        return writer.say("%(who)s: %(what)s", who=writer.who(int(path.split(".")[1])), what=label)
    return label
