"""Batch programs made from checked schemes and the parameters of a day, kept while they may be asked for again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from plugins.api.check import Used
from plugins.api.errors import ParameterError
from plugins.api.numbers import Exact, exact
from plugins.api.parameters import ParameterBook
from plugins.api.scheme import Scheme
from plugins.api.vocabulary import FactDefinition, Vocabulary

from .program import BatchProgram

_PROGRAMS_KEPT = 32


class Programs:
    """Makes batch programs and keeps the last few."""

    def __init__(self) -> None:
        self._kept: dict[Any, BatchProgram] = {}

    def get(
        self,
        schemes: Iterable[tuple[Scheme, Used]],
        vocabulary: Vocabulary,
        book: ParameterBook,
        on: date,
        office_chain: Sequence[str] = (),
    ) -> BatchProgram:
        """The program of checked schemes for a day and an office (its code, then its parents' up to the root)."""
        found: dict[str, Scheme] = {}
        facts: dict[str, FactDefinition] = {}
        values: dict[str, Exact] = {}
        faults: dict[str, str] = {}
        for scheme, used in schemes:
            found[scheme.key] = scheme
            facts |= used.facts
            try:
                in_force = book.resolve(used.parameters, on, office_chain)
            except ParameterError as error:
                faults[scheme.key] = str(error)
            else:
                values |= {key: exact(v.value, book[key].measure.scale) for key, v in in_force.items()}
        key = tuple(map(id, found.values())), id(vocabulary), on, tuple(values.items()), tuple(faults.items())
        if key not in self._kept:
            if len(self._kept) >= _PROGRAMS_KEPT:
                self._kept.clear()
            self._kept[key] = BatchProgram(found, facts, vocabulary, values, on, faults)
        return self._kept[key]
