"""Code that collects the undecided facts: unknown ones in parts that are still open, and no others.

It runs where a node stayed open, so everything below it has been computed. What is settled is skipped: an unknown
fact inside a settled part cannot flip anything. The list being filled is the variable `q`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from plugins.api import tree

from .base import Compiler, Emitted

_NOT = {"<": ">=", ">=": "<", "<=": ">", ">": "<="}


@dataclass(frozen=True)
class Window:
    """What a number is compared with. A part of a largest or smallest that cannot reach it cannot flip anything.

    `up` is the comparison by which a part can reach it from below, `down` from above.
    """

    low: str
    high: str
    up: str
    down: str

    def reached(self, kind: str, low: str, high: str) -> str:
        """The test whether a part with these bounds can reach the window, as the largest or the smallest."""
        return f"{high} {self.up} {self.low}" if kind in ("largest", "max") else f"{low} {self.down} {self.high}"

    def missed(self, kind: str, low: str, high: str) -> str:
        """The test whether such a part can fall short of the window."""
        return (
            f"{low} {_NOT[self.up]} {self.high}"
            if kind in ("largest", "max")
            else f"{high} {_NOT[self.down]} {self.low}"
        )


def _windows(op: str, a: Emitted, b: Emitted) -> tuple[Window, Window]:
    """The windows of the two sides of a comparison."""
    if op in ("==", "!="):
        return Window(b.low, b.high, ">=", "<="), Window(a.low, a.high, ">=", "<=")
    at, beyond = (">=", "<"), (">", "<=")
    left, right = (at, beyond) if op in ("<", ">=") else (beyond, at)
    return Window(b.low, b.high, *left), Window(a.low, a.high, *right)


def ask(emitted: Emitted, c: Compiler, window: Window | None = None) -> None:
    """Write the code that puts the undecided facts of an open node on the list."""
    _ask(emitted.node, emitted, c, window)


@singledispatch
def _ask(node: tree.Node, e: Emitted, c: Compiler, window: Window | None) -> None:
    raise TypeError(f"cannot ask about {node}")


def ask_open(e: Emitted, c: Compiler, window: Window | None = None) -> None:
    """The facts of a number, if its bounds still differ."""
    if not e.known:
        with c.block(f"if {e.low} != {e.high}:"):
            ask(e, c, window)


def ask_unknown(e: Emitted, c: Compiler) -> None:
    """The facts of a condition, if it is unknown."""
    with c.block(f"if {e.low} is None:"):
        ask(e, c)


def _put_fact(fact: tree.Fact, c: Compiler) -> None:
    """Put the fact's path on the list; what is unknown of people not on the list yet is asked as `members`."""
    if fact.scope == "member" and not c.index:
        return
    if fact.scope == "member":
        c.put(f"q.append('members.%d.{fact.key}' % {c.index})")
    else:
        c.put(f"q.append('{fact.scope}.{fact.key}')")


@_ask.register
def _(node: tree.Fact, e: Emitted, c: Compiler, window: Window | None) -> None:
    with c.block(f"if {e.probe} is None:"):
        if e.parts:
            ask(e.parts[0], c, window)
        else:
            _put_fact(node, c)


@_ask.register(tree.Parameter)
@_ask.register(tree.Constant)
def _(node: tree.Node, e: Emitted, c: Compiler, window: Window | None) -> None:
    """Always known."""


@_ask.register(tree.Arithmetic)
@_ask.register(tree.Rounded)
@_ask.register(tree.AgeOf)
@_ask.register(tree.MonthsSince)
def _(node: tree.Node, e: Emitted, c: Compiler, window: Window | None) -> None:
    for part in e.parts:
        ask_open(part, c)


@_ask.register
def _(node: tree.Named, e: Emitted, c: Compiler, window: Window | None) -> None:
    ask_open(e.parts[0], c, window)


@_ask.register
def _(node: tree.Compare, e: Emitted, c: Compiler, window: Window | None) -> None:
    for part, compared in zip(e.parts, _windows(node.op, *e.parts), strict=True):
        ask_open(part, c, compared)


@_ask.register
def _(node: tree.Pick, e: Emitted, c: Compiler, window: Window | None) -> None:
    for part in e.parts:
        if not part.known:
            reach = f"{part.high} > {e.low}" if node.kind == "largest" else f"{part.low} < {e.high}"
            if window is not None:
                reach += f" and {window.reached(node.kind, part.low, part.high)}"
            with c.block(f"if {part.low} != {part.high} and {reach}:"):
                ask(part, c, window)


@_ask.register
def _(node: tree.Lookup, e: Emitted, c: Compiler, window: Window | None) -> None:
    with c.block(f"if {e.probe} is None:"):
        _put_fact(node.key, c)
    for (key, _), row in zip(node.rows, e.parts, strict=True):
        if not row.known:
            with c.block(f"if {e.probe} is None or {e.probe} == {key!r}:"):
                ask_open(row, c, window)


