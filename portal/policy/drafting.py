"""What a change says, and whether it can stand: dates, numbers, documents, floors (R6.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from plugins.api.check import check_numbers
from plugins.api.errors import LoadError, NumberError
from plugins.api.parameters import ParameterBook, ParameterDefinition
from plugins.manager import Overlay, get_manager
from portal.accounts.models import Office
from portal.cases.workbench.vocabulary import language
from portal.common import clock
from portal.content.models import PolicyPage
from portal.policy import authority, floors, overlay, words
from portal.policy.errors import ChangeInvalid, Problem
from portal.policy.models import ParameterChange

# A first day further ahead is a slip of the finger.
_FARTHEST = dt.timedelta(days=3660)


@dataclass(frozen=True)
class NewValue:
    """A figure to be set: ``value`` in the parameter's unit (money in 元), ``office`` None for everywhere."""

    key: str
    value: Decimal
    office: Office | None = None
    below_floor: str = ""


@dataclass(frozen=True)
class Content:
    """All that a maker writes. ``since`` and ``until`` are days of the county, both included."""

    since: dt.date
    reason: str
    values: tuple[NewValue, ...]
    source: str = ""
    source_page: PolicyPage | None = None
    source_url: str = ""
    until: dt.date | None = None
    correction: bool = False

    @property
    def agency(self) -> str:
        """The agency that owns the figures; of the first one if they are mixed."""
        return authority.owner_of(self.values[0].key) if self.values else ""

    @property
    def places(self) -> set[Office | None]:
        """Every office figures are set for."""
        return {value.office for value in self.values}


def content_of(change: ParameterChange) -> Content:
    """What a stored change says."""
    return Content(
        since=change.since,
        until=change.until,
        source=change.source,
        source_page=change.source_page,
        source_url=change.source_url,
        reason=change.reason,
        correction=change.correction,
        values=tuple(
            NewValue(row.key, row.value, row.office, row.below_floor)
            for row in change.values.select_related("office")
        ),
    )  # fmt: skip


def check(content: Content) -> None:
    """Whether the change could be adopted today, against everything adopted so far.

    Raises:
        ChangeInvalid: with every problem there is, each at its field.
        FloorBroken: with every figure that would have to change as well.
    """
    problems = [
        *date_problems(content.since, content.until, correction=content.correction),
        *_reason(content),
        *document_problems(content.source, content.source_page),
        *_values(content),
    ]
    if problems:
        raise ChangeInvalid(problems)
    before = _book(None)
    after = _book(content)
    gaps = list(_gaps(content, after))
    if gaps:
        raise ChangeInvalid(gaps)
    floors.check(content.agency, content.since, before, after)


def date_problems(since: dt.date, until: dt.date | None, *, correction: bool) -> Iterator[Problem]:
    """What is wrong with the days: in the wrong order, too far, or past without being a correction."""
    today = clock.today()
    if until is not None and until < since:
        yield Problem("until", _("The last day lies before the first."))
    if since > today + _FARTHEST:
        yield Problem("since", _("This day is more than ten years ahead. Please check the year."))
    if since < today and not correction:
        yield Problem(
            "since",
            _(
                "This day has passed. Choose today or a later day; if a past value was wrong, tick “correction”. "
                "Decisions already made keep the figures they were made with."
            ),
        )
    if correction and since >= today:
        yield Problem("correction", _("A correction begins on a day that has passed. Untick it for a new figure."))


def _reason(content: Content) -> Iterator[Problem]:
    if not content.reason.strip():
        yield Problem("reason", _("Say why the figures change: whoever checks this reads it."))


def document_problems(source: str, page: PolicyPage | None) -> Iterator[Problem]:
    """What is wrong with the document that sets the figures: its number, and the page it can be read on."""
    number = page.document_number if page else ""
    if page and not number:
        yield Problem(
            "source_page", _("This policy page has no document number yet. Enter it there first, then choose the page.")
        )
    elif number and source != number:
        yield Problem(
            "source",
            _("The chosen policy page has the number %(number)s. Make both the same.") % {"number": number},
        )
    elif not source.strip():
        yield Problem("source", _("Name the document that sets these figures, such as 清民发〔2026〕18号."))


