"""Each conformance check finds what it is there for: a good plugin is spoilt in one place at a time."""

import itertools

import pytest

from plugins.api import Facts
from plugins.conformance import CHECKS, conformance
from plugins.loading import PluginSource, built_in_sources
from plugins.manager import PluginManager
from plugins.starting import NewPlugin, write

numbers = itertools.count(1)


@pytest.fixture
def spoil(tmp_path, monkeypatch):
    """`spoil("scheme.py", old, new)`: the findings about a fresh plugin in which one text was replaced."""

    def conforms(*changes):
        name = f"spoilt-{next(numbers)}"
        plugin = NewPlugin(name=name, title="冬季补助", title_en="Winter grant", agency="education",
                           process="agency-15", year=2026)  # fmt: skip
        write(plugin, tmp_path)
        for file, old, new, *times in changes:
            path = tmp_path / name / plugin.package / file
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, *times), encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path / name))

        def load():
            from importlib import import_module

            return import_module(f"{plugin.package}.scheme")

        manager = PluginManager([*built_in_sources(), PluginSource(name, load)])
        assert name in manager.plugins(), manager.quarantined
        return conformance(manager, name)

    return conforms


PROPOSE = """
CALLS = []


def work_out(context):
    CALLS.append(1)
    return Proposal(amount={amount})


@hookimpl"""


def with_logic(amount, needs="()"):
    """Changes that give the scheme Python logic of its own."""
    return (
        ("scheme.py", "import Scheme", "import Proposal, Scheme"),
        ("scheme.py", "\n@hookimpl", PROPOSE.format(amount=amount)),
        ("scheme.py", 'per="once",', f'per="once", needs={needs}, propose=lambda context: work_out(context),'),
    )


def test_a_good_plugin_has_no_findings(spoil):
    assert spoil() == []


def test_a_text_without_translation(spoil):
    assert spoil(("locale/en/LC_MESSAGES/plugin.po", "冬季补助", "夏季补助")) == [
        "translations complete: no translation into en for '冬季补助'"
    ]
    assert spoil(("parameters.yaml", "Income limit per head", "Another label")) == [
        "translations complete: no translation into zh-hans for 'Another label'"
    ]


SPEAKS = """
FAIR = "A job fair is held on %(day)s"


@hookimpl
def letters(kind):
    notes = [LetterNote(FAIR, {"day": 1}), LetterNote("To be paid" if kind == "approval" else "Not to be paid")]
    return [*notes, LetterNote(text=f"{kind} of today"), LetterNote("%s" % kind), LetterNote(kind), LetterNote("元")]


@hookimpl
def claim_event():
    return [Referral("winter", 0, "Somebody is cold"), Referral("winter", says="All are cold"), Referral("winter")]


@hookimpl"""


def test_texts_that_are_handed_over_later(spoil):
    findings = spoil(
        ("scheme.py", "import Scheme", "import LetterNote, Referral, Scheme"), ("scheme.py", "\n@hookimpl", SPEAKS)
    )
    texts = [
        ("A job fair is held on %(day)s", "zh-hans"), ("To be paid", "zh-hans"), ("Not to be paid", "zh-hans"),
        ("元", "en"), ("Somebody is cold", "zh-hans"), ("All are cold", "zh-hans"),
    ]  # fmt: skip
    wanted = [f"translations complete: no translation into {language} for {text!r}" for text, language in texts]
    assert sorted(findings[: len(texts)]) == sorted(wanted)
    assert [line.partition("scheme.py:")[2].partition(": ")[2] for line in findings[len(texts) :]] == [
        "a text put together cannot be translated: write gaps, %(day)s, and their data"
    ] * 2


@pytest.mark.parametrize("translation", ["%(tag)s有招聘会", "有招聘会", "%(day)d有招聘会"])
def test_a_translation_with_other_gaps(spoil, translation):
    entry = f'msgid "A job fair is held on %(day)s"\nmsgstr "{translation}"\n'
    (finding,) = spoil(("locale/zh_Hans/LC_MESSAGES/plugin.po", "\nmsgid ", f"\n{entry}\nmsgid ", 1))
    assert finding == (
        "translations complete: the translation into zh-hans of 'A job fair is held on %(day)s' has other gaps: "
        f"{translation!r}"
    )


def test_no_case_for_a_verdict(spoil):
    (finding,) = spoil(("cases.yaml", "{verdict: unknown, ask: [members.1.income_monthly]}", "{verdict: unknown}"),
                       ("cases.yaml", "{relation: spouse}]\n    expect: {verdict: unknown",
                        "{relation: spouse, income_monthly: 0}]\n    expect: {verdict: met"))  # fmt: skip
    assert finding.endswith("no case expects unknown")


def test_a_criterion_that_never_fails_in_a_case(spoil):
    (finding,) = spoil(("cases.yaml", "{registered_here: false}", "{registered_here: true}"))
    assert finding.startswith("cases tell all: ")
    assert finding.endswith("in no case is the criterion local not met")


def test_logic_that_remembers(spoil):
    findings = spoil(*with_logic("Decimal(len(CALLS))"), ("scheme.py", '"""\n', '"""\n\nfrom decimal import Decimal\n'))
    assert any(line.startswith("pure: ") and "answers differently the second time" in line for line in findings)


def test_logic_that_needs_a_fact_which_may_be_unknown(spoil):
    findings = spoil(
        *with_logic("context.facts.household['income_monthly'] * 0 + context.amount", '("household.income_monthly",)'),
        ("cases.yaml", "members: [{relation: self, income_monthly: 999.99}]",
         "members: [{relation: self, income_monthly: 999.99}, {relation: spouse, income_monthly: 0}]"),
        ("cases.yaml", "{registered_here: true}\n    members: [{relation: self, income_monthly: 999.99}",
         "{registered_here: true, income_monthly: 1}\n    members: [{relation: self, income_monthly: 999.99}"),
    )  # fmt: skip
    assert any(line.startswith("never refuses on unknown: ") and "fails without" in line for line in findings)


def test_logic_that_reads_what_it_did_not_declare(spoil, monkeypatch):
    """The portal hides such facts; if it ever let them through, the check would tell."""
    monkeypatch.setattr(Facts, "limited_to", lambda facts, paths: facts)
    findings = spoil(*with_logic("context.amount + context.facts.household.get('savings', 0) * 0 + "
                                 "len(context.facts.household)"))  # fmt: skip
    assert any(line.startswith("declared facts only: ") and "does not declare" in line for line in findings)


def test_every_check_says_what_it_is_for():
    assert all(check.__doc__ for check in CHECKS.values())
    assert {"pure", "declared facts only", "survives empty facts", "never refuses on unknown"} <= set(CHECKS)
