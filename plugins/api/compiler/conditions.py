"""Code for conditions: True, False or None."""

from __future__ import annotations

from plugins.api import tree

from .base import Compiler, Emitted
from .values import visit

__all__ = ["visit"]


@visit.register
def _(node: tree.Holds, c: Compiler) -> Emitted:
    probe = c.read(node.fact)
    return Emitted(node, probe, probe=probe)


_DECIDED = {
    "<": ("{ah} < {bl}", "{al} >= {bh}"),
    "<=": ("{ah} <= {bl}", "{al} > {bh}"),
    ">": ("{al} > {bh}", "{ah} <= {bl}"),
    ">=": ("{al} >= {bh}", "{ah} < {bl}"),
}


def comparison(op: str, a: Emitted, b: Emitted) -> str:
    """The expression of a comparison between two pairs of bounds."""
    if a.known and b.known:
        return f"{a.low} {op} {b.low}"
    if op in ("==", "!="):
        same, other = ("True", "False") if op == "==" else ("False", "True")
        apart = f"{a.high} < {b.low} or {b.high} < {a.low}"
        return f"{same} if {a.low} == {a.high} == {b.low} == {b.high} else {other} if {apart} else None"
    yes, no = (text.format(al=a.low, ah=a.high, bl=b.low, bh=b.high) for text in _DECIDED[op])
    return f"True if {yes} else False if {no} else None"


@visit.register
def _(node: tree.Compare, c: Compiler) -> Emitted:
    left = node.left.value if isinstance(node.left, tree.Named) else node.left
    if isinstance(left, tree.Arithmetic) and left.op == "/" and c.standing(left) is None:
        return _share(node, left, c)
    a, b = c.emit(node.left), c.emit(node.right)
    result = c.fresh("c")
    c.put(f"{result} = {comparison(node.op, a, b)}")
    return Emitted(node, result, parts=(a, b))


def _share(node: tree.Compare, share: tree.Arithmetic, c: Compiler) -> Emitted:
    """A quotient against a limit: where all of it is known, the dividend against the limit times the divisor, which is
    positive. That says the same without a fraction, which costs more than the comparison. The quotient itself is made
    only where the limit leaves it open, for what has to be asked then.
    """
    whole, by = c.emit(share.left), c.emit(share.right)
    limit = c.emit(node.right)
    low, high, result = c.fresh("l"), c.fresh("h"), c.fresh("c")
    known = Emitted(share.left, whole.low, whole.low)
    times = Emitted(node.right, f"{limit.low} * {by.low}", f"{limit.high} * {by.low}")
    quotient = Emitted(share, low, high, (whole, by))
    with c.block(f"if {whole.low} == {whole.high} and {by.low} == {by.high}:"):
        c.put(f"{result} = {comparison(node.op, known, times)}")
        c.put(f"if {result} is None: {low} = {high} = divide({whole.low}, {by.low})")
    with c.block("else:"):
        c.put(f"{low}, {high} = divide_bounds({whole.low}, {whole.high}, {by.low}, {by.high})")
        c.put(f"{result} = {comparison(node.op, quotient, limit)}")
    return Emitted(node, result, parts=(quotient, limit))


@visit.register
def _(node: tree.Between, c: Compiler) -> Emitted:
    value, low, high = c.emit(node.value), c.emit(node.low), c.emit(node.high)
    first, second, result = c.fresh("c"), c.fresh("c"), c.fresh("c")
    c.put(f"{first} = {comparison('>=', value, low)}")
    c.put(f"{second} = {comparison('<=', value, high)}")
    c.put(
        f"{result} = False if {first} is False or {second} is False "
        f"else None if {first} is None or {second} is None else True"
    )
    return Emitted(node, result, parts=(value, low, high))


@visit.register
def _(node: tree.IsIn, c: Compiler) -> Emitted:
    probe = c.read(node.fact)
    result = c.fresh("c")
    if set(c.definition(node.fact).values) <= set(node.values):
        c.put(f"{result} = True")
    else:
        c.put(f"{result} = None if {probe} is None else {probe} in {c.constant(frozenset(node.values))}")
    return Emitted(node, result, probe=probe)


@visit.register
def _(node: tree.Received, c: Compiler) -> Emitted:
    probe = c.read(tree.Fact("household", "receives"))
    if node.months is None:
        result = c.fresh("c")
        c.put(f"{result} = None if {probe} is None else {node.scheme!r} in {probe}")
        return Emitted(node, result, probe=probe)
    least = c.emit(node.months)
    lasted = Emitted(node, c.fresh("l"), c.fresh("h"))
    result = c.fresh("c")
    c.put(f"{lasted.low}, {lasted.high} = months_received({probe}, {node.scheme!r}, on)")
    c.put(
        f"{result} = None if {probe} is None else False if {node.scheme!r} not in {probe} "
        f"else {comparison('>=', lasted, least)}"
    )
    return Emitted(node, result, parts=(lasted, least), probe=probe)


def _chain(node: tree.AllOf | tree.AnyOf, c: Compiler, decides: bool) -> Emitted:
    """All or any: one deciding part ends it; an open part leaves the whole open unless a later one decides."""
    result = c.fresh("c")
    first = c.emit(node.items[0])
    parts = [first]
    c.put(f"{result} = {first.low}")
    for later in node.items[1:]:
        with c.block(f"if {result} is not {decides}:"):
            item = c.emit(later)
            c.put(f"if {item.low} is not {not decides}: {result} = {item.low}")
        parts.append(item)
    return Emitted(node, result, parts=tuple(parts))


@visit.register
def _(node: tree.AllOf, c: Compiler) -> Emitted:
    return _chain(node, c, decides=False)


@visit.register
def _(node: tree.AnyOf, c: Compiler) -> Emitted:
    return _chain(node, c, decides=True)


@visit.register
def _(node: tree.Not, c: Compiler) -> Emitted:
    inner = c.emit(node.item)
    result = c.fresh("c")
    c.put(f"{result} = None if {inner.low} is None else not {inner.low}")
    return Emitted(node, result, parts=(inner,))


def _members(node: tree.AnyMember | tree.AllMembers, c: Compiler, decides: bool) -> Emitted:
    result = c.fresh("c")
    c.put(f"{result} = {not decides}")
    with c.each_member():
        where = c.emit(node.where)
        c.put(f"if {where.low} is {decides}: {result} = {decides}; break")
        c.put(f"if {where.low} is None: {result} = None")
    c.put(f"if {result} is {not decides} and not done: {result} = None")
    return Emitted(node, result)


@visit.register
def _(node: tree.AnyMember, c: Compiler) -> Emitted:
    return _members(node, c, decides=True)


@visit.register
def _(node: tree.AllMembers, c: Compiler) -> Emitted:
    return _members(node, c, decides=False)
