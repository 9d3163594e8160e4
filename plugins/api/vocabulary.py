"""What can be known about a household: fact definitions, their values on the way in, and nearest names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

from . import tree, units
from .errors import FactError, LoadError
from .readers import reader
from .shapes import range_problem
from .source import Where, caller
from .terms import Term, number_node
from .units import Unit

FactType: TypeAlias = Literal["money", "count", "boolean", "choice", "date", "text", "area", "schemes"]
Source: TypeAlias = Literal["asked", "derived", "host"]
_SOURCES = ("asked", "derived", "host")
_SCOPES = ("household", "member", "applicant")
_NUMERIC = ("money", "count", "date", "area")
_KEY = re.compile(r"^([a-z][a-z0-9-]*\.)?[a-z][a-z0-9_]*$")


class Choice(NamedTuple):
    """One value of a choice and the label people see (msgid)."""

    value: str
    label: str


@dataclass(frozen=True, eq=False)
class FactDefinition:
    """One fact: what it means, which values it can have, and how a form asks for it.

    key      name in rules; a plugin's own facts begin with its name and a point (`trade-union.member`)
    scope    household, member (each person) or applicant
    type     money (`Decimal` 元), count, boolean, choice, date, text, area (`Decimal` m²),
             schemes (keys received: a list, or a mapping of each to the day since when, null where nobody knows)
    unit     yuan, yuan/month, year, m2 … : see units.py
    range    lowest and highest possible value; a partial sum is bounded by it, so it must be the truth
    source   asked (a question of the form), host (the portal knows it itself), derived (calculated)
    derived  how it follows from other facts where it is not given; what is given wins
    required a form insists on an answer (without it "I do not know" is a good answer)
    sensitive health and the like: needs a consent of its own (R2.6)
    ages     asked only of members from the first to the second age, both counted, and of those of unknown age
    follows  `(key, answers)`: a follow-up, asked only of whoever gave one of these answers to that yes-or-no question
             or choice of the same scope
    at_most  key of another number of the same scope that this one is never more than, being a part of it. A form
             refuses the pair; where it comes in otherwise this fact counts as unknown
    label, hint, meaning are msgids, translated by the plugin's catalogue

    Whoever is not asked has given no answer: the fact stays unknown. So no rule may need it of them; it looks at the
    age, or at the answer that is followed, first.
    """

    key: str
    scope: tree.Scope
    type: FactType
    label: str
    hint: str = ""
    meaning: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    range: tuple[Any, Any] | None = None
    source: Source = "asked"
    derived: Term | None = None
    required: bool = False
    sensitive: bool = False
    ages: tuple[int, int] | None = None
    follows: tuple[str, tuple[Any, ...]] | None = None
    at_most: str = ""
    at: Where = field(default_factory=caller, repr=False)

    def __post_init__(self) -> None:
        if problem := self._problem():
            raise LoadError(f"fact {self.key}: {problem}", self.at)
        object.__setattr__(self, "choices", tuple(Choice(*c) for c in self.choices))

    def __getstate__(self) -> dict[str, Any]:
        """Without what was worked out from the fields: readers are functions, and functions do not travel."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def _problem(self) -> str:
        if not _KEY.match(self.key):
            return "a key is lower-case letters, digits and _, for a plugin's own fact after `plugin-name.`"
        if self.scope not in _SCOPES:
            return f"scope must be one of {', '.join(_SCOPES)}"
        if self.type not in (*_NUMERIC, "boolean", "choice", "text", "schemes"):
            return f"unknown type {self.type!r}"
        if self.source not in _SOURCES:
            return (
                f"unknown source {self.source!r}{nearest(str(self.source), _SOURCES)}; known are {', '.join(_SOURCES)}"
            )
        if not isinstance(self.label, str) or not self.label.strip():
            return "it needs a label: what people are asked"
        return self._problem_of_choices() or self._problem_of_numbers() or self._problem_of_asking()

    def _problem_of_choices(self) -> str:
        if (self.type == "choice") != bool(self.choices):
            return "a choice, and only a choice, lists its choices"
        values: list[str] = []
        for choice in self.choices:
            pair = choice if isinstance(choice, tuple) and len(choice) == 2 else ()
            if not pair or not all(isinstance(part, str) and part.strip() for part in pair):
                return 'a choice has a value and a label: choices=(Choice("urban", "town"), ...)'
            if pair[0] in values:
                return f"the choice {pair[0]} is there twice: give each value once"
            values.append(pair[0])
        return ""

    def _problem_of_numbers(self) -> str:
        if self.type not in _NUMERIC:
            return "" if self.derived is None else "only numbers and dates can be derived"
        if self.range is None:
            return "declare the range of possible values: unknown amounts are bounded by it"
        if problem := range_problem(self.range, self.type):
            return problem
        if self.derived is not None and not isinstance(self.derived, Term):
            return "derived is a formula of other facts, such as household.savings / household.size"
        # Reading the unit refuses an unknown one, of whatever type.
        if self.measure.money != (self.type == "money"):
            return "money, and only money, is measured in yuan, yuan/month, yuan/year …"
        return ""

    def _problem_of_asking(self) -> str:
        if self.ages is not None:
            pair = self.ages if isinstance(self.ages, tuple) and len(self.ages) == 2 else (-1, -1)
            if self.scope != "member" or any(type(age) is not int for age in pair) or not 0 <= pair[0] <= pair[1]:
                return "ages are those of members, the lower first: ages=(0, 17)"
        if self.follows is not None:
            followed = self.follows if isinstance(self.follows, tuple) and len(self.follows) == 2 else ("", ())
            if not isinstance(followed[0], str) or not isinstance(followed[1], tuple) or not followed[1]:
                return 'a follow-up names the answers after which it is asked: follows=("key", (True,))'
        if self.at_most != "" and (type(self.at_most) is not str or self.type not in _NUMERIC or self.derived):
            return 'a number that is not derived names another one it is never more than: at_most="medical_costs"'
        return ""

    @property
    def path(self) -> str:
        """`household.savings`, `member.age`: unique over all scopes."""
        return f"{self.scope}.{self.key}"

    @property
    def whole_path(self) -> str:
        """The fact this one is a part of (`at_most`); empty without one."""
        return f"{self.scope}.{self.at_most}" if self.at_most else ""

    @property
    def says_too_much(self) -> str:
        """What is wrong where it is more than that one."""
        return f"must not be more than {self.at_most}"

    def exceeds(self, other: FactDefinition, values: Mapping[str, Any]) -> bool:
        """Whether this fact of one household or person is given as more than the other one is.

        What is no possible value at all is told by whoever reads it.
        """
        mine, most = values.get(self.key), values.get(other.key)
        try:
            return mine is not None and most is not None and self.read(mine) > other.read(most)
        except FactError:
            return False

    def concerns(self, age: int | None) -> bool:
        """Whether somebody of that age (full years, None where nobody knows) is asked."""
        return self.ages is None or age is None or self.ages[0] <= age <= self.ages[1]

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values of a choice."""
        return tuple(c.value for c in self.choices)

    @cached_property
    def measure(self) -> Unit:
        """The unit, parsed; LoadError for an unknown one."""
        if self.type == "date":
            return units.DATE
        try:
            return Unit.parse(self.unit or {"money": "yuan", "area": "m2"}.get(self.type, ""))
        except ValueError as error:
            raise LoadError(f"fact {self.key}: {error}", self.at) from None

    @cached_property
    def formula(self) -> tree.Number | None:
        """How it is derived, or None."""
        return None if self.derived is None else number_node(self.derived)

    @cached_property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest stored value (分 for money, ordinals for dates)."""
        if self.range is None:
            raise LoadError(f"fact {self.key} is no number", self.at)
        low, high = self.range
        if isinstance(low, date) and isinstance(high, date):
            return low.toordinal(), high.toordinal()
        scale = self.measure.scale
        return int(Decimal(low) * scale), int(Decimal(high) * scale)

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """A function from a given value to the stored one; raises FactError for an impossible value."""
        return reader(self)


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean X?` for the nearest known name, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


class Vocabulary(Mapping[str, FactDefinition]):
    """All facts by path (`household.savings`), in the order forms ask them."""

    def __init__(self, definitions: Iterable[FactDefinition] = ()) -> None:
        self._facts: dict[str, FactDefinition] = {}
        for definition in definitions:
            if definition.path in self._facts:
                raise LoadError(
                    f"fact {definition.path} is defined twice, first at {self._facts[definition.path].at}",
                    definition.at,
                )
            if problem := self._dangling(definition) or self._unlike(definition):
                raise LoadError(f"fact {definition.key}: {problem}", definition.at)
            self._facts[definition.path] = definition

    def _dangling(self, definition: FactDefinition) -> str:
        """Why a follow-up cannot follow what it names, or nothing; what it follows is defined before it."""
        if definition.follows is None:
            return ""
        key, answers = definition.follows
        path = f"{definition.scope}.{key}"
        if path not in self._facts:
            return f"it follows {path}, which is not defined before it{nearest(path, self._facts)}"
        followed = self._facts[path]
        possible: tuple[Any, ...] = (True, False) if followed.type == "boolean" else followed.values
        wrong = [answer for answer in answers if answer not in possible]
        return f"{path} cannot be answered with {wrong[0]!r}" if wrong else ""

    def _unlike(self, definition: FactDefinition) -> str:
        """Why a fact cannot be held against the one it is a part of, or nothing; that one is defined before it."""
        path = definition.whole_path
        if not path:
            return ""
        if path not in self._facts:
            return f"it is at most {path}, which is not defined before it{nearest(path, self._facts)}"
        other = self._facts[path]
        if other.derived is not None:
            return f"it is at most {path}, which is derived: name one that is given"
        if (other.type, other.measure) != (definition.type, definition.measure):
            return f"it is at most {path}, which is not of the same type and unit"
        return ""

    def __getitem__(self, path: str) -> FactDefinition:
        return self._facts[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def extended(self, definitions: Iterable[FactDefinition]) -> Vocabulary:
        """A new vocabulary with more facts at its end."""
        return Vocabulary((*self._facts.values(), *definitions))

    def find(self, fact: tree.Fact) -> FactDefinition:
        """The definition a rule refers to; LoadError with the nearest name at the rule's line."""
        path = f"{fact.scope}.{fact.key}"
        if path not in self._facts:
            raise LoadError(f"unknown fact {path}{nearest(path, self._facts)}", fact.at)
        return self._facts[path]

    def at_path(self, path: str) -> FactDefinition | None:
        """The definition behind the path of a value, e.g. `members.1.income_monthly`; None for `members`."""
        head, _, rest = path.partition(".")
        if head == "members":
            _, _, key = rest.partition(".")
            return self._facts.get(f"member.{key}")
        return self._facts.get(path)

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse a mapping with an unknown fact or an impossible value: FactError with path and nearest name."""
        for part in given:
            if part not in ("household", "members", "applicant"):
                raise FactError(str(part), "facts stand under household, members or applicant")
        for scope in ("household", "applicant"):
            self._check_part(scope, scope, given.get(scope))
        members = given.get("members")
        if members is not None and not isinstance(members, list | tuple):
            raise FactError("members", "must be a list, the applicant first")
        for index, person in enumerate(members or ()):
            self._check_part("member", f"members.{index}", person)

    def _check_part(self, scope: str, prefix: str, values: object) -> None:
        if values is None:
            return
        if not isinstance(values, Mapping):
            raise FactError(prefix, "must be a mapping of facts to values")
        for key, value in values.items():
            path = f"{scope}.{key}"
            definition = self._facts.get(path)
            if definition is None:
                names = [p.partition(".")[2] for p in self._facts if p.startswith(scope + ".")]
                raise FactError(f"{prefix}.{key}", f"nobody asks for this fact{nearest(str(key), names)}")
            if value is not None:
                try:
                    definition.read(value)
                except FactError as error:
                    raise FactError(f"{prefix}.{key}", error.message) from None
                if definition.at_most and definition.exceeds(self._facts[definition.whole_path], values):
                    raise FactError(f"{prefix}.{key}", definition.says_too_much)
