"""What travels between the portal and a plugin's own process: plain data as JSON, and the API's frozen records.

Not pickle: what comes back from a foreign process must not be able to run anything here.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from plugins.api import (
    ClaimEvent,
    Facts,
    Figure,
    LetterContext,
    LetterNote,
    Notice,
    PanelContext,
    Proposal,
    ProposalContext,
    Provenance,
    Referral,
    ScheduledContext,
    SchemeCounts,
)

_RECORDS: dict[str, type[Any]] = {
    record.__name__: record
    for record in (
        ClaimEvent, Facts, Figure, LetterContext, LetterNote, Notice, PanelContext, Proposal, ProposalContext,
        Provenance, Referral, ScheduledContext, SchemeCounts,
    )
}  # fmt: skip
LARGEST_FRAME = 4 * 2**20
_HEAD = struct.Struct(">I")


class WireError(ValueError):
    """Something that cannot travel, or arrived broken."""


def pack(value: Any) -> Any:
    """A value as JSON can carry it, its type kept. WireError for anything but plain data."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return value
    if kind in (float, Decimal):
        return {"float" if kind is float else "decimal": str(value)}
    if kind in (date, datetime):
        return {kind.__name__: value.isoformat()}
    if kind in (list, tuple):
        return {kind.__name__: [pack(item) for item in value]}
    if isinstance(value, Mapping):
        pairs = [[pack(key), pack(item)] for key, item in value.items()]
        return {"view" if kind is MappingProxyType else "dict": pairs}
    if _RECORDS.get(kind.__name__) is kind:
        return {"record": kind.__name__, "values": {name: pack(getattr(value, name)) for name in _names(kind)}}
    raise WireError(f"a {kind.__name__} is no plain data")


def _names(record: type[Any]) -> list[str]:
    return list(record._fields) if record is Facts else [field.name for field in fields(record)]


def unpack(data: Any) -> Any:
    """The value that was packed. WireError for anything `pack` does not write."""
    try:
        return _unpack(data)
    except (ArithmeticError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise WireError(f"unreadable data: {type(error).__name__}") from None


def _unpack(data: Any) -> Any:
    if not isinstance(data, dict):
        if data is None or isinstance(data, bool | int | str):
            return data
        raise WireError("unreadable data")
    if "record" in data:
        return _RECORDS[data["record"]](**{name: _unpack(item) for name, item in data["values"].items()})
    [(kind, content)] = data.items()
    if kind in ("list", "tuple"):
        items = [_unpack(item) for item in content]
        return items if kind == "list" else tuple(items)
    if kind in ("dict", "view"):
        pairs = {_unpack(key): _unpack(item) for key, item in content}
        return pairs if kind == "dict" else MappingProxyType(pairs)
    read = {
        "float": float, "decimal": Decimal, "date": date.fromisoformat, "datetime": datetime.fromisoformat,
    }[kind]  # fmt: skip
    return read(content)


def send(line: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one message. WireError if it is too large; TimeoutError by the socket's own time-out."""
    body = json.dumps(message).encode()
    if len(body) > LARGEST_FRAME:
        raise WireError(f"more than {LARGEST_FRAME // 2**20} MB of data")
    line.sendall(_HEAD.pack(len(body)) + body)


def receive(line: socket.socket, until: float | None = None) -> dict[str, Any]:
    """The next message.

    `until` is a moment of `time.monotonic()`. TimeoutError when it is over, EOFError when the other side has ended,
    WireError for what is no message.
    """
    (length,) = _HEAD.unpack(_exactly(line, _HEAD.size, until))
    if length > LARGEST_FRAME:
        raise WireError(f"more than {LARGEST_FRAME // 2**20} MB of data")
    try:
        message = json.loads(_exactly(line, length, until))
    except (ValueError, RecursionError):
        raise WireError("unreadable data") from None
    if not isinstance(message, dict):
        raise WireError("unreadable data")
    return message


def _exactly(line: socket.socket, count: int, until: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            line.settimeout(left)
        got = line.recv(min(count - len(parts), 65_536))
        if not got:
            raise EOFError
        parts += got
    return bytes(parts)
