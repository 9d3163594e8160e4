"""Encrypted files of applicants and offices, below `settings.PRIVATE_ROOT`, under generated names.

Nothing here is reachable by URL: views check who asks, then read. A file is written aside, flushed and renamed, so that
a full disk or a killed process leaves no half file behind. Like a field, a file is bound to its context.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from . import crypto
from .models import new_uuid

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")


class PrivateFileError(Exception):
    """A file could not be stored or read. `code`: storage (disk full or not writable), missing, name."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            {"storage": "the file could not be written", "missing": "no such file", "name": "not a stored name"}[code]
        )


def _path(name: str) -> Path:
    """Where a stored name lives. Raises PrivateFileError("name") for anything this module did not make up."""
    if not _NAME.fullmatch(name):
        raise PrivateFileError("name")
    return Path(settings.PRIVATE_ROOT) / name


def save(data: bytes, context: str) -> str:
    """Encrypt and store `data`; returns its generated name (35 characters). `context` must be given again to read it.

    Raises PrivateFileError("storage") when the disk is full or not writable; nothing is left behind then.
    """
    unique = new_uuid().hex
    # The last two characters are random, the first ones are the time: spread over 256 folders.
    name = f"{unique[-2:]}/{unique}"
    path = _path(name)
    partial = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(partial, "xb", opener=lambda file, flags: os.open(file, flags, 0o600)) as stream:
            stream.write(crypto.encrypt(data, f"{context}:{name}"))
            stream.flush()
            os.fsync(stream.fileno())
        partial.rename(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise PrivateFileError("storage") from error
    return name


def read(name: str, context: str) -> bytes:
    """The content of a stored file. Raises PrivateFileError("missing" | "name"), or crypto.CryptoError if altered."""
    try:
        blob = _path(name).read_bytes()
    except FileNotFoundError:
        raise PrivateFileError("missing") from None
    return crypto.decrypt(blob, f"{context}:{name}")


def delete(name: str) -> None:
    """Remove a stored file; one that is gone already is no error. Call it after commit: a rollback keeps it then."""
    _path(name).unlink(missing_ok=True)
