"""What letters of the medical security bureau add: at most hospitals nobody has to pay first (one-stop settlement)."""

from __future__ import annotations

from plugins.api import LetterNote


def of_letter(kind: str) -> list[LetterNote]:
    """The note of an approval; a refusal has none."""
    if kind != "approval":
        return []
    return [
        LetterNote(
            "If somebody of the family goes to hospital again: hospitals of the county look you up themselves and "
            "take this help off the bill when you leave. Show the identity card; bring no certificate."
        )
    ]
