"""Code for numbers: their bounds. `visit` is extended to conditions in `conditions.py`."""

from __future__ import annotations

from functools import singledispatch

from plugins.api import tree
from plugins.api.common import MAX_MEMBERS
from plugins.api.numbers import exact

from .base import Compiler, Emitted


@singledispatch
def visit(node: tree.Node, c: Compiler) -> Emitted:
    """Write the code that computes a node."""
    raise TypeError(f"cannot compile {node}")


# Numbers


@visit.register
def _(node: tree.Fact, c: Compiler) -> Emitted:
    definition = c.definition(node)
    probe, reader = c.fetch(node)
    low, high = c.fresh("l"), c.fresh("h")
    parts: tuple[Emitted, ...] = ()
    with c.block(f"if {probe} is None:"):
        if (formula := definition.formula) is None:
            bottom, top = definition.bounds
            c.put(f"{low} = {bottom}; {high} = {top}")
        else:
            inner = c.emit(formula)
            parts = (inner,)
            c.put(f"{low} = {inner.low}; {high} = {inner.high}")
    bottom, top = definition.bounds
    scale = definition.measure.scale
    if definition.type in ("money", "count"):
        # A whole number is what forms give most; the reader takes everything else and raises for what cannot be.
        times = f" * {scale}" if scale > 1 else ""
        whole = f"type({probe}) is int and {-(-bottom // scale)} <= {probe} <= {top // scale}"
        c.put(f"elif {whole}: {low} = {high} = {probe}{times}")
    c.put(f"else: {low} = {high} = {reader}({probe})")
    return Emitted(node, low, high, parts, probe)


@visit.register
def _(node: tree.Parameter, c: Compiler) -> Emitted:
    text = c.constant(c.values[node.key])
    return Emitted(node, text, text)


@visit.register
def _(node: tree.Constant, c: Compiler) -> Emitted:
    text = c.constant(exact(node.value))
    return Emitted(node, text, text)


@visit.register
def _(node: tree.Arithmetic, c: Compiler) -> Emitted:
    a, b = c.emit(node.left), c.emit(node.right)
    low = c.fresh("l")
    if a.known and b.known:
        c.put(f"{low} = divide({a.low}, {b.low})" if node.op == "/" else f"{low} = {a.low} {node.op} {b.low}")
        return Emitted(node, low, low, (a, b))
    high = c.fresh("h")
    if node.op == "+":
        c.put(f"{low} = {a.low} + {b.low}; {high} = {a.high} + {b.high}")
    elif node.op == "-":
        c.put(f"{low} = {a.low} - {b.high}; {high} = {a.high} - {b.low}")
    elif node.op == "*":
        c.put(f"if {a.low} == {a.high} and {b.low} == {b.high}: {low} = {high} = {a.low} * {b.low}")
        c.put(f"else: {low}, {high} = times_bounds({a.low}, {a.high}, {b.low}, {b.high})")
    else:
        quotient = f"{a.low} // {b.low} if {a.low} % {b.low} == 0 else divide({a.low}, {b.low})"
        c.put(f"if {a.low} == {a.high} and {b.low} == {b.high}: {low} = {high} = {quotient}")
        c.put(f"else: {low}, {high} = divide_bounds({a.low}, {a.high}, {b.low}, {b.high})")
    return Emitted(node, low, high, (a, b))


@visit.register
def _(node: tree.Rounded, c: Compiler) -> Emitted:
    a = c.emit(node.value)
    low = c.fresh("l")
    c.put(f"{low} = {_rounding(node, a.low)}")
    if a.known:
        return Emitted(node, low, low, (a,))
    high = c.fresh("h")
    c.put(f"{high} = {low} if {a.low} == {a.high} else {_rounding(node, a.high)}")
    return Emitted(node, low, high, (a,))


def _rounding(node: tree.Rounded, value: str) -> str:
    if node.how == "half_up":
        return f"round_to({value}, {node.step}, 'half_up')"
    return f"-(-{value} // {node.step}) * {node.step}" if node.how == "up" else f"{value} // {node.step} * {node.step}"


@visit.register
def _(node: tree.Pick, c: Compiler) -> Emitted:
    items = tuple(c.emit(item) for item in node.items)
    low = c.fresh("l")
    c.put(f"{low} = {_picked(node, [i.low for i in items])}")
    if all(i.known for i in items):
        return Emitted(node, low, low, items)
    high = c.fresh("h")
    c.put(f"{high} = {_picked(node, [i.high for i in items])}")
    return Emitted(node, low, high, items)


def _picked(node: tree.Pick, values: list[str]) -> str:
    largest = node.kind == "largest"
    if len(values) == 2:  # a comparison costs a third of a call
        one, other = values
        return f"{one} if {one} {'>=' if largest else '<='} {other} else {other}"
    return f"{'max' if largest else 'min'}(({', '.join(values)},))"


