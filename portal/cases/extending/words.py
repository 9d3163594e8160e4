"""Texts of plugins in the reader's language, their gaps filled."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from plugins.answers import fill
from plugins.loading import LoadedPlugin
from portal.cases.events import date_text
from portal.common import money


def text(plugin: LoadedPlugin, msgid: str, data: Mapping[str, Any], language: str) -> str:
    """A msgid of the plugin in a language; a translation whose gaps do not fit gives way to the msgid."""
    words = {name: _word(value, language) for name, value in data.items()}
    try:
        return fill(plugin.texts(msgid, language), words)
    except (KeyError, ValueError, TypeError):
        return fill(msgid, words)


def _word(value: Any, language: str) -> str:
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, Decimal):
        return money.format_yuan(value, language)
    return str(value)


def stored(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data of a text as JSON; :func:`restored` gives it back with its types."""
    return {name: _stored(value) for name, value in data.items()}


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def restored(data: Mapping[str, Any]) -> dict[str, Any]:
    """What :func:`stored` wrote."""
    return {name: _restored(value) for name, value in data.items()}


def _restored(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return date.fromisoformat(value["date"]) if "date" in value else Decimal(value["number"])
