"""YAML that remembers its lines, keeps decimals exact and refuses duplicate keys."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from .errors import LoadError
from .source import Where

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")

Place: TypeAlias = tuple[str | int, ...]
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Document:
    """The data of a YAML file and the line of each part, addressed by its keys and positions."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines: dict[Place, int] = {}
        self.data: Any = self._read()

    def where(self, *place: str | int) -> Where:
        """File and line of a part, or of the nearest part around it."""
        while place and place not in self._lines:
            place = place[:-1]
        return Where(str(self.path), self._lines.get(place, 1))

    def _read(self) -> Any:
        try:
            loader = _Loader(self.path.read_text(encoding="utf-8"))
            node = loader.get_single_node()
            return None if node is None else self._build(loader, node, ())
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise LoadError(
                f"not valid YAML: {getattr(error, 'problem', None) or error}", Where(str(self.path), line)
            ) from None
        except UnicodeDecodeError:
            raise LoadError("not a text file in UTF-8", Where(str(self.path), 1)) from None

    def _build(self, loader: Any, node: Any, place: Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, item, (*place, i)) for i, item in enumerate(node.value)]
        if node.tag == "tag:yaml.org,2002:float":
            try:
                return Decimal(node.value.replace("_", ""))
            except ArithmeticError:
                raise LoadError(f"{node.value} is no amount", self.where(*place)) from None
        if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() not in ("true", "false"):
            return node.value
        if node.tag == "tag:yaml.org,2002:int" and not _INTEGER.fullmatch(node.value):
            # YAML 1.1 reads 0735 as octal and 1:30 as sixty-somethings: an amount nobody wrote.
            raise LoadError(f"{node.value} can be read in two ways; write a plain number", self.where(*place))
        try:
            return loader.construct_object(node)
        except ValueError as error:
            raise LoadError(f"{node.value} is not valid: {error}", self.where(*place)) from None

    def _mapping(self, loader: Any, node: Any, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise LoadError("keys are words", Where(str(self.path), line))
            key = str(key_node.value)  # as written: YAML 1.1 takes `on` for a truth value
            if key in found:
                raise LoadError(f"{key!r} stands here twice", Where(str(self.path), line))
            self._lines[(*place, key)] = line
            found[key] = self._build(loader, value_node, (*place, key))
        return found
