"""Columns of a CSV file, which are all text, as the columns a batch program reads; an empty cell means unknown.

Money and areas stay text (a batch program reads decimals exactly), choices and dates too.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from plugins.api import FactDefinition

_YES = ("yes", "true", "1", "是")
_NO = ("no", "false", "0", "否")
_NONE = ("none", "无")
_RECEIVES = pl.List(pl.Struct({"scheme": pl.String, "since": pl.String}))


def typed(definition: FactDefinition, text: pl.Series) -> tuple[pl.Series, pl.Series, str]:
    """(the column, the rows whose text cannot be, what is wrong with them)."""
    text = text.str.strip_chars()
    text = pl.select(pl.when(text != "").then(text)).to_series().alias(text.name)
    reader = _READERS.get(definition.type)
    if reader is None:
        return text, pl.Series(dtype=pl.UInt32), ""
    read, what = reader
    values = read(text)
    return values, (text.is_not_null() & values.is_null()).arg_true(), what


def _whole(text: pl.Series) -> pl.Series:
    digits = text.str.contains(r"^[+-]?[0-9]{1,18}$")
    return pl.select(pl.when(digits).then(text).cast(pl.Int64)).to_series().alias(text.name)


def _yes_or_no(text: pl.Series) -> pl.Series:
    word = text.str.to_lowercase()
    truth = pl.when(word.is_in(_YES)).then(True).when(word.is_in(_NO)).then(False)
    return pl.select(truth).to_series().alias(text.name)


def _receives(text: pl.Series) -> pl.Series:
    """`minimum-living-allowance=2025-03-01; education-aid`, or `none`."""
    pairs = pl.element().str.strip_chars().str.split("=")
    pair = pl.struct(
        scheme=pairs.list.get(0).str.strip_chars(), since=pairs.list.get(1, null_on_oob=True).str.strip_chars()
    )
    frame = text.to_frame("text").select(
        pl.when(pl.col("text").str.to_lowercase().is_in(_NONE))
        .then(pl.lit([], dtype=_RECEIVES))
        .otherwise(pl.col("text").str.replace_all("；", ";").str.split(";").list.eval(pair))
        .alias(text.name)
    )
    return frame.to_series()


_READERS: dict[str, tuple[Callable[[pl.Series], pl.Series], str]] = {
    "count": (_whole, "must be a whole number"),
    "boolean": (_yes_or_no, "must be one of yes, no, true, false, 1, 0, 是, 否, or empty"),
    "schemes": (_receives, "must be scheme keys, as in a=2025-03-01; b"),
}
