"""The figures of a change as its page shows them: before, after, by how much."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from plugins.api.parameters import ParameterDefinition, ParameterValue
from plugins.manager import get_manager
from portal.policy import overlay, words
from portal.policy.models import ChangedValue, ParameterChange


@dataclass(frozen=True)
class ChangeLine:
    """One figure: what holds on the first day without the change, and with it. ``percent`` is empty beside nothing.

    ``replaces`` says that another change set it for the same place from the same day: this one would take its place.
    """

    key: str
    label: str
    place: str
    before: str
    after: str
    difference: str
    percent: str
    floor: str
    below_floor: str
    known: bool
    replaces: str = ""


def lines_of(change: ParameterChange) -> list[ChangeLine]:
    """Every figure of a change, in the maker's order."""
    return [_line(change, row) for row in change.values.select_related("office")]


def _line(change: ParameterChange, row: ChangedValue) -> ChangeLine:
    definition = get_manager().book.get(row.key)
    place = row.office.label if row.office else ""
    if definition is None:
        return ChangeLine(row.key, row.key, place, "", words.plain(row.value), "", "", "", row.below_floor, False)
    held = _without(change, row)
    more = row.value - held.value if held else None
    sign = "+" if more and more > 0 else "−"
    return ChangeLine(
        key=row.key,
        label=words.label(row.key),
        place=place,
        before=words.value(definition, held.value) if held else "",
        after=words.value(definition, row.value),
        difference=f"{sign}{words.number(definition, abs(more))}" if more else "",
        percent=f"{sign}{abs(more) * 100 / held.value:.1f} %" if more and held and held.value else "",
        floor=words.floor(definition),
        below_floor=row.below_floor,
        known=True,
        replaces=_replaces(change, row, definition),
    )


def _replaces(change: ParameterChange, row: ChangedValue, definition: ParameterDefinition) -> str:
    """The notice that an adopted value for the same place and first day would give way; empty where there is none.

    Of an adopted change it is not said any more: its history tells what followed what.
    """
    if change.state == ParameterChange.State.IN_FORCE:
        return ""
    adopted = ChangedValue.objects.filter(
        key=row.key, office=row.office, change__state=ParameterChange.State.IN_FORCE, change__since=change.since
    ).select_related("change")
    other = adopted.order_by("change__serial").last()
    if other is None:
        return ""
    return _(
        "For the same first day a value is adopted already: %(value)s (%(source)s). "
        "Once approved, this one takes its place."
    ) % {"value": words.value(definition, other.value), "source": other.change.source}


def _without(change: ParameterChange, row: ChangedValue) -> ParameterValue | None:
    """The value that would hold on the first day for the same place, had this change not been made."""
    values = overlay.load_without(change)
    definition = get_manager().shipped[row.key].overlaid(values.get(row.key, ()))
    return definition.value_on(change.since, row.office.chain() if row.office else ())
