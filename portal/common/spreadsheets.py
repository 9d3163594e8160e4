"""Cells of spreadsheets hold words, never formulas (OWASP: CSV injection)."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str

# What spreadsheet programs take for the beginning of a formula or of a command.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def inert(value: Any) -> Any:
    """The value as it may stand in a cell of a CSV file: text that would be computed gets an apostrophe before it.

    Numbers, booleans and None stay what they are.
    """
    text = force_str(value, strings_only=True)
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_BEGINNINGS) else text
