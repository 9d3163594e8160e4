"""Facts in words: their labels, their values, where they come from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plugins.api import FactDefinition
from plugins.api.scheme import SERVICE
from plugins.manager import get_manager
from portal.cases.models import Evaluation, Verification
from portal.common import money


def language() -> str:
    """``zh-hans`` or ``en``, as the reader has chosen."""
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


@dataclass(frozen=True)
class Words:
    """The words of the facts in one language; plugins bring their own."""

    language: str

    def of(self, definition: FactDefinition, msgid: str) -> str:
        """A text of a fact's definition, translated by the catalogue it comes from."""
        return get_manager().fact_text(definition, msgid, self.language) if msgid else ""

    def label(self, definition: FactDefinition) -> str:
        """What the fact is called."""
        return self.of(definition, definition.label)

    def choices(self, definition: FactDefinition) -> list[tuple[str, str]]:
        """Values of a choice with their labels."""
        return [(choice.value, self.of(definition, choice.label)) for choice in definition.choices]

    def value(self, definition: FactDefinition, value: Any) -> str:
        """A value as people write it, empty for unknown. Never raises: old answers may hold what nobody offers now."""
        if value is None or value == "":
            return ""
        if definition.type == "boolean":
            return {True: _("yes"), False: _("no")}.get(value, str(value))
        if definition.type == "choice":
            return dict(self.choices(definition)).get(value, str(value))
        if definition.type == "money":
            return self._money(definition, value)
        if definition.type == "area":
            return _("%(number)s m²") % {"number": value}
        if definition.type == "schemes":
            return self._schemes(value)
        return value.isoformat() if isinstance(value, date) else str(value)

    def _money(self, definition: FactDefinition, value: Any) -> str:
        try:
            yuan = money.format_yuan(Decimal(str(value)), self.language)
        except (ArithmeticError, ValueError):
            return str(value)
        return amount(yuan, definition.unit.partition("/")[2])

    def _schemes(self, value: Iterable[str]) -> str:
        """The schemes received; a mapping tells since when."""
        days = value if isinstance(value, Mapping) else dict.fromkeys(value)
        names = []
        for key, since in days.items():
            name = get_manager().scheme_name(key, self.language)
            names.append(_("%(scheme)s (since %(day)s)") % {"scheme": name, "day": since} if since else name)
        return "、".join(names) if self.language == "zh-hans" else ", ".join(names)


def amount(yuan: str, per: str) -> str:
    """An amount with its unit: ``870 yuan a month``."""
    return {
        "month": _("%(yuan)s yuan a month"),
        "term": _("%(yuan)s yuan a term"),
        "year": _("%(yuan)s yuan a year"),
        "once": _("%(yuan)s yuan, once"),
    }.get(per, _("%(yuan)s yuan")) % {"yuan": yuan}


def range_words(evaluation: Evaluation) -> str:
    """The limits within which an officer chooses the amount, with their clause; empty where there are none."""
    choice = evaluation.amount_range
    if not choice:
        return ""
    low, high = (money.format_yuan(Decimal(choice[end]), language()) for end in ("low", "high"))
    return _("From %(low)s to %(high)s yuan, both included (%(cite)s).") % {
        "low": low,
        "high": high,
        "cite": choice["cite"],
    }


def money_words(value: Decimal | None, per: str) -> str:
    """An amount of the database with its unit, or that it is a service; empty without an amount."""
    if per == SERVICE:
        return _("a service, no money")
    return "" if value is None else amount(money.format_yuan(value, language()), per)


def source_words(kind: str, by: str, on: date | str | None) -> str:
    """Where a fact comes from and of which day: ``household visit, 2026-11-20``."""
    day = on.isoformat() if isinstance(on, date) else (on or "")
    methods = {value: str(label) for value, label in Verification.Method.choices}
    origin = {"application": _("declared"), "register": _("register")}.get(by) or methods.get(by) or by
    if kind == "verified" and by not in methods:
        origin = _("verified: %(source)s") % {"source": by} if by else _("found by a check")
    if kind == "matched" and by not in (*methods, "register"):
        origin = _("data match: %(source)s") % {"source": by} if by else _("data match")
    if kind == "declared":
        origin = _("declared")
    return f"{origin} {day}".strip()


def member_title(position: int, name: str, relation: str) -> str:
    """Who a member is, for headings of facts."""
    return f"{name}（{relation}）" if language() == "zh-hans" else f"{name} ({relation})"


def value_at(given: Mapping[str, Any], path: str) -> Any:
    """The value behind a path in answers of the shape of facts, or None; any shape is survived."""
    head, _dot, rest = path.partition(".")
    if head != "members":
        part = given.get(head)
        return part.get(rest) if isinstance(part, Mapping) else None
    number, _dot, key = rest.partition(".")
    members = given.get("members") or ()
    if not number.isdecimal() or int(number) >= len(members) or not isinstance(members[int(number)], Mapping):
        return None
    return members[int(number)].get(key)
