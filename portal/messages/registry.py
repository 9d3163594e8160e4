"""Which function handles which kind of outbox item."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .models import OutboxItem

    Handler = Callable[[dict[str, Any], OutboxItem], None]

_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register `fn(payload, item)` for items of `kind`. Raises ValueError if another function has it already."""

    def register(function: Handler) -> Handler:
        existing = _handlers.get(kind)
        if existing is not None and (existing.__module__, existing.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"{kind!r} is handled by {existing.__module__}.{existing.__qualname__} already")
        _handlers[kind] = function
        return function

    return register


def handler_for(kind: str) -> Handler | None:
    """The function for a kind, or None if no installed app handles it."""
    return _handlers.get(kind)


def known_kinds() -> list[str]:
    """Every kind somebody handles."""
    return sorted(_handlers)
