"""What pages say about schemes, taken from the plugins and their parameters at the moment of reading.

Nothing here fails because a plugin does: a scheme that is unknown or quarantined is None, and the page says kindly
that it cannot be applied for online just now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plugins.api import tree
from plugins.manager import PluginManager, SchemeInfo, get_manager
from portal.common import clock, money
from portal.common.locality import Process, get_locality
from portal.extensions import offered_schemes


class UnknownAgency(LookupError):
    """No installed, healthy plugin brings an agency of that key. The message names the ones there are."""


@dataclass(frozen=True)
class Standard:
    """A parameter in force today: its label, the figure in words ("735 元/月"), since when, by which document."""

    key: str
    label: str
    amount: str
    since: date
    source: str
    source_url: str = ""


@dataclass(frozen=True)
class SchemeFacts:
    """A scheme as a guide shows it today, in one language. `conditions` are (sentence, document number, clause)."""

    key: str
    name: str
    summary: str
    conditions: tuple[tuple[str, str, str], ...]
    amounts: tuple[Standard, ...]
    limits: tuple[Standard, ...]
    materials: tuple[tuple[str, str, bool], ...]
    limit: str
    steps: tuple[str, ...]

    @property
    def basis(self) -> tuple[str, ...]:
        """The documents the figures rest on, each once."""
        return tuple(dict.fromkeys(standard.source for standard in (*self.amounts, *self.limits)))

    def address_of(self, source: str) -> str:
        """Where a document that is not published here can be read elsewhere; "" if nobody said."""
        return next((s.source_url for s in (*self.amounts, *self.limits) if s.source == source and s.source_url), "")


def county_chain() -> list[str]:
    """The office chain of the county as a whole: parameters are looked up for it on public pages."""
    return [get_locality().code]


def standards_today(language: str) -> list[Standard]:
    """The figures the home page shows, from every plugin."""
    rows = get_manager().parameters_today(county_chain(), clock.today(), language)
    return [
        Standard(
            row.key, row.label, in_words(row.value, get_manager().book[row.key].unit, language), row.since, row.source
        )
        for row in rows
    ]


def in_words(value: Decimal, unit: str, language: str) -> str:
    """A figure with its unit: 735 yuan/month is "735 元/月", 24 month "24 个月", a count the bare number.

    A multiple up to one is a share: 0.75 times is "75%".
    """
    number = money.format_yuan(value, language) if unit.startswith("yuan") else f"{value.normalize():,f}"
    what, _slash, per = unit.partition("/")
    if what == "yuan":
        return {
            "": _("%(number)s yuan"),
            "month": _("%(number)s yuan a month"),
            "term": _("%(number)s yuan a term"),
            "year": _("%(number)s yuan a year"),
            "day": _("%(number)s yuan a day"),
            "m2/month": _("%(number)s yuan a month for each m²"),
        }.get(per, _("%(number)s yuan")) % {"number": number}
    if unit == "times" and value <= 1:
        return f"{(value * 100).normalize():,f}%"
    if what == "month":
        return ngettext("%(number)s month", "%(number)s months", int(value)) % {"number": number}
    with_unit = {
        "age": _("%(number)s years of age"),
        "year": _("%(number)s years"),
        "times": _("%(number)s times"),
        "m2": _("%(number)s m²"),
    }
    return with_unit.get(unit, "%(number)s") % {"number": number}


def scheme_words(key: str, language: str) -> tuple[str, ...]:
    """Name and summary of a scheme, on offer just now or not; nothing of one that no healthy plugin knows."""
    info = get_manager().schemes().get(key)
    return (info.name(language), info.translate(info.scheme.summary, language)) if info else ()


def scheme_facts(key: str, language: str) -> SchemeFacts | None:
    """Everything a guide prints about a scheme, or None while no healthy, enabled plugin offers it."""
    manager = get_manager()
    info = manager.schemes().get(key)
    if info is None or key not in offered_schemes(county_chain()):
        return None
    scheme = info.scheme
    in_amount = set(_parameters(scheme.limits))
    in_criteria = [
        name for name in _parameters(item.node for item in scheme.eligible.criteria) if name not in in_amount
    ]
    process = get_locality().processes.get(scheme.process)
    return SchemeFacts(
        key=key,
        name=info.name(language),
        summary=info.translate(scheme.summary, language),
        conditions=tuple(
            (info.translate(item.says, language), item.cite.document, item.cite.clause)
            for item in scheme.eligible.criteria
        ),
        amounts=tuple(_standards(manager, info, in_amount, language)),
        limits=tuple(_standards(manager, info, in_criteria, language)),
        materials=tuple(
            (info.translate(m.label, language), info.translate(m.hint, language), m.required) for m in scheme.materials
        ),
        limit=_limit(process),
        steps=_steps(process),
    )


def why_not_offered(key: str) -> tuple[str, str]:
    """Heading and sentence for a scheme that `scheme_facts` knows nothing of: switched off, or out of order."""
    if key in get_manager().schemes():
        return (
            _("This help is not offered at present."),
            _("Applications made before are decided as usual. Ask at any window, or call us, about other help."),
        )
    return (
        _("You cannot apply for this online just now."),
        _(
            "The agency is setting its rules up again. Your right to this help is not touched: go to any window, or"
            " call us, and we take your application there."
        ),
    )


def _parameters(nodes: Iterable[tree.Node]) -> list[str]:
    """Keys of the parameters a tree reads, in order, each once."""
    return list(
        dict.fromkeys(part.key for node in nodes for part in tree.walk(node) if isinstance(part, tree.Parameter))
    )


def _standards(manager: PluginManager, info: SchemeInfo, keys: Iterable[str], language: str) -> Iterable[Standard]:
    """The parameters of these keys that have a value today, in the order of the plugin's file."""
    wanted = set(keys)
    for definition in (manager.book[name] for name in info.parameters if name in wanted):
        value = definition.value_on(clock.today(), county_chain())
        if value is not None:
            words = in_words(value.value, definition.unit, language)
            # Rules read figures of other plugins too: the one that owns a figure has the words for it.
            label = manager.text(definition.key.partition(".")[0], definition.label, language)
            yield Standard(definition.key, label, words, value.since, value.source, value.source_url)