@_ask.register
def _(node: tree.Between, e: Emitted, c: Compiler, window: Window | None) -> None:
    value = e.parts[0]
    for op, end in ((">=", e.parts[1]), ("<=", e.parts[2])):
        # The end that is already kept cannot flip anything.
        kept = f"{value.low} >= {end.high}" if op == ">=" else f"{value.high} <= {end.low}"
        with c.block(f"if not {kept}:"):
            for part, compared in zip((value, end), _windows(op, value, end), strict=True):
                ask_open(part, c, compared)


@_ask.register(tree.Holds)
@_ask.register(tree.IsIn)
def _(node: tree.Holds | tree.IsIn, e: Emitted, c: Compiler, window: Window | None) -> None:
    _put_fact(node.fact, c)


@_ask.register
def _(node: tree.Received, e: Emitted, c: Compiler, window: Window | None) -> None:
    if node.months is None:
        c.put("q.append('household.receives')")
        return
    lasted, least = e.parts
    with c.block(f"if {lasted.low} != {lasted.high}:"):
        c.put("q.append('household.receives')")
    ask_open(least, c, _windows(">=", lasted, least)[1])


@_ask.register(tree.AllOf)
@_ask.register(tree.AnyOf)
@_ask.register(tree.Not)
def _(node: tree.Node, e: Emitted, c: Compiler, window: Window | None) -> None:
    for part in e.parts:
        ask_unknown(part, c)


# Members: the loop is run once more, this time with positions.


def _roster(c: Compiler, where: tree.Bool | None = None, value: tree.Number | None = None) -> None:
    """The list itself while it may grow, and what else decides whether newcomers count."""
    with c.stranger():
        c.put("q.append('members')")
        if where is not None:
            ask_unknown(c.emit(where), c)
        if value is not None:
            ask_open(c.emit(value), c)


@_ask.register(tree.AnyMember)
@_ask.register(tree.AllMembers)
def _(node: tree.AnyMember | tree.AllMembers, e: Emitted, c: Compiler, window: Window | None) -> None:
    with c.each_member(counted=True):
        ask_unknown(c.emit(node.where), c)
    _roster(c, node.where)


@_ask.register
def _(node: tree.CountMembers, e: Emitted, c: Compiler, window: Window | None) -> None:
    if node.where is not None:
        with c.each_member(counted=True):
            ask_unknown(c.emit(node.where), c)
    _roster(c, node.where)


@_ask.register
def _(node: tree.SumMembers, e: Emitted, c: Compiler, window: Window | None) -> None:
    with c.each_member(counted=True):
        if node.where is None:
            ask_open(c.emit(node.value), c)
        else:
            where = c.emit(node.where)
            with c.block(f"if {where.low} is not False:"):
                value = c.emit(node.value)
                # Whether somebody worth exactly nothing counts cannot matter.
                with c.block(f"if {where.low} is None and not ({value.low} == {value.high} == 0):"):
                    ask(where, c)
                ask_open(value, c)
    _roster(c, node.where, node.value)


@_ask.register
def _(node: tree.ExtremeMember, e: Emitted, c: Compiler, window: Window | None) -> None:
    with c.each_member(counted=True):
        where = None if node.where is None else c.emit(node.where)
        with c.block("if True:" if where is None else f"if {where.low} is not False:"):
            value = c.emit(node.value)
            with c.block(f"if {_matters(node, e, value, window)}:"):
                if where is not None:
                    ask_unknown(where, c)
                ask_open(value, c, window)
    if e.parts:
        with c.block(f"if not {e.probe}:"):
            ask_open(e.parts[0], c, window)
    _roster(c, node.where, node.value)


def _matters(node: tree.ExtremeMember, e: Emitted, value: Emitted, window: Window | None) -> str:
    """The test whether a member can matter: it goes beyond what others surely reach, and reaches the window.

    Where perhaps nobody counts, `otherwise` stands; then whoever would put something else in its place matters too.
    """
    reach = f"{value.low} < {e.high}" if node.kind == "min" else f"{value.high} > {e.low}"
    if window is not None:
        reach = f"{reach} and {window.reached(node.kind, value.low, value.high)}"
    if not e.parts:
        return reach
    other = e.parts[0]
    displaces = f"not {e.probe} and not ({value.low} == {value.high} == {other.low} == {other.high})"
    if window is not None:
        displaces += f" and {window.reached(node.kind, other.low, other.high)}"
        displaces += f" and {window.missed(node.kind, value.low, value.high)}"
    return f"({reach}) or ({displaces})"
