"""An application as its applicant sees it: plain data in one language, for the tracking page and for other channels."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class PaperLink:
    """A PDF the applicant may open. ``kind``: acceptance, approval, refusal, report; ``size`` in bytes, 0
    while printing."""

    id: str
    kind: str
    label: str
    number: str
    size: int


@dataclass(frozen=True)
class TimelineEvent:
    """A line of the history. ``phase``: done, current (the last one of an open claim), next (expected, not yet there).
    ``detail``: words somebody added to it, such as the reason of a transfer."""

    text: str
    phase: str
    at: datetime | None = None
    day_text: str = ""
    office: str = ""
    by: str = ""
    papers: tuple[PaperLink, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class ClaimStatus:
    """One claim. ``tone``: waiting, approved, refused, withdrawn. Days are working days; ``due_on`` is the
    whole limit's. ``explained``: what decided it may be read (:mod:`portal.cases.decided`)."""

    id: str
    scheme_key: str
    name: str
    state: str
    state_label: str
    tone: str
    used_days: int
    allowed_days: int
    due_on: date | None
    provisional: bool
    deadline: str
    amount: Decimal | None
    per: str
    amount_text: str
    events: tuple[TimelineEvent, ...]
    papers: tuple[PaperLink, ...]
    explained: bool


@dataclass(frozen=True)
class Todo:
    """Something the applicant must know or do first."""

    text: str
    detail: str


@dataclass(frozen=True)
class Suggestion:
    """Another scheme that may help, to be answered with yes or no: ``who`` it is meant for (empty: the whole family),
    ``reason`` why, ``agency`` who would decide."""

    id: str
    name: str
    agency: str
    who: str
    reason: str


@dataclass(frozen=True)
class Window:
    """Whom to ask."""

    name: str
    phone: str
    hours: str
    address: str


@dataclass(frozen=True)
class ApplicationStatus:
    """Everything the tracking page shows."""

    receipt: str
    headline: str
    total: int
    approved: int
    refused: int
    withdrawn: int
    in_progress: int
    submitted_at: datetime
    todo: tuple[Todo, ...]
    claims: tuple[ClaimStatus, ...]
    papers: tuple[PaperLink, ...]
    window: Window
    suggestions: tuple[Suggestion, ...] = ()