def _limit(process: Process | None) -> str:
    """How long a case may take, in words; "" for a scheme whose process this county has not laid down."""
    return span(process.limit, process.unit) if process else ""


def span(number: int, unit: str) -> str:
    """A span of time in words."""
    if unit == "hours":
        return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
    if unit == "calendar_days":
        return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
    return ngettext("%(number)d working day", "%(number)d working days", number) % {"number": number}


def _steps(process: Process | None) -> tuple[str, ...]:
    """What happens after applying, one sentence a step, ending with whom the answer comes from."""
    if process is None:
        return ()
    sentences = {
        "verify": _(
            "We look at your situation: with the offices' own data, and by a visit to your home. Within %(span)s."
        ),
        "publicity": _("The proposed result is posted in your village for %(span)s, with masked names."),
        "decide": _("The decision is made within %(span)s. You get a letter and a text message."),
    }
    steps = [_("You apply. You get a receipt number at once; with it you can see how far we are.")]
    steps += [
        sentences[step.key] % {"span": span(step.limit, process.unit)}
        for step in process.steps
        if step.key in sentences
    ]
    return tuple(steps)


def scheme_choices(current: str = "") -> list[tuple[str, str]]:
    """Choices for the editor: schemes of healthy plugins, and the current one even if its plugin is gone. The key
    stands beside a name that two of them have."""
    choices = [("", _("No scheme: general information"))]
    names = {key: info.name(settings.LANGUAGE_CODE) for key, info in get_manager().schemes().items()}
    twice = {name for name, times in Counter(names.values()).items() if times > 1}
    choices += [(key, f"{name} ({key})" if name in twice else name) for key, name in names.items()]
    if current and current not in dict(choices):
        choices.append((current, _("%(key)s (not available at present)") % {"key": current}))
    return choices


def agency_texts(key: str) -> dict[str, dict[str, str]]:
    """Name and one sentence of an agency in every language of the site. Raises UnknownAgency."""
    manager = get_manager()
    agencies = manager.agencies()
    if key not in agencies:
        known = ", ".join(sorted(agencies)) or "—"
        raise UnknownAgency(
            _("No installed plugin brings an agency called “%(key)s”. There are: %(known)s.")
            % {"key": key, "known": known}
        )
    agency = agencies[key]
    return {
        language: {
            "name": manager.text(key, agency.name, language),
            "summary": manager.text(key, agency.summary, language),
        }
        for language, _label in settings.LANGUAGES
    }
