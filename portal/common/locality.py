"""The county this portal serves: a YAML preset read once into frozen dataclasses (R5.4: figures are data, not code)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.translation import get_language

PRESETS = Path(__file__).resolve().parents[1] / "localities"
OFFICE_KINDS = ("county", "agency", "township", "village")
UNITS = ("working_days", "calendar_days", "hours")
DECIDERS = ("township", "county", "agency")
# Who decides above a limit.
HIGHER = ("county", "agency")


class _Bilingual:
    def text(self, name: str) -> str:
        """The attribute `name` in the current language: `<name>_en` in English if it is given, else the Chinese one."""
        english = getattr(self, f"{name}_en", "") if (get_language() or "").startswith("en") else ""
        return str(english or getattr(self, name))


@dataclass(frozen=True)
class OfficeSpec(_Bilingual):
    """A node of the office tree as the preset describes it; `parent` is the code of another office above it."""

    code: str
    kind: str
    name: str
    name_en: str = ""
    parent: str = ""
    agency: str = ""
    phone: str = ""
    address: str = ""
    address_en: str = ""
    hours: str = ""
    hours_en: str = ""


@dataclass(frozen=True)
class Step(_Bilingual):
    """One step of a process and the time allowed for it, in the unit of its process."""

    key: str
    limit: int
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class ObjectionRule:
    """What an objection during public notice brings (R5.4, R8.2).

    `limit` is the time for the inquiry in the unit of the process, 0 for none set; `appraisal` says that a community
    appraisal (民主评议) belongs to it (R3.2).
    """

    limit: int = 0
    appraisal: bool = False


@dataclass(frozen=True)
class Process(_Bilingual):
    """How long a kind of case may take (办理时限), in which steps, and who decides it (R5.3, R5.4)."""

    key: str
    name: str
    decides: str
    limit: int
    unit: str
    steps: tuple[Step, ...]
    name_en: str = ""
    source: str = ""
    objection: ObjectionRule = ObjectionRule()

    def step(self, key: str) -> Step | None:
        """The step of that key, or None: not every process has, say, publicity."""
        return next((step for step in self.steps if step.key == key), None)


@dataclass(frozen=True)
class AuthorityLimit:
    """Up to which amount the ordinary office decides, and who decides above it (审批权限, R5.3).

    For a `process` or a single `scheme`, from the day `since` on, in an `office` and all below it (empty: everywhere).
    `up_to` is still the ordinary office's; `above` is the county or the agency that owns the scheme.
    """

    up_to: Decimal
    above: str
    since: date
    process: str = ""
    scheme: str = ""
    office: str = ""
    source: str = ""


@dataclass(frozen=True)
class Locality(_Bilingual):
    """A county: its names, its hotline, its offices (parents before children), its processes by key, and the limits
    of what its offices may decide."""

    code: str
    name: str
    name_en: str
    portal_name: str
    portal_name_en: str
    reference_prefix: str
    hotline: str
    offices: tuple[OfficeSpec, ...]
    processes: Mapping[str, Process] = field(hash=False)
    authority: tuple[AuthorityLimit, ...] = ()
    hotline_hours: str = ""
    hotline_hours_en: str = ""
    # What stands before 字 in the numbers of letters (字号), such as 清救 in 清救准字〔2026〕0001号.
    letter_code: str = ""

    def limit_of(self, scheme: str, process: str, chain: Sequence[str], on: date) -> AuthorityLimit | None:
        """The limit in force: of the nearest office above the village, a scheme's before its process', the latest.

        Args:
            chain: codes of offices from the village up to the root.
        """
        places = (*chain, "")
        found = [
            limit
            for limit in self.authority
            if limit.since <= on and limit.office in places and (limit.scheme == scheme or limit.process == process)
        ]
        return min(found, key=lambda x: (places.index(x.office), not x.scheme, -x.since.toordinal()), default=None)


T = TypeVar("T")


def _make(cls: type[T], data: Any, where: str, **extra: Any) -> T:
    """Build a dataclass from a YAML mapping. Raises ImproperlyConfigured naming place, unknown and missing keys."""
    if not isinstance(data, dict):
        raise ImproperlyConfigured(f"{where}: expected a mapping, found {type(data).__name__}")
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]
    given = {**data, **extra}
    unknown = [str(key) for key in given if key not in known]
    missing = [name for name, f in known.items() if name not in given and f.default is MISSING]
    if unknown or missing:
        parts = [f"unknown keys {', '.join(unknown)}"] * bool(unknown) + [f"missing keys {', '.join(missing)}"] * bool(
            missing
        )
        raise ImproperlyConfigured(f"{where}: {'; '.join(parts)}")
    for name, value in given.items():
        wanted = int if name == "limit" else str
        if known[name].type in {"str", "int"} and (not isinstance(value, wanted) or isinstance(value, bool)):
            raise ImproperlyConfigured(f"{where}.{name}: expected {wanted.__name__}, found {value!r}")
    return cls(**given)


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> None:
    if value not in allowed:
        raise ImproperlyConfigured(f"{where}: {value!r} is none of {', '.join(allowed)}")


def _offices(raw: Any, where: str) -> tuple[OfficeSpec, ...]:
    if not isinstance(raw, list) or not raw:
        raise ImproperlyConfigured(f"{where}: a list of offices is needed, the county first")
    seen: set[str] = set()
    offices = []
    for number, data in enumerate(raw):
        office = _make(OfficeSpec, data, f"{where}[{number}]")
        place = f"{where}[{number}] ({office.code})"
        _one_of(office.kind, OFFICE_KINDS, f"{place}.kind")
        if office.code in seen:
            raise ImproperlyConfigured(f"{place}: the code occurs twice")
        if bool(office.parent) == (number == 0) or (office.parent and office.parent not in seen):
            raise ImproperlyConfigured(
                f"{place}: parent {office.parent!r} must be an office listed before it; only the first has none"
            )
        if bool(office.agency) != (office.kind == "agency"):
            raise ImproperlyConfigured(
                f"{place}: `agency` names the plugin's agency and belongs to offices of kind agency only"
            )
        seen.add(office.code)
        offices.append(office)
    return tuple(offices)


def _process(key: str, data: Any, where: str) -> Process:
    raw_steps = data.get("steps") if isinstance(data, dict) else None
    if not isinstance(raw_steps, list) or not raw_steps:
        raise ImproperlyConfigured(f"{where}.steps: a list of steps with key and limit is needed")
    steps = tuple(_make(Step, step, f"{where}.steps[{n}]") for n, step in enumerate(raw_steps))
    made = {**data, "steps": steps, "objection": _objection(data, steps, f"{where}.objection")}
    process = _make(Process, made, where, key=key)
    _one_of(process.unit, UNITS, f"{where}.unit")
    _one_of(process.decides, DECIDERS, f"{where}.decides")
    if process.limit < 1 or any(step.limit < 1 for step in steps):
        raise ImproperlyConfigured(f"{where}: limits are at least 1")
    if sum(step.limit for step in steps) > process.limit:
        raise ImproperlyConfigured(
            f"{where}: its steps take {sum(s.limit for s in steps)}, more than its limit of {process.limit}"
        )
    return process


def _objection(data: Mapping[str, Any], steps: tuple[Step, ...], where: str) -> ObjectionRule:
    """`objection: {limit: 10, appraisal: true}`, of a process with public notice."""
    if "objection" not in data:
        return ObjectionRule()
    rule = _make(ObjectionRule, data["objection"], where)
    if not isinstance(rule.appraisal, bool) or rule.limit < 0:
        raise ImproperlyConfigured(f"{where}: limit is 0 or more, appraisal is true or false")
    if all(step.key != "publicity" for step in steps):
        raise ImproperlyConfigured(f"{where}: nobody can object where no step is called publicity")
    return rule


def _limit(data: Any, where: str, processes: Mapping[str, Process], codes: set[str]) -> AuthorityLimit:
    """One limit of authority: `{process: temporary-12, up_to: 5000.00, above: agency, since: 2020-01-01}`."""
    limit = _make(AuthorityLimit, data, where)
    if type(limit.since) is not date:
        raise ImproperlyConfigured(f"{where}.since: a day such as 2020-01-01 is needed, not {limit.since!r}")
    _one_of(limit.above, HIGHER, f"{where}.above")
    if bool(limit.process) == bool(limit.scheme):
        raise ImproperlyConfigured(f"{where}: a limit is for a process or for a scheme, and for one of them only")
    if limit.process:
        _one_of(limit.process, tuple(processes), f"{where}.process")
    if limit.office and limit.office not in codes:
        raise ImproperlyConfigured(f"{where}.office: there is no office {limit.office!r}")
    try:
        up_to = Decimal(str(limit.up_to))
    except InvalidOperation:
        up_to = Decimal("NaN")
    if isinstance(limit.up_to, bool) or not up_to.is_finite() or up_to <= 0 or up_to != round(up_to, 2):
        raise ImproperlyConfigured(f"{where}.up_to: an amount in yuan above 0 is needed, not {limit.up_to!r}")
    return replace(limit, up_to=round(up_to, 2))


def _authority(
    raw: Any, where: str, processes: Mapping[str, Process], offices: tuple[OfficeSpec, ...]
) -> tuple[AuthorityLimit, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise ImproperlyConfigured(f"{where}: a list of limits is needed")
    codes = {office.code for office in offices}
    limits = tuple(_limit(data, f"{where}[{n}]", processes, codes) for n, data in enumerate(raw))
    seen: dict[tuple[str, ...], int] = {}
    for number, limit in enumerate(limits):
        key = (limit.process, limit.scheme, limit.office, limit.since.isoformat())
        if key in seen:
            raise ImproperlyConfigured(f"{where}[{number}]: the same limit begins twice, first at {where}[{seen[key]}]")
        seen[key] = number
    return limits


def parse(text: str, where: str) -> Locality:
    """Read a preset. `where` names it in errors. Raises ImproperlyConfigured for anything that is not right."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ImproperlyConfigured(f"{where}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise ImproperlyConfigured(f"{where}: expected a mapping")
    processes = data.get("processes")
    if not isinstance(processes, dict) or not processes:
        raise ImproperlyConfigured(f"{where}.processes: at least one process is needed")
    parsed = {str(key): _process(str(key), value, f"{where}.processes.{key}") for key, value in processes.items()}
    offices = _offices(data.get("offices"), f"{where}.offices")
    authority = _authority(data.get("authority"), f"{where}.authority", parsed, offices)
    made = {"offices": offices, "processes": MappingProxyType(parsed), "authority": authority}
    locality = _make(Locality, {**data, **made}, where)
    if not re.fullmatch(r"[A-Z]{2,4}", locality.reference_prefix):
        raise ImproperlyConfigured(
            f"{where}.reference_prefix: 2 to 4 capital letters, not {locality.reference_prefix!r}"
        )
    return locality


@lru_cache(maxsize=8)
def _load(code: str) -> Locality:
    path = PRESETS / f"{code}.yaml"
    if not re.fullmatch(r"[a-z0-9-]+", code) or not path.is_file():
        known = ", ".join(sorted(preset.stem for preset in PRESETS.glob("*.yaml")))
        raise ImproperlyConfigured(f"LOCALITY is {code!r}; known presets are {known}")
    return parse(path.read_text(encoding="utf-8"), path.name)


def get_locality() -> Locality:
    """The locality named by `settings.LOCALITY`. Raises ImproperlyConfigured if there is none or it has mistakes."""
    return _load(settings.LOCALITY)


def _forget(*, setting: str, **_: object) -> None:
    if setting == "LOCALITY":
        _load.cache_clear()


setting_changed.connect(_forget)
