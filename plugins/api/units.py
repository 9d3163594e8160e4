"""Units of facts and parameters: enough algebra to refuse yuan a month compared with yuan a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_BASES = ("yuan", "m2", "month", "year", "term", "day", "age", "date")
_NO_UNIT = ("", "count", "times")
NAMES = (*_BASES, *_NO_UNIT)


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units, e.g. yuan/month; no powers at all means a plain number."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    @cache
    def parse(cls, text: str) -> Unit:
        """Read `yuan/month`, `m2`, `age`, `count`, `times`; ValueError for anything else."""
        powers: dict[str, int] = {}
        for position, name in enumerate(text.split("/")):
            if name in _BASES:
                powers[name] = powers.get(name, 0) + (1 if position == 0 else -1)
            elif name not in _NO_UNIT or position:
                raise ValueError(
                    f"unknown unit {text!r}; known are {', '.join(n for n in NAMES if n)}, "
                    "and quotients such as yuan/month"
                )
        if powers.get("yuan", 0) < 0:
            raise ValueError(f"{text!r} has money below the line; give the amount itself and divide by it in the rule")
        return cls(tuple(sorted((n, p) for n, p in powers.items() if p)))

    def _combine(self, other: Unit, sign: int) -> Unit:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Unit(tuple(sorted((n, p) for n, p in powers.items() if p)))

    def __mul__(self, other: Unit) -> Unit:
        return self._combine(other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return self._combine(other, -1)

    @property
    def plain(self) -> bool:
        """No unit: a count or a multiplier."""
        return not self.powers

    @property
    def money(self) -> bool:
        """Yuan, possibly per something."""
        return dict(self.powers).get("yuan") == 1

    @property
    def scale(self) -> int:
        """Steps of the stored number in one unit: 100 分 to the 元, else 1."""
        return 100 if self.money else 1

    def __str__(self) -> str:
        over = [n for n, p in self.powers for _ in range(p)]
        under = [n for n, p in self.powers for _ in range(-p)]
        return "/".join(["*".join(over) or "1", *under]) if self.powers else "a plain number"


COUNT = Unit()
DATE = Unit((("date", 1),))
AGE = Unit((("age", 1),))
YEAR = Unit((("year", 1),))
MONTH = Unit((("month", 1),))
AREA = Unit((("m2", 1),))
