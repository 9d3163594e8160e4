"""The scalar compiler: a scheme and one set of parameter values become one Python function.

The function is straight-line code on local variables: a condition is a variable holding True, False or None, a
number is two variables, its bounds (one and the same where it is surely known). `&` and `|` stop early. Code that
collects the undecided facts stands beside it and runs only where something stayed open.

What the generated code means is defined by `plugins.api.interpret`; a property test holds the two together.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias, cast

from plugins.api.numbers import Bounds, Exact
from plugins.api.scheme import Scheme
from plugins.api.vocabulary import Vocabulary

from .asks import ask, ask_open
from .base import Compiler
from .conditions import visit

# Per criterion its truth and its undecided facts; bounds of the amount where all are met, or of its range in any case;
# the undecided facts of these.
Raw: TypeAlias = tuple[tuple[bool | None, ...], tuple[list[str], ...], Bounds | None, list[str]]
Run: TypeAlias = Callable[[Mapping[str, Any], tuple[Mapping[str, Any], ...], Mapping[str, Any], bool, date], Raw]

__all__ = ["Raw", "Run", "ask", "compile_scheme", "scheme_source"]


def scheme_source(scheme: Scheme, vocabulary: Vocabulary, values: Mapping[str, Exact]) -> tuple[str, dict[str, Any]]:
    """The text of `run(H, M, A, done, on)` and the names it uses."""
    c = Compiler(vocabulary, values, visit)
    results = [c.emit(item.node) for item in scheme.eligible.criteria]
    asks = []
    for result in results:
        asks.append(c.fresh("q"))
        c.put(f"{asks[-1]} = NONE")
        with c.block(f"if {result.low} is None:"):
            c.put(f"{asks[-1]} = q = []")
            ask(result, c)
    variables = [r.low for r in results]
    c.put("amount = None; missing = NONE")
    if scheme.limits:
        # An officer may approve against the rules too, but never outside a range: it is worked out in any case.
        met = "True" if scheme.amount_range is not None else " and ".join(f"{v} is True" for v in variables)
        with c.block(f"if {met}:"):
            limits = [c.emit(limit) for limit in scheme.limits]
            c.put(f"amount = ({limits[0].low}, {limits[-1].high})")
            if not all(limit.known for limit in limits):
                c.put("missing = q = []")
                for limit in limits:
                    ask_open(limit, c)
    c.put(f"return ({', '.join(variables)},), ({', '.join(asks)},), amount, missing")
    return "\n".join(["def run(H, M, A, done, on):", *c.lines, ""]), c.names


def compile_scheme(scheme: Scheme, vocabulary: Vocabulary, values: Mapping[str, Exact]) -> Run:
    """Compile once; the scheme must have passed the type check."""
    source, names = scheme_source(scheme, vocabulary, values)
    name = f"<rules of {scheme.key}>"
    # A traceback through a rule shows its generated line.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    exec(compile(source, name, "exec"), names)  # noqa: S102 - the text is generated here from a checked tree
    return cast(Run, names["run"])
