"""Counting what changes: verdicts, amounts, townships. Plain numbers in, plain JSON out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any

from portal.policy.impact.households import Subject
from portal.policy.impact.verdicts import Verdict

# How a verdict can change, in the order pages show it.
KINDS = ("lost", "gained", "unknown", "amount")
GROUPS = ("households", "receiving", "claims")


def kind_of(before: Verdict, after: Verdict) -> str:
    """lost (met → not met), gained (not met → met), unknown (from or to it), amount, or "" for no change."""
    if before.result != after.result:
        if "unknown" in {before.result, after.result}:
            return "unknown"
        return "lost" if before.result == "met" else "gained"
    differs = before.result == "met" and None not in {before.amount, after.amount} and before.amount != after.amount
    return "amount" if differs else ""


def difference(before: Verdict, after: Verdict) -> Decimal | None:
    """元 more (or less) than before; None where one side is not known. Who does not meet the conditions gets 0."""
    sums = [side.amount if side.result == "met" else Decimal(0) for side in (before, after)]
    unsure = "unknown" in {before.result, after.result} or None in sums
    return None if unsure else sums[1] - sums[0]


@dataclass
class Group:
    """Counts of one group (households, those receiving, open claims) under one scheme."""

    total: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    differences: list[Decimal] = field(default_factory=list)

    def add(self, before: Verdict, after: Verdict, times: int = 1) -> None:
        """One family's verdicts, ``times`` over."""
        self.total += times
        kind = kind_of(before, after)
        more = difference(before, after)
        if kind:
            self.kinds[kind] += times
            if more:
                self.differences.extend([more] * times)

    def as_json(self) -> dict[str, Any]:
        """``total``, one count a kind, ``sum`` and ``median`` of the differences in 元 as text."""
        found = self.differences
        return {
            "total": self.total,
            **{kind: self.kinds[kind] for kind in KINDS},
            "sum": f"{sum(found, Decimal(0)):.2f}",
            "median": f"{median(found):.2f}" if found else "",
        }


@dataclass
class Tally:
    """Everything counted so far."""

    keys: tuple[str, ...]
    households: int = 0
    changed: int = 0
    claims: int = 0
    claims_changed: int = 0
    schemes: dict[str, dict[str, Group]] = field(default_factory=dict)
    townships: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schemes = {key: {group: Group() for group in GROUPS} for key in self.keys}

    def add(self, subject: Subject, before: dict[str, Verdict], after: dict[str, Verdict]) -> None:
        """One family under all schemes."""
        changed = {key for key in self.keys if kind_of(before[key], after[key])}
        for key in self.keys:
            groups, pair = self.schemes[key], (before[key], after[key])
            if subject.counts:
                groups["households"].add(*pair)
                if key in subject.receives:
                    groups["receiving"].add(*pair)
            groups["claims"].add(*pair, times=subject.claims[key])
        self.claims += subject.claims.total()
        self.claims_changed += sum(subject.claims[key] for key in changed)
        if subject.counts:
            township = self.townships.setdefault(subject.township, Counter())
            self.households += 1
            township["total"] += 1
            self.changed += bool(changed)
            township["changed"] += bool(changed)

    def as_json(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "households": self.households,
            "changed": self.changed,
            "claims": self.claims,
            "claims_changed": self.claims_changed,
            "schemes": [
                {"key": key, **{name: group.as_json() for name, group in groups.items()}}
                for key, groups in self.schemes.items()
            ],
            "townships": [
                {"code": code, "total": counts["total"], "changed": counts["changed"]}
                for code, counts in sorted(self.townships.items())
            ],
        }
