"""From the columns of a frame to the numbers and codes that rules work with; what cannot be is reported and unknown.

Every value is judged as `plugins.api.readers` judges it: whole columns are read at once, and a value that the fast
way does not understand is given to the reader of its fact. Money is in yuan (whole numbers, Decimal or text, never
float); stored it is in 分, an area in hundredths of a m², a date as an ordinal, a choice as a position.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from plugins.api.errors import FactError
from plugins.api.vocabulary import FactDefinition

_EPOCH = date(1970, 1, 1).toordinal()
_PLACES = 2
_AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


class Read(NamedTuple):
    """A column as stored, and the values that cannot be: `row`, `what`."""

    stored: pl.Series
    refused: pl.DataFrame


NOTHING_REFUSED = pl.DataFrame(schema={"row": pl.UInt32, "what": pl.String})


def stored_type(definition: FactDefinition) -> type[pl.DataType]:
    """The type of a fact's stored column."""
    if definition.type == "boolean":
        return pl.Boolean
    if definition.type == "choice":
        return pl.UInt8 if len(definition.values) < 256 else pl.UInt16
    low, high = definition.bounds
    times = 100 if definition.type == "area" else 1
    return pl.Int64 if max(-low, high) * times < 2**63 else pl.Int128


def read_column(definition: FactDefinition, given: pl.Series) -> Read:
    """Read a column of one fact."""
    dtype = stored_type(definition)
    if given.dtype == pl.Null or given.null_count() == len(given):
        return Read(pl.repeat(None, len(given), dtype=dtype, eager=True), NOTHING_REFUSED)
    if given.dtype == pl.Object:
        return _one_by_one(definition, given, pl.repeat(None, len(given), dtype=dtype, eager=True))
    fast = _FAST[definition.type](definition, given)
    if fast is None:
        return Read(pl.repeat(None, len(given), dtype=dtype, eager=True), _all_refused(definition, given))
    stored = fast.cast(dtype)
    if stored.null_count() == given.null_count():
        return Read(stored, NOTHING_REFUSED)
    return _one_by_one(definition, given, stored)


def _one_by_one(definition: FactDefinition, given: pl.Series, stored: pl.Series) -> Read:
    """Give what was not understood to the fact's reader, each different value once."""
    rows = (given.is_not_null() & stored.is_null()).arg_true()
    answers: dict[Any, tuple[Any, str]] = {}
    found = []
    for value in given.gather(rows).to_list():
        key = type(value), str(value)
        if key not in answers:
            answers[key] = _read(definition, value)
        found.append(answers[key])
    values = pl.Series([value for value, _ in found], dtype=stored.dtype)
    refused = pl.DataFrame({"row": rows, "what": [what for _, what in found]}, schema=NOTHING_REFUSED.schema)
    return Read(stored.scatter(rows, values), refused.filter(values.is_null()))


def _read(definition: FactDefinition, value: Any) -> tuple[Any, str]:
    try:
        stored = definition.read(value)
    except FactError as error:
        return None, error.message
    if definition.type == "choice":
        return definition.values.index(stored), ""
    return (int(stored * 100) if definition.type == "area" else stored), ""


def _all_refused(definition: FactDefinition, given: pl.Series) -> pl.DataFrame:
    """Every value of a column of a type that no value of the fact can have."""
    rows = given.is_not_null().arg_true()
    _, what = _read(definition, given.gather(rows.head(1)).to_list()[0])
    return pl.DataFrame({"row": rows}).with_columns(what=pl.lit(what))


# The fast way of each type: stored values, null where a value was not understood; None for a type of column
# that cannot hold the fact at all.


