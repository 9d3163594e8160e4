"""Spreadsheets that leave the admin hold words, never formulas (OWASP: CSV injection)."""

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What spreadsheet programs take for the beginning of a formula or of a command.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def inert(value: Any) -> Any:
    """The value as it may stand in a cell of a CSV file: text that would be computed gets an apostrophe before it.

    Numbers, booleans and None stay what they are.
    """
    text = force_str(value, strings_only=True)
    return f"'{text}" if isinstance(text, str) and text.startswith(_BEGINNINGS) else text


def make_exports_inert() -> None:
    """Put `inert` behind every CSV download of the admin. Wagtail itself marks formulas as text in XLSX only."""
    # The last entry: it sees what no other class of values has claimed.
    SpreadsheetExportMixin.custom_value_preprocess[object] = {SpreadsheetExportMixin.FORMAT_CSV: inert}
