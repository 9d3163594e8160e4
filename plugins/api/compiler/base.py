"""The plumbing of the compiler: lines, variables, blocks, and values that are computed once while they live."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from plugins.api import tree
from plugins.api.numbers import (
    Exact,
    divide,
    divide_bounds,
    extreme,
    full_months,
    full_years,
    months_received,
    round_to,
    times_bounds,
)
from plugins.api.vocabulary import FactDefinition, Vocabulary

Visit: TypeAlias = "Callable[[tree.Node, Compiler], Emitted]"
_HELPERS: dict[str, Any] = {
    "divide": divide,
    "divide_bounds": divide_bounds,
    "times_bounds": times_bounds,
    "round_to": round_to,
    "full_years": full_years,
    "full_months": full_months,
    "months_received": months_received,
    "extreme": extreme,
    "NONE": (),
    "NOBODY": {},
}
_AGGREGATES = (tree.CountMembers, tree.SumMembers, tree.ExtremeMember, tree.AnyMember, tree.AllMembers)


@dataclass
class Emitted:
    """Where the value of a node was put: `low` and `high` (a condition uses `low` alone), its parts, its probe.

    The probe is the variable that is None where a fact was not given.
    """

    node: tree.Node
    low: str
    high: str = ""
    parts: tuple[Emitted, ...] = ()
    probe: str = ""

    @property
    def known(self) -> bool:
        """Both bounds are one variable: nothing in it can be unknown."""
        return self.low == self.high


class Compiler:
    """Collects the lines of one generated function. `values` are the parameters in stored units."""

    def __init__(self, vocabulary: Vocabulary, values: Mapping[str, Exact], visit: Visit) -> None:
        self.vocabulary = vocabulary
        self.values = values
        self.names: dict[str, Any] = dict(_HELPERS)
        self.lines: list[str] = []
        self.person = ""  # the variable that holds the member in hand
        self.index = ""  # and the one that holds its position, where it is needed
        self._visit = visit
        self._depth = 1
        self._count = 0
        # One dictionary for each open block: what was computed inside may be used again until it closes.
        self._alive: list[dict[tuple[tree.Node, str], Emitted]] = [{}]
        # The same for facts that were read and checked: their variable.
        self._read: list[dict[tuple[tree.Fact, str], str]] = [{}]

    def put(self, line: str) -> None:
        """Write one line at the present depth."""
        self.lines.append("    " * self._depth + line)

    def fresh(self, letter: str) -> str:
        """A new variable."""
        self._count += 1
        return f"{letter}{self._count}"

    def constant(self, value: Any) -> str:
        """A literal, or a name for what has none."""
        if type(value) is int:
            return repr(value)
        name = self.fresh("k")
        self.names[name] = value
        return name

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block; values computed in it are forgotten when it ends."""
        self.put(head)
        self._depth += 1
        self._alive.append({})
        self._read.append({})
        mark = len(self.lines)
        yield
        if len(self.lines) == mark:
            self.put("pass")
        self._alive.pop()
        self._read.pop()
        self._depth -= 1

    @contextmanager
    def each_member(self, *, counted: bool = False) -> Iterator[None]:
        """A loop over the members, with variables of its own: a derived fact may loop inside a loop."""
        outer = self.person, self.index
        self.person = self.fresh("m")
        self.index = self.fresh("i") if counted else ""
        with self.block(f"for {self.index}, {self.person} in enumerate(M):" if counted else f"for {self.person} in M:"):
            yield
        self.person, self.index = outer

    @contextmanager
    def stranger(self) -> Iterator[None]:
        """A block for members who are not on the list yet: nothing is known of them, and they have no position."""
        outer = self.person, self.index
        self.person, self.index = self.fresh("m"), ""
        with self.block("if not done:"):
            self.put(f"{self.person} = NOBODY")
            yield
        self.person, self.index = outer

    def emit(self, node: tree.Node) -> Emitted:
        """Code for a node, unless its value already stands in a variable that is still alive."""
        emitted = self.standing(node)
        if emitted is None:
            emitted = self._visit(node, self)
            self._alive[-1][self._key(node)] = emitted
        return emitted

    def standing(self, node: tree.Node) -> Emitted | None:
        """What was put for a node before and is still alive."""
        key = self._key(node)
        return next((alive[key] for alive in reversed(self._alive) if key in alive), None)

    def _key(self, node: tree.Node) -> tuple[tree.Node, str]:
        return node, self.person if about_member(node) else ""

    def definition(self, fact: tree.Fact) -> FactDefinition:
        """The definition of a fact."""
        return self.vocabulary[f"{fact.scope}.{fact.key}"]

    def read(self, fact: tree.Fact) -> str:
        """Read a fact, once while its variable lives: None where it was not given, else the checked stored value."""
        key = (fact, self.person if fact.scope == "member" else "")
        for alive in reversed(self._read):
            if key in alive:
                return alive[key]
        self._read[-1][key] = probe = self._checked(fact)
        return probe

    def _checked(self, fact: tree.Fact) -> str:
        definition = self.definition(fact)
        probe, reader = self.fetch(fact)
        # The usual good values pass without a call; the reader raises for bad ones.
        good = ""
        if definition.type == "boolean":
            good = f" and {probe} is not True and {probe} is not False"
        elif definition.type == "choice":
            good = f" and {probe} not in {definition.values!r}"
        self.put(f"if {probe} is not None{good}: {probe} = {reader}({probe})")
        return probe

    def fetch(self, fact: tree.Fact) -> tuple[str, str]:
        """Fetch a fact as it was given: the variable (None where it was not) and the name of its reader."""
        probe = self.fresh("v")
        source = {"household": "H", "applicant": "A", "member": self.person}[fact.scope]
        self.put(f"{probe} = {source}.get({fact.key!r})")
        return probe, self.constant(self.definition(fact).read)


def about_member(node: tree.Node) -> bool:
    """The value depends on the member in hand."""
    if isinstance(node, tree.Fact):
        return node.scope == "member"
    if isinstance(node, _AGGREGATES):
        return False
    return any(about_member(child) for child in tree.children(node))