def _amount(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    scale = 100 // definition.measure.scale  # from the stored unit of the vocabulary to hundredths
    low, high = (bound * scale for bound in definition.bounds)
    dtype = stored_type(definition)
    if given.dtype.is_integer():
        # Compared before it is multiplied: the product of an absurd number would wrap around.
        return _times(_within(given.cast(dtype, strict=False), -(-low // 100), high // 100), 100)
    if given.dtype in _TEXTS:
        text = given.cast(pl.String)
        given = _where(text.str.contains(_AMOUNT), text).cast(pl.Decimal(38, _PLACES), strict=False)
    if not isinstance(given.dtype, pl.Decimal):
        return None
    hundredths = given.to_physical()
    places = given.dtype.scale
    if places > _PLACES:
        step = 10 ** (places - _PLACES)
        whole = pl.when(pl.col("v") % step == 0).then(pl.col("v") // step)
        hundredths = hundredths.to_frame("v").select(whole).to_series()
        return _within(hundredths, low, high).cast(dtype)
    step = 10 ** (_PLACES - places)
    return _times(_within(hundredths, -(-low // step), high // step).cast(dtype), step)


def _count(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    if not given.dtype.is_integer():
        return None
    return _within(given.cast(stored_type(definition), strict=False), *definition.bounds)


def _date(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    if given.dtype in _TEXTS:
        text = given.cast(pl.String)
        given = _where(text.str.contains(_DAY), text).str.to_date("%Y-%m-%d", strict=False)
    if given.dtype != pl.Date:
        return None
    return _within(given.to_physical().cast(pl.Int64) + _EPOCH, *definition.bounds)


def _boolean(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    return given if given.dtype == pl.Boolean else None


def _choice(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    if given.dtype not in _TEXTS:
        return None
    wanted = pl.Enum(definition.values)
    known = given if given.dtype == wanted else given.cast(pl.String).cast(wanted, strict=False)
    return known.to_physical()


def _text(definition: FactDefinition, given: pl.Series) -> pl.Series | None:
    raise AssertionError("no rule reads a text")


_FAST: dict[str, Callable[[FactDefinition, pl.Series], pl.Series | None]] = {
    "money": _amount,
    "area": _amount,
    "count": _count,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
    "text": _text,
}


def _where(test: pl.Series, values: pl.Series) -> pl.Series:
    """The values where the test holds, null elsewhere."""
    return pl.select(pl.when(test).then(values)).to_series()


def _times(values: pl.Series, factor: int) -> pl.Series:
    """Values times a number: as an expression, because a series of 128 bits takes no Python number."""
    return values.to_frame("v").select(pl.col("v") * factor).to_series()


def _within(values: pl.Series, low: int, high: int) -> pl.Series:
    """The values inside the limits, null elsewhere."""
    least, most = values.min(), values.max()
    if least is None or (low <= least and most <= high):  # type: ignore[operator]
        return values
    return _where(values.is_between(low, high), values)


# Schemes received


class Receives(NamedTuple):
    """For each scheme asked for whether it is received and since when (an ordinal); then what is refused."""

    received: dict[str, pl.Series]
    since: dict[str, pl.Series]
    refused: pl.DataFrame


def read_receives(definition: FactDefinition, given: pl.Series, schemes: list[str]) -> Receives:
    """Read a column of lists of keys, or of structs `scheme` and `since` (a date or its ISO text, null if unknown)."""
    inner = given.dtype.inner if isinstance(given.dtype, pl.List) else None
    if given.null_count() < len(given) and not (inner in _TEXTS or inner == pl.Null or isinstance(inner, pl.Struct)):
        refused = _all_refused(definition, given)
        given = pl.repeat(None, len(given), dtype=pl.List(pl.String), eager=True)
    else:
        refused = NOTHING_REFUSED
    flat = _flat(given)
    flat, more = _checked(definition, flat)
    refused = pl.concat([refused, more]) if len(more) else refused
    known = given.is_not_null().scatter(refused["row"], False)
    nobody = _where(known, pl.repeat(False, len(given), eager=True))
    never = pl.repeat(None, len(given), dtype=pl.Int64, eager=True)
    received, since = {}, {}
    for scheme in schemes:
        hits = flat.filter(pl.col("scheme") == scheme)
        received[scheme] = nobody.clone().scatter(hits["row"], True)
        since[scheme] = never.clone().scatter(hits["row"], hits["since"])
    return Receives(received, since, refused)


def _flat(given: pl.Series) -> pl.DataFrame:
    """One row for each scheme in each list: `row`, `scheme` (text), `since` as given."""
    rows = pl.DataFrame({"row": pl.int_range(0, len(given), dtype=pl.UInt32, eager=True), "scheme": given})
    # An empty list would become a null, like a list that holds one.
    flat = rows.filter(pl.col("scheme").list.len() > 0).explode("scheme")
    if isinstance(flat.schema["scheme"], pl.Struct):
        fields = {f.name for f in flat.schema["scheme"].fields}
        part = pl.col("scheme").struct
        flat = flat.select(
            "row",
            scheme=part.field("scheme") if "scheme" in fields else pl.lit(None, dtype=pl.String),
            since=part.field("since") if "since" in fields else pl.lit(None, dtype=pl.Date),
        )
    else:
        flat = flat.with_columns(since=pl.lit(None, dtype=pl.Date))
    return flat


def _checked(definition: FactDefinition, flat: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with keys as text and days as ordinals, without those of lists that hold something impossible."""
    since = flat["since"]
    if since.dtype in _TEXTS:
        text = since.cast(pl.String)
        since = _where(text.str.contains(_DAY), text).str.to_date("%Y-%m-%d", strict=False)
    if since.dtype == pl.Date:
        days = since.to_physical().cast(pl.Int64) + _EPOCH
    else:
        days = pl.repeat(None, len(flat), dtype=pl.Int64, eager=True)
    keys = flat["scheme"].cast(pl.String, strict=False)
    found = []
    odd = (keys.is_null() | (flat["since"].is_not_null() & days.is_null())).arg_true()
    for position in odd.to_list():
        row, key, day = flat.row(position)
        try:
            days[position] = definition.read({key: day})[key]
        except FactError as error:
            found.append((row, error.message))
    refused = pl.DataFrame(found, schema=NOTHING_REFUSED.schema, orient="row").unique("row", maintain_order=True)
    flat = flat.select("row").with_columns(scheme=keys, since=days)
    return flat.filter(~pl.col("row").is_in(refused["row"].implode())), refused
