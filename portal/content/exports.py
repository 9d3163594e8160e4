"""Spreadsheets that leave the admin hold words, never formulas."""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.common.spreadsheets import inert


def make_exports_inert() -> None:
    """Put `inert` behind every CSV download of the admin. Wagtail itself marks formulas as text in XLSX only."""
    # The last entry: it sees what no other class of values has claimed.
    SpreadsheetExportMixin.custom_value_preprocess[object] = {SpreadsheetExportMixin.FORMAT_CSV: inert}
