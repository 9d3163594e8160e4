"""Asking plugins beyond their rules, and accepting only answers that make sense (faults 7 to 10).

Each function calls one of a plugin's own functions and checks what comes back, whatever the plugin does: `CallFailed`
carries the fault, and nothing of a bad answer gets through.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from .api import (
    STAFF_ROLES,
    ClaimEvent,
    Figure,
    LetterContext,
    LetterNote,
    Notice,
    PanelContext,
    Referral,
    ScheduledContext,
)
from .calls import call, failed
from .loading import LoadedPlugin

MOST = 20
LONGEST_TEXT = 1_000
LONGEST_KEY = 60
LARGEST_NUMBER = Decimal(10) ** 12


class _Unusable(Exception):
    """What is wrong with an answer; repeats none of its data."""


def claim_event(plugin: LoadedPlugin, event: ClaimEvent, schemes: Collection[str]) -> tuple[Referral, ...]:
    """Tell a plugin the news; the referrals it asks for, to schemes there are. Nothing where it does not listen."""
    members = len(event.facts.members)

    def check(item: Referral) -> None:
        if item.scheme not in schemes or item.scheme == event.scheme:
            raise _Unusable("it refers to a scheme that nobody offers, or to the same one")
        whole = item.member is None
        if not whole and (type(item.member) is not int or not 0 <= item.member < members):
            raise _Unusable("it refers a member the household does not have")
        _check_text(item.says, {})

    return _asked(plugin, "claim_event", Referral, check, event)


def letter_notes(plugin: LoadedPlugin, kind: str, context: LetterContext) -> tuple[LetterNote, ...]:
    """The paragraphs a plugin adds to a letter."""
    return _asked(plugin, "letters", LetterNote, lambda item: _check_text(item.text, item.data), kind, context)


def figures(plugin: LoadedPlugin, panel: str, context: PanelContext) -> tuple[Figure, ...]:
    """The lines of one of a plugin's panels."""

    def check(item: Figure) -> None:
        if type(item.number) not in (int, Decimal) or not Decimal(item.number).is_finite():
            raise _Unusable("a figure's number must be a whole number or a finite Decimal")
        if abs(item.number) > LARGEST_NUMBER:
            raise _Unusable("a figure's number is larger than can be meant")
        _check_text(item.text, item.data)

    return _asked(plugin, f"panel:{panel}", Figure, check, context)


def notices(plugin: LoadedPlugin, work: str, context: ScheduledContext) -> tuple[Notice, ...]:
    """Run a plugin's scheduled work; the notices that hold now."""
    seen: set[str] = set()

    def check(item: Notice) -> None:
        if not isinstance(item.key, str) or not 0 < len(item.key) <= LONGEST_KEY or item.key in seen:
            raise _Unusable("a notice needs a short key of its own")
        seen.add(item.key)
        if not isinstance(item.roles, tuple | list) or not set(item.roles) <= set(STAFF_ROLES) or not item.roles:
            raise _Unusable("a notice's roles are some of the staff's")
        if item.until is not None and (not isinstance(item.until, date) or isinstance(item.until, datetime)):
            raise _Unusable("the last day of a notice must be a date")
        _check_text(item.text, item.data)

    return _asked(plugin, f"scheduled:{work}", Notice, check, context)


def _asked(
    plugin: LoadedPlugin, function: str, kind: type[Any], check: Callable[[Any], None], *arguments: Any
) -> tuple[Any, ...]:
    if function not in plugin.functions:
        return ()
    answer = call(plugin, function, *arguments)
    try:
        return _checked(answer, kind, check)
    except _Unusable as problem:
        raise failed(plugin, function, f"the answer cannot be used: {problem}") from None
    except (TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise failed(plugin, function, f"the answer cannot be used: {type(error).__name__}") from None


def _checked(answer: Any, kind: type[Any], check: Callable[[Any], None]) -> tuple[Any, ...]:
    if answer is None:
        return ()
    if not isinstance(answer, list | tuple):
        raise _Unusable(f"it must be a list of {kind.__name__}, not {type(answer).__name__}")
    if len(answer) > MOST:
        raise _Unusable(f"more than {MOST} of {kind.__name__}")
    for item in answer:
        if not isinstance(item, kind):
            raise _Unusable(f"it must be a list of {kind.__name__}; it holds a {type(item).__name__}")
        check(item)
    return tuple(answer)


def _check_text(text: Any, data: Any) -> None:
    """A text of people's length whose gaps its data fills."""
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        raise _Unusable(f"a text must have 1 to {LONGEST_TEXT} characters")
    if any(ord(char) < 32 and char != "\n" for char in text):
        raise _Unusable("a text must not hold control characters")
    if not isinstance(data, Mapping) or len(data) > MOST:
        raise _Unusable("the data of a text must be a mapping of names to values")
    for name, value in data.items():
        if not isinstance(name, str) or not _plain(value):
            raise _Unusable("the data of a text must be text, numbers and dates")
    try:
        fill(text, {name: str(value) for name, value in data.items()})
    except (KeyError, ValueError, TypeError):
        raise _Unusable("a text has gaps its data does not fill") from None


def _plain(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and not any(ord(char) < 32 for char in value)
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value) <= LARGEST_NUMBER
    if isinstance(value, bool | datetime):
        return False
    return isinstance(value, date) or (isinstance(value, int) and abs(value) <= LARGEST_NUMBER)


def fill(text: str, words: Mapping[str, str]) -> str:
    """A text with its gaps filled; one without data is taken as it is, per cent signs and all."""
    return text % words if words else text
