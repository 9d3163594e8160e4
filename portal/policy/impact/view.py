"""A stored preview as a person may see it: small counts of a township hide behind “<3” (fault 34)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plugins.manager import get_manager
from portal.accounts.models import Office
from portal.cases.workbench.vocabulary import language
from portal.common import money
from portal.policy.impact.tally import GROUPS, KINDS

SMALL = 3
HIDDEN = f"<{SMALL}"


@dataclass(frozen=True)
class Line:
    """A group under a scheme in words; ``sum`` and ``median`` are amounts with sign and unit, empty for none."""

    label: str
    total: int
    counts: tuple[int, ...]
    sum: str
    median: str

    @property
    def changed(self) -> int:
        """How many change in any way."""
        return sum(self.counts)


@dataclass(frozen=True)
class SchemeLines:
    """One scheme's lines."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TownshipLine:
    """``changed`` as it may be shown; ``share`` 0 to 100 for the bar, None where the number is hidden."""

    name: str
    changed: str
    share: int | None


def unchanged(result: dict[str, Any]) -> list[str]:
    """Names of the schemes that read the figures and for which nothing changes."""
    return [
        get_manager().scheme_name(scheme["key"], language()) for scheme in result["schemes"] if not _changes(scheme)
    ]


def _changes(scheme: dict[str, Any]) -> bool:
    return any(scheme[group][kind] for group in GROUPS for kind in KINDS)


def scheme_lines(result: dict[str, Any]) -> list[SchemeLines]:
    """The table of verdicts and amounts, of the schemes for which anything changes."""
    labels = {
        "households": _("Households that ever applied"),
        "receiving": _("of these, receiving it now"),
        "claims": _("Open claims"),
    }
    return [
        SchemeLines(
            get_manager().scheme_name(scheme["key"], language()),
            tuple(_line(labels[name], scheme[name], result["per"].get(scheme["key"], "")) for name in GROUPS),
        )
        for scheme in result["schemes"]
        if _changes(scheme)
    ]


def _line(label: str, group: dict[str, Any], per: str) -> Line:
    return Line(
        label, group["total"], tuple(group[kind] for kind in KINDS),
        signed(group["sum"], per) if Decimal(group["sum"]) else "", signed(group["median"], per),
    )  # fmt: skip


def signed(text: str, per: str) -> str:
    """``+25 yuan/month``; empty for an empty text."""
    if not text:
        return ""
    amount = Decimal(text)
    sign = "+" if amount > 0 else "−" if amount < 0 else "±"
    unit = get_manager().unit_text("", "yuan" if per == "once" else f"yuan/{per}", language())
    return f"{sign}{money.format_yuan(abs(amount), language())} {unit}"


def township_lines(result: dict[str, Any], *, seen: Collection[str]) -> list[TownshipLine]:
    """Households that change, by township.

    Counts under three of other townships than those ``seen`` hide as “<3”; and where just one is hidden, the next
    smallest goes with it, or the total would give it away.
    """
    rows = result["townships"]
    hidden = _hidden({number: row["changed"] for number, row in enumerate(rows) if row["code"] not in seen})
    names = {office.code: office.label for office in Office.objects.filter(code__in=[row["code"] for row in rows])}
    most = max((row["changed"] for number, row in enumerate(rows) if number not in hidden), default=0)
    return [
        TownshipLine(
            names.get(row["code"], row["code"]),
            (HIDDEN if row["changed"] < SMALL else _("not shown")) if number in hidden else str(row["changed"]),
            None if number in hidden else round(100 * row["changed"] / most) if most else 0,
        )
        for number, row in enumerate(rows)
    ]


def _hidden(counts: dict[int, int]) -> set[int]:
    small = {number for number, value in counts.items() if value < SMALL}
    rest = counts.keys() - small
    if len(small) == 1 and rest:
        small.add(min(rest, key=lambda number: (counts[number], number)))
    return small
