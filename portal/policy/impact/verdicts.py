"""Both sides of a change for many families: what the rules say with the figures as they are, and as proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from plugins.manager import PluginManager
from portal.policy.impact.households import Subject


@dataclass(frozen=True)
class Verdict:
    """met, not_met or unknown; ``amount`` in 元 where it is met and known."""

    result: str
    amount: Decimal | None


def verdicts(
    manager: PluginManager, keys: Sequence[str], on: dt.date, portion: Sequence[Subject]
) -> list[dict[str, Verdict]]:
    """For each family, in order, what every scheme says."""
    found: list[dict[str, Verdict]] = []
    for chain, neighbours in groupby(portion, key=lambda subject: subject.chain):
        for subject in neighbours:
            said = {key: manager.evaluate(key, subject.facts, on=on, office_chain=chain) for key in keys}
            found.append({key: Verdict(one.verdict, one.amount) for key, one in said.items()})
    return found
