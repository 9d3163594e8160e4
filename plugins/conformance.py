"""What every plugin must keep to, as named checks: each yields one line for each thing that is wrong.

The pytest kit runs every check as a test of its own; the control panel can run them before a plugin is enabled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from .api import FactDefinition, Facts, LoadError, tree
from .api.cases import Case
from .api.scheme import Scheme
from .api.texts import COMMON_TEXTS
from .loading import LoadedPlugin
from .manager import PluginManager
from .written import written_texts

_GAP = re.compile(r"%\(\w+\)[a-z]")
Check = Callable[[PluginManager, LoadedPlugin], Iterator[str]]


def conformance(manager: PluginManager, plugin: str) -> list[str]:
    """Everything that is wrong with a loaded plugin, each line beginning with the name of its check."""
    loaded = manager.plugins()[plugin]
    return [f"{name}: {problem}" for name, check in CHECKS.items() for problem in check(manager, loaded)]


# What is written ------------------------------------------------------------------------------------------


def unique_keys(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """No key twice, and everything that is the plugin's own begins with its name."""
    for what, keys in (
        ("scheme", [s.key for s in plugin.schemes]),
        ("parameter", [p.key for p in plugin.parameters]),
        ("fact", [f.path for f in plugin.facts]),
        *((f"criterion of {s.key}", [c.id for c in s.eligible.criteria]) for s in plugin.schemes),
    ):
        yield from (f"{what} {key} is there twice" for key in dict.fromkeys(keys) if keys.count(key) > 1)
    own = [*(p.key for p in plugin.parameters), *(f.key for f in plugin.facts)]
    yield from (f"{key} does not begin with {plugin.name}." for key in own if not key.startswith(f"{plugin.name}."))


