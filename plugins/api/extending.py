"""What a plugin may do beside its rules: hear of its claims, show figures, work by the clock, add to letters, be set.

Everything here is frozen plain data: the portal hands in, the plugin hands back. Texts are msgids of the plugin's own
catalogue, filled with `data`; there is no HTML anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from .errors import LoadError
from .facts import Facts
from .source import Where, caller

# What a text may be filled with: `LetterNote("The next job fair is on %(day)s.", {"day": date(2026, 10, 12)})`.
Datum: TypeAlias = str | int | Decimal | date
EventKind: TypeAlias = Literal["submitted", "verified", "objection", "decided"]
SettingType: TypeAlias = Literal["text", "number", "choice", "boolean", "secret", "date"]

EVENT_KINDS: tuple[EventKind, ...] = ("submitted", "verified", "objection", "decided")
SETTING_TYPES: tuple[SettingType, ...] = ("text", "number", "choice", "boolean", "secret", "date")
# Roles of staff a panel or notice can be for; each is held at an office and covers everything below it.
STAFF_ROLES = (
    "village_agent",
    "window_clerk",
    "verifier",
    "handling_officer",
    "approver",
    "agency_officer",
    "agency_approver",
    "lead_adjudicator",
    "data_steward",
    "supervisor",
)
OFFICERS = ("handling_officer", "approver", "agency_officer", "agency_approver")

_KEY = re.compile(r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")
_SHORTEST = timedelta(minutes=1)


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


def _refuse_key(what: str, key: str, at: Where) -> None:
    if not isinstance(key, str) or not _KEY.match(key) or len(key) > 60:
        raise LoadError(f"{what} {key!r}: a key is lower-case words with hyphens", at)


def _refuse_roles(what: str, roles: Sequence[str], at: Where) -> None:
    unknown = [role for role in roles if role not in STAFF_ROLES]
    if isinstance(roles, str) or not roles or unknown:
        raise LoadError(f"{what}: roles are a tuple of {', '.join(STAFF_ROLES)}", at)


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    """What happened to a claim on one of the plugin's schemes.

    kind          submitted (taken in), verified (the report is issued), objection (somebody objects to the proposal on
                  public notice and the days stand still; who and why is not told), decided (final). Later minor
                  versions may add kinds: ignore those you do not know
    outcome       approved or refused when decided, else empty; amount in 元 and per when approved
    office        code of the office that decides; office_chain: the village's code up to the root
    facts         only those the scheme declares (fault 10)
    settings      the plugin's settings, secrets included
    """

    kind: str
    scheme: str
    on: date
    office: str
    outcome: str = ""
    amount: Decimal | None = None
    per: str = ""
    office_chain: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    settings: Mapping[str, Any] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Referral:
    """An answer to a claim event: somebody of the family should be seen about another scheme, of any agency.

    member   position in `facts.members`, or None for the whole family
    says     why, for the officer and the applicant: a msgid
    """

    scheme: str
    member: int | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class SchemeCounts:
    """How many claims of a scheme stand where; counts of whole subtrees, no person in them.

    open, due_soon (within 3 working days), overdue, needs_officer: claims now
    approved, refused       decided in this calendar year
    running                 grants being paid or given today
    running_since           month in which a running grant began ("2026-03") → how many
    """

    open: int = 0
    due_soon: int = 0
    overdue: int = 0
    needs_officer: int = 0
    approved: int = 0
    refused: int = 0
    running: int = 0
    running_since: Mapping[str, int] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class PanelContext:
    """What a panel is calculated from: counts of the plugin's schemes, in the offices of whoever looks."""

    on: date
    counts: Mapping[str, SchemeCounts]
    settings: Mapping[str, Any] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of a panel: a number and what it counts (a msgid, filled with `data`)."""

    number: int | Decimal
    text: str
    data: Mapping[str, Datum] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel on the home page of the staff side, or a link in its menu, for some roles.

    figures   for kind "dashboard": calculates the lines
    url       for kind "menu": a path of this portal, such as /x/my-plugin/
    """

    key: str
    title: str
    roles: tuple[str, ...]
    figures: Callable[[PanelContext], Sequence[Figure]] | None = None
    kind: Literal["dashboard", "menu"] = "dashboard"
    url: str = ""
    at: Where = field(default_factory=caller, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_key("panel", self.key, self.at)
        _refuse_roles(f"panel {self.key}", self.roles, self.at)
        if not self.title.strip():
            raise LoadError(f"panel {self.key} needs a title", self.at)
        if self.kind == "dashboard" and (not callable(self.figures) or self.url):
            raise LoadError(f"panel {self.key}: a dashboard has figures=function and no url", self.at)
        if self.kind == "menu" and (self.figures is not None or not re.match(r"/[^/\\\s][^\\\s]*$", self.url)):
            raise LoadError(f"panel {self.key}: a menu link has url=/a/path/of/this/portal and no figures", self.at)
        if self.kind not in ("dashboard", "menu"):
            raise LoadError(f"panel {self.key}: kind is dashboard or menu", self.at)


@dataclass(frozen=True, slots=True)
class ScheduledContext:
    """What scheduled work sees: the day, counts of the plugin's schemes over the whole county, settings, last run."""

    on: date
    counts: Mapping[str, SchemeCounts]
    settings: Mapping[str, Any] = field(default_factory=_empty)
    last_run: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the staff should know, found by scheduled work; shown on their home page until it is found no more.

    until   last day it is shown, if it ends by itself
    """

    key: str
    text: str
    roles: tuple[str, ...] = OFFICERS
    data: Mapping[str, Datum] = field(default_factory=_empty)
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Work that comes round by the clock: every so often (at least a minute), or daily at a time of the county's day.

    `run` returns the notices that hold now, all of them: what it does not name any more disappears.
    """

    key: str
    run: Callable[[ScheduledContext], Sequence[Notice] | None]
    every: timedelta | None = None
    daily_at: time | None = None
    at: Where = field(default_factory=caller, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_key("scheduled work", self.key, self.at)
        if not callable(self.run):
            raise LoadError(f"scheduled work {self.key}: run is a function", self.at)
        if (self.every is None) == (self.daily_at is None):
            raise LoadError(f"scheduled work {self.key}: say every= or daily_at=, one of them", self.at)
        if self.every is not None and (not isinstance(self.every, timedelta) or self.every < _SHORTEST):
            raise LoadError(f"scheduled work {self.key}: every is a timedelta of at least one minute", self.at)
        if self.daily_at is not None and (not isinstance(self.daily_at, time) or self.daily_at.tzinfo):
            raise LoadError(f"scheduled work {self.key}: daily_at is a time of day without a time zone", self.at)


@dataclass(frozen=True, slots=True)
class LetterContext:
    """The letter about to be written: the decision on one scheme. `on` is its day; `language` zh-hans or en."""

    scheme: str
    on: date
    office: str
    language: str
    amount: Decimal | None = None
    per: str = ""
    settings: Mapping[str, Any] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class LetterNote:
    """A paragraph of the plugin's own in a letter: a msgid, filled with `data`."""

    text: str
    data: Mapping[str, Datum] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True)
class Setting:
    """Something an administrator can set for the plugin, in a form the portal builds.

    type     text, number (Decimal), choice, boolean, date, or secret (encrypted, never shown again)
    choices  for type choice: (value, msgid) pairs
    default  the value until somebody sets another; None means not set
    """

    key: str
    label: str
    type: SettingType = "text"
    default: Any = None
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    at: Where = field(default_factory=caller, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_key("setting", self.key, self.at)
        if self.type not in SETTING_TYPES:
            raise LoadError(f"setting {self.key}: type is one of {', '.join(SETTING_TYPES)}", self.at)
        if not self.label.strip():
            raise LoadError(f"setting {self.key} needs a label", self.at)
        if (self.type == "choice") != bool(self.choices):
            raise LoadError(f"setting {self.key}: choices belong to type choice, and it needs some", self.at)
        if self.default is not None and not self.accepts(self.default):
            raise LoadError(f"setting {self.key}: the default is not of type {self.type}", self.at)
        if self.type == "secret" and self.default is not None:
            raise LoadError(f"setting {self.key}: a secret has no default, everybody could read it", self.at)
        if self.type == "number" and self.default is not None:
            # What an administrator sets comes as a Decimal: the plugin meets one type, not two.
            object.__setattr__(self, "default", Decimal(self.default))

    def accepts(self, value: object) -> bool:
        """Whether a value is of this setting's type."""
        if self.type == "choice":
            return value in [choice for choice, _label in self.choices]
        if self.type == "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool) and Decimal(value).is_finite()
        if self.type == "date":
            return isinstance(value, date) and not isinstance(value, datetime)
        return isinstance(value, bool if self.type == "boolean" else str)
