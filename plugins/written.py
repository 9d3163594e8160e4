"""The texts a plugin's functions hand over when they are called: found where they are written, without calling them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

# Where the text stands among the arguments, and what it is called.
_TEXTS = {"LetterNote": (0, "text"), "Figure": (1, "text"), "Notice": (1, "text"), "Referral": (2, "says")}


class Written(NamedTuple):
    """A text with its place; `text` is None where it is put together and so cannot be translated."""

    text: str | None
    place: str


def written_texts(folder: Path) -> Iterator[Written]:
    """The texts of letters, figures, notices and referrals in a plugin's modules."""
    for path in sorted(folder.rglob("*.py")):
        try:
            module = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue  # the plugin was loaded, so nobody imports this file
        names = dict(_constants(module))
        for node in ast.walk(module):
            argument = _text_argument(node) if isinstance(node, ast.Call) else None
            if argument is not None:
                yield from (Written(text, f"{path}:{argument.lineno}") for text in _texts(argument, names))


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What the module's own names stand for."""
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))


def _text_argument(call: ast.Call) -> ast.expr | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _TEXTS:
        return None
    position, keyword = _TEXTS[name]
    named = next((given.value for given in call.keywords if given.arg == keyword), None)
    return named or (call.args[position] if position < len(call.args) else None)


def _texts(node: ast.expr, names: Mapping[str, ast.expr]) -> Iterator[str | None]:
    """What can be seen of a text: itself, both ways of an `if`, what a name of the module stands for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, names)
        yield from _texts(node.orelse, names)
    elif isinstance(node, ast.Name) and isinstance(names.get(node.id), ast.Constant):
        yield from _texts(names[node.id], names)
    elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add)):
        yield None