@visit.register
def _(node: tree.Lookup, c: Compiler) -> Emitted:
    probe = c.read(node.key)
    rows = tuple(c.emit(row) for _, row in node.rows)
    low, high = c.fresh("l"), c.fresh("h")
    c.put(
        f"if {probe} is None: "
        f"{low} = min(({', '.join(r.low for r in rows)},)); {high} = max(({', '.join(r.high for r in rows)},))"
    )
    for (key, _), row in zip(node.rows, rows, strict=True):
        c.put(f"elif {probe} == {key!r}: {low} = {row.low}; {high} = {row.high}")
    return Emitted(node, low, high, rows, probe)


@visit.register
def _(node: tree.AgeOf, c: Compiler) -> Emitted:
    born = c.emit(node.born)
    low, high = c.fresh("l"), c.fresh("h")
    c.put(f"{low} = full_years({born.high}, on)")
    c.put(f"{high} = {low} if {born.low} == {born.high} else full_years({born.low}, on)")
    return Emitted(node, low, high, (born,))


@visit.register
def _(node: tree.MonthsSince, c: Compiler) -> Emitted:
    since = c.emit(node.since)
    low, high = c.fresh("l"), c.fresh("h")
    c.put(f"{low} = full_months({since.high}, on)")
    c.put(f"{high} = {low} if {since.low} == {since.high} else full_months({since.low}, on)")
    return Emitted(node, low, high, (since,))


@visit.register
def _(node: tree.Named, c: Compiler) -> Emitted:
    inner = c.emit(node.value)
    return Emitted(node, inner.low, inner.high, (inner,))


# Aggregates that are numbers


@visit.register
def _(node: tree.CountMembers, c: Compiler) -> Emitted:
    low, high = c.fresh("l"), c.fresh("h")
    if node.where is None:
        c.put(f"{low} = {high} = len(M)")
        c.put(f"if not done: {low} = max({low}, 1); {high} = max({high}, {MAX_MEMBERS})")
        return Emitted(node, low, high)
    c.put(f"{low} = {high} = 0")
    with c.each_member():
        where = c.emit(node.where)
        c.put(f"if {where.low} is True: {low} += 1; {high} += 1")
        c.put(f"elif {where.low} is None: {high} += 1")
    c.put(f"if not done: {high} += max({MAX_MEMBERS} - len(M), 0)")
    return Emitted(node, low, high)


@visit.register
def _(node: tree.SumMembers, c: Compiler) -> Emitted:
    low, high = c.fresh("l"), c.fresh("h")
    c.put(f"{low} = {high} = 0")
    with c.each_member():
        if node.where is None:
            value = c.emit(node.value)
            c.put(f"{low} += {value.low}; {high} += {value.high}")
        else:
            where = c.emit(node.where)
            with c.block(f"if {where.low} is not False:"):
                value = c.emit(node.value)
                c.put(f"if {where.low}: {low} += {value.low}; {high} += {value.high}")
                c.put(f"else: {low} += min({value.low}, 0); {high} += max({value.high}, 0)")
    with c.stranger():
        value = c.emit(node.value)
        more = c.fresh("n")
        c.put(f"{more} = max({MAX_MEMBERS} - len(M), 0)")
        c.put(f"{low} += min({value.low}, 0) * {more}; {high} += max({value.high}, 0) * {more}")
    return Emitted(node, low, high)


@visit.register
def _(node: tree.ExtremeMember, c: Compiler) -> Emitted:
    low, high = c.fresh("l"), c.fresh("h")
    sure, perhaps = c.fresh("s"), c.fresh("p")
    c.put(f"{sure} = []; {perhaps} = []")
    with c.each_member():
        if node.where is None:
            value = c.emit(node.value)
            c.put(f"{sure}.append(({value.low}, {value.high}))")
        else:
            where = c.emit(node.where)
            with c.block(f"if {where.low} is not False:"):
                value = c.emit(node.value)
                c.put(f"({sure} if {where.low} else {perhaps}).append(({value.low}, {value.high}))")
    with c.stranger():
        value = c.emit(node.value)
        c.put(f"{perhaps}.append(({value.low}, {value.high}))")
    parts: tuple[Emitted, ...] = ()
    if node.otherwise is not None:
        other = c.emit(node.otherwise)
        parts = (other,)
        c.put(f"if not {sure}: {perhaps}.append(({other.low}, {other.high}))")
    c.put(f"{low}, {high} = extreme({node.kind!r}, {sure}, {perhaps})")
    return Emitted(node, low, high, parts, probe=sure)
