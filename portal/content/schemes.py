"""What pages say about schemes, taken from the plugins and their parameters at the moment of reading.

Nothing here fails because a plugin does: a scheme that is unknown or quarantined is None, and the page says kindly
that it cannot be applied for online just now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.locality import Process, get_locality


class UnknownAgency(LookupError):
    """No installed, healthy plugin brings an agency of that key. The message names the ones there are."""


@dataclass(frozen=True)
class Standard:
    """An amount in force: what it is called, how much (元 or a plain number), per what, and since which document."""

    label: str
    value: Any
    unit: str
    source: str
    key: str = ""
    since: Any = None


@dataclass(frozen=True)
class SchemeFacts:
    """A scheme as a guide shows it today, in the language asked for."""

    key: str
    name: str
    summary: str
    agency: str
    per: str
    conditions: tuple[tuple[str, str], ...]
    amounts: tuple[Standard, ...]
    materials: tuple[tuple[str, str, bool], ...]
    process: Process | None


def _manager() -> Any:
    from plugins.manager import get_manager

    return get_manager()


def county_chain() -> list[str]:
    """The office chain of the county as a whole: parameters are looked up for it on public pages."""
    return [get_locality().code]


def standards_today(language: str) -> list[Standard]:
    """The amounts the home page shows."""
    return [_standard(row) for row in _manager().parameters_today(county_chain(), clock.today()) if _is_headline(row)]


def _is_headline(row: Any) -> bool:
    return True


def _standard(row: Any) -> Standard:
    return Standard(key=row.key, label=row.label, value=row.value, unit=row.unit, source=row.source)


def scheme_facts(key: str, language: str) -> SchemeFacts | None:
    """Everything a guide prints about a scheme, or None while no healthy plugin offers it."""
    manager = _manager()
    info = manager.schemes().get(key)
    if info is None:
        return None
    scheme = info.scheme

    def text(msgid: str) -> str:
        return str(manager.text(key, msgid, language)) if msgid else ""

    return SchemeFacts(
        key=key,
        name=text(scheme.name),
        summary=text(scheme.summary),
        agency=scheme.agency,
        per=scheme.per,
        conditions=tuple((text(criterion.says), str(criterion.cite)) for criterion in scheme.eligible.criteria),
        amounts=(),
        materials=tuple((text(item.label), text(item.hint), item.required) for item in scheme.materials),
        process=get_locality().processes.get(scheme.process),
    )


def per_label(per: str) -> str:
    """How often an amount is paid, in words."""
    return {"month": _("a month"), "term": _("a school term"), "year": _("a year"), "once": _("once")}.get(per, per)


def scheme_choices(current: str = "") -> list[tuple[str, str]]:
    """Choices for the editor: schemes of healthy plugins, and the current one even if its plugin is gone."""
    choices = [("", _("No scheme: general information"))]
    choices += [(key, f"{info.scheme.name} ({key})") for key, info in sorted(_manager().schemes().items())]
    if current and current not in dict(choices):
        choices.append((current, _("%(key)s (not available at present)") % {"key": current}))
    return choices


def agency_texts(key: str) -> dict[str, dict[str, str]]:
    """Name and one sentence of an agency in every language of the site. Raises UnknownAgency."""
    manager = _manager()
    agencies = manager.agencies()
    if key not in agencies:
        known = ", ".join(sorted(agencies)) or "—"
        raise UnknownAgency(_("No installed plugin brings an agency called “%(key)s”. There are: %(known)s.") % {"key": key, "known": known})
    agency = agencies[key]
    return {language: {name: str(manager.text(key, getattr(agency, name), language)) if getattr(agency, name) else "" for name in ("name", "summary")} for language, _label in settings.LANGUAGES}
