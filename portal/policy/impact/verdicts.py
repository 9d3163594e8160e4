"""One side of a change for many families: what the rules say with the figures of a manager."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plugins.api.evaluation import demanded
from plugins.api.facts import Kind
from plugins.manager import PluginManager
from portal.common import money
from portal.policy.impact.households import Subject

if TYPE_CHECKING:
    from plugins.batch import BatchProgram


@dataclass(frozen=True)
class Verdict:
    """met, not_met or unknown; ``amount`` in 元 where it is met and the rules know it."""

    result: str
    amount: Decimal | None


def verdicts(
    manager: PluginManager, keys: Sequence[str], on: dt.date, portion: Sequence[Subject]
) -> list[dict[str, Verdict]]:
    """For each family, in order, what every scheme says; amounts are those of the rules."""
    from plugins.batch import frames_from_facts  # Polars is slow to import, and few requests need it

    found: list[dict[str, Verdict]] = [{} for _subject in portion]
    for demands, group in _by_evidence(manager, keys):
        facts = [subject.facts.proven(demands)[0] for subject in portion]
        for numbers, program in _together(manager, group, on, portion):
            frames = frames_from_facts([facts[number] for number in numbers], manager.vocabulary)
            for number, row in zip(numbers, program.run(*frames).iter_rows(named=True), strict=True):
                found[number] |= {key: _verdict(row, key) for key in group}
    return found


def _by_evidence(manager: PluginManager, keys: Sequence[str]) -> list[tuple[Mapping[str, Kind], list[str]]]:
    """Schemes that demand the same proof, with what they demand: weaker facts count as unknown to them."""
    groups: list[tuple[Mapping[str, Kind], list[str]]] = []
    for key in keys:
        demands = demanded(manager.scheme(key).scheme.evidence, manager.vocabulary)
        for known, group in groups:
            if known == demands:
                group.append(key)
                break
        else:
            groups.append((demands, [key]))
    return groups


def _together(
    manager: PluginManager, keys: Sequence[str], on: dt.date, portion: Sequence[Subject]
) -> list[tuple[list[int], BatchProgram]]:
    """Positions of the families for whom the same figures hold, with their program."""
    programs = {chain: manager.batch(keys, on=on, office_chain=chain) for chain in {s.chain for s in portion}}
    found: dict[int, tuple[list[int], BatchProgram]] = {}
    for number, subject in enumerate(portion):
        program = programs[subject.chain]
        found.setdefault(id(program), ([], program))[0].append(number)
    return list(found.values())


def _verdict(row: dict[str, Any], key: str) -> Verdict:
    low, high = row[f"{key}/amount_low"], row[f"{key}/amount_high"]
    known = row[f"{key}/verdict"] == "met" and low is not None and low == high
    return Verdict(row[f"{key}/verdict"], money.from_fen(low) if known else None)
