"""`portal evaluate` answers and explains for every scheme there is, whoever adds the next: nothing known, all known."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command

from plugins.api import FactDefinition
from plugins.manager import get_manager

SCHEMES = sorted(get_manager().schemes())
KINDS = ("first", "last")


def newest(key: str) -> date:
    """The day on which the newest value of a scheme's parameters begins."""
    manager = get_manager()
    days = [v.since for p in manager.scheme(key).parameters for v in manager.book[p].values]
    return max(days, default=date(2026, 11, 20))


def made_up(definition: FactDefinition, kind: str, on: date) -> object:
    """A value that can be: the first of a choice or the last, yes or no, something small or something large."""
    first = kind == "first"
    if definition.type == "boolean":
        return first
    if definition.type == "choice":
        return definition.values[0 if first else -1]
    if definition.type == "schemes":
        others = sorted(SCHEMES)
        return {} if first else {others[0]: (on - timedelta(days=400)).isoformat(), others[-1]: None}
    if definition.type == "date":
        return max(definition.range[0], on - timedelta(days=365 * (40 if first else 70))).isoformat()
    if definition.range is None:
        return "words"
    low, high = definition.range
    return int(low) + 1 if first else int(min(Decimal(high), Decimal(low) + 900))


def family(key: str, kind: str, on: date) -> dict[str, object]:
    """Everything the scheme reads, for a family of three; facts that follow from others are left to follow."""
    manager = get_manager()
    given: dict = {"household": {}, "applicant": {}, "members": [{"relation": r} for r in ("self", "spouse", "child")]}
    for path in manager.scheme(key).facts:
        definition = manager.vocabulary[path]
        if definition.source == "derived" or path in ("member.relation", "household.members_complete"):
            continue
        parts = given["members"] if definition.scope == "member" else [given[definition.scope]]
        for part in parts:
            part[definition.key] = made_up(definition, kind, on)
    return given


@pytest.fixture
def run(tmp_path):
    """Run the command on facts; what it prints."""

    def evaluate(key: str, given: dict, *arguments: str) -> str:
        path = tmp_path / "family.json"
        path.write_text(json.dumps(given), encoding="utf-8")
        out = io.StringIO()
        command = ["evaluate", key, "--facts", str(path), "--date", newest(key).isoformat(), *arguments]
        call_command(*command, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return evaluate


def check_answer(answer: dict, key: str) -> None:
    """What every answer holds, whatever it is."""
    assert answer["scheme"] == key
    assert "fault" not in answer
    assert answer["criteria"] and all(item["because"] and item["cite"] for item in answer["criteria"])
    for item in answer["criteria"]:
        assert bool(item.get("would_change")) == (item["result"] == "not_met"), item
    assert all(p["from"] and p["source"] for p in answer["parameters"].values())


def check_words(text: str, key: str, language: str) -> None:
    """Sentences are complete: no place left open, and in Chinese no template in English."""
    assert get_manager().scheme_name(key, language) in text
    assert "%(" not in text and "None" not in text
    for template in ("would have to be", "not known yet", "is not known", "so far at least", "Still needed"):
        assert language == "en" or template not in text


@pytest.mark.parametrize("key", SCHEMES)
def test_nothing_known(run, key):
    for language in ("zh-hans", "en"):
        answer = json.loads(run(key, {}, "--json", "--language", language))
        check_answer(answer, key)
        assert answer["verdict"] != "not_met", "nobody is refused because nothing is known"
        assert bool(answer["ask"]) == (answer["verdict"] == "unknown")
        check_words(run(key, {}, "--explain", "--language", language), key, language)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", SCHEMES)
def test_everything_known(run, key, kind):
    given = family(key, kind, newest(key))
    for language in ("zh-hans", "en"):
        answer = json.loads(run(key, given, "--json", "--language", language))
        check_answer(answer, key)
        assert answer["ask"] == []
        assert answer["verdict"] in ("met", "not_met") or answer.get("refer")
        check_words(run(key, given, "--explain", "--language", language), key, language)


@pytest.mark.parametrize("key", SCHEMES)
def test_what_is_asked_next_always_leads_to_an_answer(key):
    """Answering what is asked, one question after the other, ends, and never later than with the last fact."""
    manager, on = get_manager(), newest(key)
    full = manager.facts(family(key, "last", on))
    facts = manager.facts({"members": [{}, {}, {}]})
    for _ in range(200):
        evaluation = manager.evaluate(key, facts, on=on)
        assert evaluation.fault is None
        if not evaluation.ask:
            break
        path = evaluation.ask[0]
        assert facts.get(path) is None, f"{path} is asked although it is known"
        facts = facts.with_fact(path, full.get(path))
    assert evaluation.verdict == manager.evaluate(key, full, on=on).verdict