def nothing_chosen() -> str:
    """That a change sets no figure."""
    return _("Choose at least one figure and enter its new value.")


def _values(content: Content) -> Iterator[Problem]:
    book = get_manager().book
    if not content.values:
        yield Problem("values", nothing_chosen())
    seen: set[tuple[str, int | None]] = set()
    for row, value in enumerate(content.values):
        definition = book.get(value.key)
        place = value.office.pk if value.office else None
        if definition is None:
            yield Problem("key", _("No plugin defines this figure at present."), row)
            continue
        if authority.owner_of(value.key) != content.agency:
            yield Problem(
                "key", _("This figure belongs to another agency. Each agency proposes its own figures alone."), row
            )
        if (value.key, place) in seen:
            yield Problem("key", _("This figure is there twice for the same office."), row)
        seen.add((value.key, place))
        try:
            definition.check_number(value.value)
        except NumberError as error:
            yield Problem("value", number_problem(error, definition), row)
        else:
            yield from (Problem("value", text, row) for text in _unreckonable(content, value))


def _unreckonable(content: Content, value: NewValue) -> Iterator[str]:
    """What a plugin promised when it was loaded and this value would break: whole 分, and nothing divided by zero.

    Each value decides that alone, so it is laid over what the plugins ship and over nothing else.
    """
    manager = get_manager()
    book = manager.shipped.overlaid({value.key: [overlay.as_held(content, value)]})
    for key in schemes_reading([value.key]):
        info = manager.scheme(key)
        try:
            check_numbers(info.scheme, manager.vocabulary, book)
        except LoadError as error:
            where = f"{info.plugin} {Path(error.where.file).name}:{error.where.line}"
            names = {"scheme": info.name(language()), "where": where}
            # Of all that is checked, zero can only stand below a line, and any other number only be too fine.
            if value.value == 0:
                yield _("“%(scheme)s” divides by this figure, so it cannot be 0. Enter a number above 0.") % names
            else:
                yield (
                    _(
                        "With this number “%(scheme)s” would work out amounts with a fraction of a 分. Enter a whole "
                        "number, or have the plugin's author round the amount first (%(where)s)."
                    )
                    % names
                )


def number_problem(error: NumberError, definition: ParameterDefinition) -> str:
    """What is wrong with a number, in the reader's language."""
    low, high = (words.value(definition, number) for number in definition.range)
    return {
        "negative": _("Enter a number from 0 up."),
        "range": _("Enter a number from %(low)s to %(high)s.") % {"low": low, "high": high},
        "fen": _("Money has at most two decimals: whole 分."),
        "whole": _("Enter a whole number."),
        "decimals": _("Enter at most eight decimals."),
    }[error.code]


def reckoned_with(content: Content | None) -> Overlay:
    """Everything adopted, read now, and on top of it what a change says."""
    values = {key: list(held) for key, held in overlay.load().items()}
    if content is not None:
        for value in content.values:
            values.setdefault(value.key, []).append(overlay.as_held(content, value))
    return values


def _book(content: Content | None) -> ParameterBook:
    return get_manager().with_parameters(reckoned_with(content)).book


def _gaps(content: Content, after: ParameterBook) -> Iterator[Problem]:
    """Days without any value behind the end of a temporary one."""
    if content.until is None:
        return
    day = content.until + dt.timedelta(days=1)
    for value in content.values:
        if after[value.key].value_on(day, _chain(value.office)) is None:
            name = words.label(value.key)
            yield Problem(
                "until", _("“%(name)s” would have no value after this day. Leave the end open.") % {"name": name}
            )


def _chain(office: Office | None) -> list[str]:
    return office.chain() if office else []


def schemes_reading(figures: Iterable[str]) -> tuple[str, ...]:
    """Keys of the schemes that read one of these figures: no other scheme can say anything new."""
    wanted = set(figures)
    return tuple(key for key, info in get_manager().schemes().items() if wanted & set(info.parameters))
