"""Where in an author's files something was written, so that mistakes can name file and line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

_HERE = str(Path(__file__).resolve().parent)


@dataclass(frozen=True, slots=True)
class Where:
    """A file and a line; false when unknown."""

    file: str = ""
    line: int = 0

    def __bool__(self) -> bool:
        return bool(self.file)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "unknown place"


NOWHERE = Where()


def caller() -> Where:
    """The nearest line on the call stack outside this package: the author's own line."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        # "<string>" is the __init__ that dataclasses generate.
        if not name.startswith(_HERE) and not name.startswith("<"):
            return Where(name, frame.f_lineno)
        if frame.f_back is None:
            break
        frame = frame.f_back
    return NOWHERE
