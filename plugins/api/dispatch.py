"""Methods that branch on the kind of a node. `functools.singledispatchmethod` would do, at many times the price."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class by_node(Generic[R]):
    """Decorate the method for all other nodes; `@method.register(Kind, …)` adds one for these kinds."""

    def __init__(self, other: Callable[[Any, Any], R]) -> None:
        self._table: dict[type, Callable[[Any, Any], R]] = {}
        self._other = other
        self.__doc__ = other.__doc__

    def register(self, *kinds: type) -> Callable[[Callable[[Any, Any], R]], Callable[[Any, Any], R]]:
        """Add the method for these kinds of node."""

        def add(method: Callable[[Any, Any], R]) -> Callable[[Any, Any], R]:
            self._table.update(dict.fromkeys(kinds, method))
            return method

        return add

    def __get__(self, owner: Any, kind: type | None = None) -> Callable[[Any], R]:
        return partial(self._call, owner)

    def _call(self, owner: Any, node: Any) -> R:
        return self._table.get(type(node), self._other)(owner, node)
