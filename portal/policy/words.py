"""Figures in words: what they are called, how much, in which unit, with which floor."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from plugins.api.parameters import Floor, ParameterDefinition
from plugins.manager import get_manager
from portal.cases.workbench.vocabulary import language
from portal.common import money


def label(key: str) -> str:
    """What a figure is called; the key itself if no plugin defines it."""
    definition = get_manager().book.get(key)
    return get_manager().text(key.partition(".")[0], definition.label, language()) if definition else key


def unit(definition: ParameterDefinition) -> str:
    """The unit alone: 元/月, 岁, 倍, 个月/年; empty for a count."""
    if definition.unit == "count":
        return ""

    def text(unit: str) -> str:
        return get_manager().unit_text(definition.key.partition(".")[0], unit, language())

    if (whole := text(definition.unit)) != definition.unit:
        return whole
    # A quotient nobody translated as a whole: below the line stands what stands there of the money (月, not 个月).
    over, *below = definition.unit.split("/")
    told = [text(over)]
    for part in below:
        of_money = text(f"yuan/{part}")
        told.append(text(part) if of_money == f"yuan/{part}" else of_money.partition("/")[2])
    return "/".join(told)


def number(definition: ParameterDefinition, amount: Decimal) -> str:
    """The number alone: money with its 分 only where there are any, everything else as it is."""
    if definition.measure.money:
        return money.format_yuan(amount, language())
    return f"{amount.normalize():,f}"


def value(definition: ParameterDefinition, amount: Decimal) -> str:
    """Number and unit: 735 元/月, 1.3 倍."""
    return f"{number(definition, amount)} {unit(definition)}".strip()


def plain(amount: Decimal) -> str:
    """As somebody would type it: 735, 1.3."""
    return f"{amount.normalize():f}"


def agency(key: str) -> str:
    """What an agency is called; its key if no plugin brings it."""
    found = get_manager().agencies().get(key)
    return get_manager().text(key, found.name, language()) if found else key


def floor(definition: ParameterDefinition) -> str:
    """The floor as a phrase, empty without one."""
    if definition.floor is None:
        return ""
    if definition.floor.of:
        text = _("at least %(times)s times “%(other)s”") % {
            "times": times(definition.floor), "other": label(definition.floor.of)
        }  # fmt: skip
    else:
        text = _("at least %(least)s") % {"least": value(definition, definition.floor.number)}
    return _("%(floor)s, in principle") % {"floor": text} if definition.floor.in_principle else text


def times(floor: Floor) -> str:
    """The factor of a floor: 1.3, 1/6."""
    return plain(floor.number) + (f"/{floor.parts}" if floor.parts > 1 else "")


def rounded_up(definition: ParameterDefinition, amount: Decimal) -> Decimal:
    """The smallest value the parameter can have that is not below this one."""
    return (amount / definition.step).to_integral_value(ROUND_CEILING) * definition.step
