"""Facts of one household, frozen, each with where it comes from (R3.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from .errors import FactError

Kind: TypeAlias = Literal["declared", "matched", "verified"]
KINDS: tuple[Kind, ...] = ("declared", "matched", "verified")
_SPECIAL = frozenset([list, dict, type(None)])
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from: declared by the applicant, matched with another register, or verified.

    `by` names the source or the officer's method, `on` the day; the better kind wins: verified, matched, declared.
    """

    kind: Kind
    by: str = ""
    on: date | None = None

    @property
    def rank(self) -> int:
        """Higher is better."""
        return KINDS.index(self.kind)


class Facts(NamedTuple):
    """What is known of a household: `household`, `members` (the applicant first), `applicant`.

    An absent fact is unknown, never no and never zero. `complete` says that the list of members is finished.
    Build it with `Facts.from_mapping`; values are checked when a rule reads them, or all at once by
    `Vocabulary.check`.
    """

    household: Mapping[str, Any] = _NOTHING
    members: tuple[Mapping[str, Any], ...] = ()
    applicant: Mapping[str, Any] = _NOTHING
    complete: bool = False
    provenance: Mapping[str, Provenance] = _NOTHING

    @classmethod
    def from_mapping(
        cls, given: Mapping[str, Any], provenance: Provenance | Mapping[str, Provenance] | None = None
    ) -> Facts:
        """Facts from `{"household": {...}, "members": [...], "applicant": {...}}`; null and absent mean unknown.

        `provenance` is one for all facts or one for each path. FactError if the shape is another.
        A list of members counts as complete unless it is empty or `household.members_complete` is false.
        """
        house = _part("household", given.get("household"))
        people = given.get("members")
        if people is not None and type(people) is not list and not isinstance(people, tuple | list):
            raise FactError("members", "must be a list, the applicant first")
        members = tuple([_part("members", person) for person in people or ()])
        complete = bool(members) and house.get("members_complete") is not False
        facts = cls(house, members, _part("applicant", given.get("applicant")), complete)
        if isinstance(provenance, Provenance):
            provenance = dict.fromkeys(facts.paths(), provenance)
        return (
            facts
            if not provenance
            else cls(facts.household, members, facts.applicant, complete, MappingProxyType(dict(provenance)))
        )

    def to_mapping(self) -> dict[str, Any]:
        """The shape `from_mapping` reads."""
        found: dict[str, Any] = {"household": _thawed(self.household), "applicant": _thawed(self.applicant)}
        if self.members:
            found["members"] = [_thawed(m) for m in self.members]
        return found

    def paths(self) -> Iterator[str]:
        """The path of every known fact."""
        yield from (f"household.{key}" for key in self.household)
        for index, person in enumerate(self.members):
            yield from (f"members.{index}.{key}" for key in person)
        yield from (f"applicant.{key}" for key in self.applicant)

    def get(self, path: str, default: Any = None) -> Any:
        """The value at `household.savings` or `members.1.age`; the default where it is unknown."""
        part, key, index = _split(path)
        if part == "members":
            return self.members[index].get(key, default) if index < len(self.members) else default
        return (self.household if part == "household" else self.applicant).get(key, default)

    def with_fact(self, path: str, value: Any, provenance: Provenance | None = None) -> Facts:
        """New facts with one more, or one replaced; None makes it unknown. FactError for a member that is not there."""
        part, key, index = _split(path)
        given = self.to_mapping()
        if part == "members":
            if index >= len(self.members):
                raise FactError(path, "there is no such member")
            given["members"][index][key] = value
        else:
            given[part][key] = value
        sources = dict(self.provenance)
        sources.pop(path, None)
        if provenance is not None:
            sources[path] = provenance
        return Facts.from_mapping(given, sources)

    def proven(self, demands: Mapping[str, Kind]) -> tuple[Facts, dict[str, Kind]]:
        """Without the facts that come from a weaker source than is demanded, and these: path → the kind demanded.

        `demands` maps facts (`member.disability`) to kinds. A fact of which nobody said where it comes from counts.
        """
        weak: dict[str, Kind] = {}
        for path, source in self.provenance.items():
            kind = demands.get(_definition_path(path))
            if kind is not None and source.rank < KINDS.index(kind) and self.get(path) is not None:
                weak[path] = kind
        return self.without(weak), weak

    def without(self, paths: Collection[str]) -> Facts:
        """The same with these unknown."""
        if not paths:
            return self

        def keep(prefix: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
            return MappingProxyType({k: v for k, v in values.items() if f"{prefix}.{k}" not in paths})

        return self._replace(
            household=keep("household", self.household),
            members=tuple([keep(f"members.{i}", m) for i, m in enumerate(self.members)]),
            applicant=keep("applicant", self.applicant),
        )

    def limited_to(self, paths: Iterable[str]) -> Facts:
        """Only these facts (`household.savings`, `member.age`): what a plugin is allowed to see."""
        allowed = frozenset(paths)

        def keep(scope: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
            return MappingProxyType({k: v for k, v in values.items() if f"{scope}.{k}" in allowed})

        sources = {p: s for p, s in self.provenance.items() if _definition_path(p) in allowed}
        return Facts(
            keep("household", self.household),
            tuple(keep("member", m) for m in self.members),
            keep("applicant", self.applicant),
            self.complete,
            MappingProxyType(sources),
        )


def _part(part: str, values: object) -> Mapping[str, Any]:
    if values is None:
        return _NOTHING
    if type(values) is not dict and not isinstance(values, Mapping):
        raise FactError(part, "must be a mapping of facts to values, or a list of them for members")
    known = dict(values)
    for key, value in values.items():
        if type(value) in _SPECIAL:  # one test for each value: mostly there is nothing to do
            if value is None:
                del known[key]
            else:
                known[key] = _frozen(value)
    return MappingProxyType(known)


def _frozen(value: Any) -> Any:
    """Lists become tuples, dictionaries views: what is handed to a plugin must not be changed by it."""
    return tuple(value) if type(value) is list else MappingProxyType(dict(value))


def _thawed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: dict(v) if isinstance(v, MappingProxyType) else v for k, v in values.items()}


def _split(path: str) -> tuple[str, str, int]:
    part, _, rest = path.partition(".")
    if part == "members":
        number, _, key = rest.partition(".")
        if number.isdecimal() and key:
            return part, key, int(number)
    elif part in ("household", "applicant") and rest:
        return part, rest, 0
    raise FactError(path, "is no path such as household.savings or members.1.age")


def _definition_path(path: str) -> str:
    part, key, _ = _split(path)
    return f"{'member' if part == 'members' else part}.{key}"
