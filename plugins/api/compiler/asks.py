"""Code that collects the undecided facts: unknown ones in parts that are still open, and no others.

It runs where a node stayed open, so everything below it has been computed. What is settled is skipped: an unknown
fact inside a settled part cannot flip anything. The list being filled is the variable `q`.
"""

from __future__ import annotations

from functools import singledispatch

from plugins.api import tree

from .base import Compiler, Emitted


def ask(emitted: Emitted, c: Compiler) -> None:
    """Write the code that puts the undecided facts of an open node on the list."""
    _ask(emitted.node, emitted, c)


@singledispatch
def _ask(node: tree.Node, e: Emitted, c: Compiler) -> None:
    raise TypeError(f"cannot ask about {node}")


def ask_open(e: Emitted, c: Compiler) -> None:
    """The facts of a number, if its bounds still differ."""
    if not e.known:
        with c.block(f"if {e.low} != {e.high}:"):
            ask(e, c)


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
def _(node: tree.Fact, e: Emitted, c: Compiler) -> None:
    with c.block(f"if {e.probe} is None:"):
        if e.parts:
            ask(e.parts[0], c)
        else:
            _put_fact(node, c)


@_ask.register(tree.Parameter)
@_ask.register(tree.Constant)
def _(node: tree.Node, e: Emitted, c: Compiler) -> None:
    """Always known."""


@_ask.register(tree.Arithmetic)
@_ask.register(tree.Rounded)
@_ask.register(tree.AgeOf)
@_ask.register(tree.Named)
@_ask.register(tree.Compare)
def _(node: tree.Node, e: Emitted, c: Compiler) -> None:
    for part in e.parts:
        ask_open(part, c)


@_ask.register
def _(node: tree.Pick, e: Emitted, c: Compiler) -> None:
    for part in e.parts:
        if not part.known:
            reach = f"{part.high} > {e.low}" if node.kind == "largest" else f"{part.low} < {e.high}"
            with c.block(f"if {part.low} != {part.high} and {reach}:"):
                ask(part, c)


@_ask.register
def _(node: tree.Lookup, e: Emitted, c: Compiler) -> None:
    with c.block(f"if {e.probe} is None:"):
        _put_fact(node.key, c)
    for (key, _), row in zip(node.rows, e.parts, strict=True):
        if not row.known:
            with c.block(f"if {e.probe} is None or {e.probe} == {key!r}:"):
                ask_open(row, c)


@_ask.register
def _(node: tree.Between, e: Emitted, c: Compiler) -> None:
    value = e.parts[0]
    for op, end in ((">=", e.parts[1]), ("<=", e.parts[2])):
        # The end that is already kept cannot flip anything.
        kept = f"{value.low} >= {end.high}" if op == ">=" else f"{value.high} <= {end.low}"
        with c.block(f"if not {kept}:"):
            ask_open(value, c)
            ask_open(end, c)


@_ask.register(tree.Holds)
@_ask.register(tree.IsIn)
def _(node: tree.Holds | tree.IsIn, e: Emitted, c: Compiler) -> None:
    _put_fact(node.fact, c)


@_ask.register
def _(node: tree.Received, e: Emitted, c: Compiler) -> None:
    c.put("q.append('household.receives')")


@_ask.register(tree.AllOf)
@_ask.register(tree.AnyOf)
@_ask.register(tree.Not)
def _(node: tree.Node, e: Emitted, c: Compiler) -> None:
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
def _(node: tree.AnyMember | tree.AllMembers, e: Emitted, c: Compiler) -> None:
    with c.each_member(counted=True):
        ask_unknown(c.emit(node.where), c)
    _roster(c, node.where)


@_ask.register
def _(node: tree.CountMembers, e: Emitted, c: Compiler) -> None:
    if node.where is not None:
        with c.each_member(counted=True):
            ask_unknown(c.emit(node.where), c)
    _roster(c, node.where)


@_ask.register
def _(node: tree.SumMembers, e: Emitted, c: Compiler) -> None:
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
def _(node: tree.ExtremeMember, e: Emitted, c: Compiler) -> None:
    with c.each_member(counted=True):
        where = None if node.where is None else c.emit(node.where)
        with c.block("if True:" if where is None else f"if {where.low} is not False:"):
            value = c.emit(node.value)
            # Who cannot go beyond what others surely reach cannot matter.
            reach = f"{value.low} < {e.high}" if node.kind == "min" else f"{value.high} > {e.low}"
            with c.block(f"if {reach}:"):
                if where is not None:
                    ask_unknown(where, c)
                ask_open(value, c)
    if e.parts:
        with c.block(f"if not {e.probe}:"):
            ask_open(e.parts[0], c)
    _roster(c, node.where, node.value)