def every_criterion_cited(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """A document and its clause stand behind every condition, a document behind every figure."""
    for scheme in plugin.schemes:
        for item in scheme.eligible.criteria:
            if not (item.cite.document.strip() and item.cite.clause.strip()):
                yield f"{scheme.key}: criterion {item.id} names no clause"
    for parameter in plugin.parameters:
        yield from (
            f"{parameter.key}: the value from {v.since} has no source" for v in parameter.values if not v.source
        )


def translations_complete(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """Every text can be read in Chinese and in English, with the same gaps to fill."""
    written = list(written_texts(plugin.folder))
    for language, msgid in untranslated(plugin, [w.text for w in written if w.text]):
        yield f"no translation into {language} for {msgid!r}"
    for put_together in written:
        if put_together.text is None:
            yield f"{put_together.place}: a text put together cannot be translated: write gaps, %(day)s, and their data"
    for language in ("zh-hans", "en"):
        for msgid, translation in plugin.texts.catalogue(language).items():
            if sorted(set(_GAP.findall(msgid))) != sorted(set(_GAP.findall(translation))):
                yield f"the translation into {language} of {msgid!r} has other gaps: {translation!r}"


def untranslated(plugin: LoadedPlugin, written: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Texts that lack a translation: those written in English into Chinese, and the other way round."""
    for msgid in dict.fromkeys((*plugin_texts(plugin), *written)):
        language = "en" if any("\u4e00" <= c <= "\u9fff" for c in msgid) else "zh-hans"
        if msgid not in plugin.texts.catalogue(language) and msgid not in COMMON_TEXTS.catalogue(language):
            yield language, msgid


def plugin_texts(plugin: LoadedPlugin) -> Iterator[str]:
    """Every text people read of what a plugin hands over when it is loaded."""
    if plugin.agency is not None:
        yield plugin.agency.name
        yield from filter(None, [plugin.agency.summary])
    for fact in plugin.facts:
        yield from filter(None, [fact.label, fact.hint, fact.meaning, *(c.label for c in fact.choices)])
    for parameter in plugin.parameters:
        yield parameter.label
    yield from (panel.title for panel in plugin.panels)
    for setting in plugin.settings:
        yield from filter(None, [setting.label, setting.help, *(label for _value, label in setting.choices)])
    for scheme in plugin.schemes:
        yield scheme.name
        yield from filter(None, [scheme.summary])
        yield from (c.says for c in scheme.eligible.criteria)
        for material in scheme.materials:
            yield from filter(None, [material.label, material.hint])
        for root in scheme.nodes:
            yield from (node.label for node in tree.walk(root) if isinstance(node, tree.Named))


# What the cases show --------------------------------------------------------------------------------------


def cases_tell_all(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """For each scheme a case of every verdict, and for each criterion one in which it fails."""
    for scheme in plugin.schemes:
        own = cases_of(plugin, scheme)
        verdicts = {case.expect["verdict"] for case in own}
        yield from (f"{scheme.key}: no case expects {v}" for v in ("met", "not_met", "unknown") if v not in verdicts)
        failed = {f.id for case in own for f in evaluate(manager, scheme, case).criteria if f.result == "not_met"}
        for item in scheme.eligible.criteria:
            if item.id not in failed:
                yield f"{scheme.key}: in no case is the criterion {item.id} not met"


def cases_of(plugin: LoadedPlugin, scheme: Scheme) -> list[Case]:
    """The cases of one scheme; a case that names none is about the plugin's first."""
    return [case for case in plugin.cases if (case.scheme or plugin.schemes[0].key) == scheme.key]


def day_of(manager: PluginManager, scheme: Scheme, case: Case | None = None) -> date:
    """The day a case is judged on: its own, else the one on which the newest value of its parameters begins.

    LoadError where there is neither.
    """
    if case is not None and case.on is not None:
        return case.on
    days = [v.since for p in manager.scheme(scheme.key).parameters for v in manager.book[p].values]
    if not days and scheme.since is None:
        raise LoadError("say on which day (on: 2026-09-17)", case.at if case else scheme.at)
    return max([*days, *filter(None, [scheme.since])])


def evaluate(manager: PluginManager, scheme: Scheme, case: Case, facts: Facts | None = None) -> Any:
    """What the scheme says about a case, or about other facts on its day and in its office."""
    known = manager.facts(case.facts) if facts is None else facts
    return manager.evaluate(scheme.key, known, on=day_of(manager, scheme, case), office_chain=case.office_chain)


# How it behaves -------------------------------------------------------------------------------------------


def survives_empty_facts(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """A household nothing is known of is neither a failure nor a refusal."""
    for scheme in plugin.schemes:
        try:
            on = day_of(manager, scheme)
        except LoadError:
            continue  # neither figures nor a first day: its cases say on which days it is judged
        empty = manager.evaluate(scheme.key, Facts(), on=on)
        if empty.fault is not None:
            yield f"{scheme.key} fails without any facts: {empty.fault.error}"
        elif empty.verdict == "not_met":
            yield f"{scheme.key} refuses a household nothing is known of"


def pure(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """The same facts give the same answer, also after everybody else was asked, and stay as they were."""
    rounds = []
    for _ in range(2):
        answers = {}
        for scheme in plugin.schemes:
            for case in cases_of(plugin, scheme):
                facts = manager.facts(case.facts)
                before = facts.to_mapping()
                answers[scheme.key, case.title] = evaluate(manager, scheme, case, facts).to_json()
                if facts.to_mapping() != before:
                    yield f"{scheme.key} changes the facts it is given: {case.title}"
        rounds.append(answers)
    first, second = rounds
    for (key, title), answer in first.items():
        if second[key, title] != answer:
            yield f"{key} answers differently the second time: {title}"


def never_refuses_on_unknown(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """No fact's absence, and no member missing from the list, turns an answer into a refusal."""
    for scheme in plugin.schemes:
        for case in cases_of(plugin, scheme):
            facts = manager.facts(case.facts)
            verdict = evaluate(manager, scheme, case, facts).verdict
            for path, less in _with_less(facts):
                found = evaluate(manager, scheme, case, less)
                if found.fault is not None:
                    yield f"{scheme.key} fails without {path}: {case.title}: {found.fault.error}"
                elif found.verdict == "not_met" and verdict != "not_met":
                    yield f"{scheme.key} refuses because {path} is unknown: {case.title}"


def _with_less(facts: Facts) -> Iterator[tuple[str, Facts]]:
    for path in facts.paths():
        # Says something about the list: without it a list counts as complete.
        if path != "household.members_complete":
            yield path, facts.with_fact(path, None)
    if facts.members:
        yield "the rest of the list of members", facts.with_fact("household.members_complete", False)


def declared_facts_only(manager: PluginManager, plugin: LoadedPlugin) -> Iterator[str]:
    """Facts the scheme does not declare make no difference: it does not see them (fault 10)."""
    for scheme in plugin.schemes:
        declared = set(manager.scheme(scheme.key).facts)
        others = [d for path, d in manager.vocabulary.items() if path not in declared and d.source != "host"]
        for case in cases_of(plugin, scheme):
            facts = manager.facts(case.facts)
            answer = evaluate(manager, scheme, case, facts).to_json()
            if evaluate(manager, scheme, case, _with_strange(facts, others)).to_json() != answer:
                yield f"{scheme.key} reads facts it does not declare: {case.title}"


def _with_strange(facts: Facts, definitions: list[FactDefinition]) -> Facts:
    """The facts and, where nothing was said, a value for each of these definitions."""
    given = facts.to_mapping()
    for definition in definitions:
        for part in given.get("members", ()) if definition.scope == "member" else (given[definition.scope],):
            part.setdefault(definition.key, _some_value(definition))
    return Facts.from_mapping(given)


def _some_value(definition: FactDefinition) -> Any:
    if definition.type == "choice":
        return definition.values[-1]
    if definition.type == "boolean":
        return True
    if definition.range is None:
        return "x"
    high = definition.range[1]
    return Decimal(high) if definition.type in ("money", "area") else high


CHECKS: dict[str, Check] = {
    "unique keys": unique_keys,
    "every criterion cited": every_criterion_cited,
    "translations complete": translations_complete,
    "cases tell all": cases_tell_all,
    "survives empty facts": survives_empty_facts,
    "pure": pure,
    "never refuses on unknown": never_refuses_on_unknown,
    "declared facts only": declared_facts_only,
}
