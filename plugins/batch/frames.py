"""Frames from facts: what was collected for single households, ready for a batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import polars as pl

from plugins.api.common import COMMON
from plugins.api.errors import FactError
from plugins.api.facts import Facts
from plugins.api.vocabulary import FactDefinition, Vocabulary

from .households import ID, OWNER, REFUSED, REFUSED_TYPE, column_name

Column: TypeAlias = tuple[str, Any, Callable[[Any], Any]]
_TYPES: dict[str, Any] = {
    "money": pl.Decimal(38, 2),
    "area": pl.Decimal(38, 2),
    "count": pl.Int64,
    "boolean": pl.Boolean,
    "date": pl.Date,
    "schemes": pl.List(pl.Struct({"scheme": pl.String, "since": pl.Date})),
}
_VALUES: dict[str, Callable[[Any], Any]] = {
    "money": lambda fen: Decimal(fen).scaleb(-2),
    "area": lambda area: Decimal(int(area * 100)).scaleb(-2),
    "date": date.fromordinal,
    "schemes": lambda days: [
        {"scheme": key, "since": None if day is None else date.fromordinal(day)} for key, day in days.items()
    ],
}


def frames_from_facts(
    facts: Sequence[Facts], vocabulary: Vocabulary = COMMON, ids: Sequence[Any] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(households, members) of these households; `id` is the position in the list unless `ids` are given.

    A value that cannot be becomes null and is noted in the column `refused`, from which a program reports it. Facts
    of which the vocabulary knows nothing are left out, texts too. Where a fact comes from is not carried over: a
    scheme that demands evidence wants `Facts.proven` first.
    """
    names = list(range(len(facts))) if ids is None else list(ids)
    columns = _Columns(vocabulary)
    households = []
    members = []
    for name, household in zip(names, facts, strict=True):
        refused: list[dict[str, str]] = []
        row = columns.read("household", household.household, "household", refused)
        row |= columns.read("applicant", household.applicant, "applicant", refused)
        for position, person in enumerate(household.members):
            members.append({OWNER: name} | columns.read("member", person, f"members.{position}", refused))
        if household.members and not household.complete:
            row["members_complete"] = False
        households.append({ID: name, REFUSED: refused or None} | row)
    id_type = pl.Series(names).dtype if names else pl.Int64
    return (
        pl.DataFrame(
            households, schema={ID: id_type, REFUSED: REFUSED_TYPE} | columns.schema("household", "applicant")
        ),
        pl.DataFrame(members, schema={OWNER: id_type} | columns.schema("member")),
    )


class _Columns:
    """The columns of a vocabulary and how their values are made."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.definitions = {path: d for path, d in vocabulary.items() if d.type != "text"}

    def schema(self, *scopes: str) -> dict[str, Any]:
        return {column_name(d): _type(d) for d in self.definitions.values() if d.scope in scopes}

    def read(self, scope: str, values: Mapping[str, Any], prefix: str, refused: list[dict[str, str]]) -> dict[str, Any]:
        """The values of one household or person, each judged by its fact's reader."""
        return dict(self._read(scope, values, prefix, refused))

    def _read(
        self, scope: str, values: Mapping[str, Any], prefix: str, refused: list[dict[str, str]]
    ) -> Iterator[tuple[str, Any]]:
        for key, value in values.items():
            definition = self.definitions.get(f"{scope}.{key}")
            if definition is None or value is None:
                continue
            try:
                stored = definition.read(value)
            except FactError as error:
                refused.append({"path": f"{prefix}.{key}", "what": error.message})
                if definition.path == "household.members_complete":
                    yield key, False
            else:
                yield column_name(definition), _VALUES.get(definition.type, _same)(stored)


def _type(definition: FactDefinition) -> Any:
    return pl.Enum(definition.values) if definition.type == "choice" else _TYPES[definition.type]


def _same(value: Any) -> Any:
    return value
