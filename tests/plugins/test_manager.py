"""The host's side: look-up, questions, materials, texts, standards, quarantine that harms nobody else."""

import importlib
from datetime import date
from decimal import Decimal

import pytest

from plugins.api import FactError, Facts, units
from plugins.checks import plugin_warnings
from plugins.conformance import cases_of
from plugins.loading import BUILT_IN, PluginSource, built_in_sources
from plugins.manager import PluginManager, get_manager, parameters_today

from .writing import changed, written

ON = date(2026, 9, 17)


def source(name, path):
    return PluginSource(name, lambda: importlib.import_module(path))


def test_the_built_in_agencies_are_loaded_and_sound():
    manager = get_manager()
    assert manager.quarantined == []
    assert list(manager.plugins()) == list(manager.agencies()) == list(BUILT_IN)
    assert manager.agencies()["education"].name == "教育局"
    info = manager.scheme("education-aid")
    assert (info.plugin, info.version, info.name(), info.name("en")) == (
        "education",
        "1.0",
        "教育救助",
        "Education aid",
    )
    assert "minimum-living-allowance" in info.depends_on


def test_every_scheme_has_a_dozen_cases():
    for info in get_manager().schemes().values():
        assert len(cases_of(info.loaded, info.scheme)) >= 12, info.key


def test_questions_stand_once_in_the_order_of_the_vocabulary():
    manager = get_manager()
    education = [d.path for d in manager.questions(["education-aid"])]
    assert education == ["member.in_school", "member.income_monthly"]
    everything = [d.path for d in manager.questions(manager.schemes())]
    assert set(education) < set(everything)
    assert len(everything) == len(set(everything))
    assert [p for p in manager.vocabulary if p in everything] == everything
    assert manager.questions(["nobody-offers-this"]) == ()


def test_every_question_has_words_in_both_languages():
    manager = get_manager()
    for fact in manager.vocabulary.values():
        for msgid in filter(None, [fact.label, fact.hint, fact.meaning, *(c.label for c in fact.choices)]):
            assert manager.fact_text(fact, msgid, "en") == msgid
            assert any("\u4e00" <= c <= "\u9fff" for c in manager.fact_text(fact, msgid, "zh-hans")), msgid


# R2.4: what other offices hold; no scheme asks for a proof of it.
ABOLISHED = ("certificate", "deed", "income", "insurance", "register", "school", "tax", "vehicle")


def test_only_papers_are_asked_that_nobody_holds():
    manager = get_manager()
    for key in ("minimum-living-allowance", "education-aid"):
        assert [m.key for m in manager.materials([key])] == ["id-card", "household-book"]
    for material in manager.materials(manager.schemes()):
        assert not any(word in material.label.lower() for word in ABOLISHED), material.key


def test_texts_fall_back_to_what_was_written():
    manager = get_manager()
    assert manager.text("education", "教育局", "en") == "Education Bureau"
    assert manager.text("education-aid", "Monthly income", "zh-hans") == "月收入"
    assert manager.text("", "Monthly income", "zh-hans") == "月收入"
    assert manager.text("nobody", "never translated", "zh-hans") == "never translated"
    assert manager.text("education", "教育局", "../../etc") == "教育局"


@pytest.mark.parametrize("word", [unit for unit in units.NAMES if unit])
def test_a_label_that_reads_like_a_unit_is_the_authors_own(word):
    manager = get_manager()
    assert manager.text("medical", word) == word
    assert manager.unit_text("medical", word) != word or word == "date"


def test_todays_standards():
    rows = parameters_today(("hedong", "liuhe", "qingxi"), ON)
    assert [(r.label, r.value, r.unit) for r in rows] == [
        ("城市低保", Decimal(735), "元/月"),
        ("农村低保", Decimal(590), "元/月"),
        ("特困基本生活（城市）", Decimal(956), "元/月"),
        ("特困基本生活（农村）", Decimal(767), "元/月"),
    ]
    assert parameters_today((), date(2026, 6, 30))[0].value == 690
    assert parameters_today((), date(2020, 1, 1)) == []


def test_facts_are_checked_with_path_and_nearest_name():
    manager = get_manager()
    with pytest.raises(FactError, match=r"members\.0\.ag: nobody asks for this fact; did you mean age\?"):
        manager.facts({"members": [{"ag": 3}]})
    with pytest.raises(FactError, match="facts stand under household, members or applicant"):
        manager.facts({"houshold": {}})


def test_a_day_before_all_parameters_is_unknown_with_a_fault():
    evaluation = get_manager().evaluate("education-aid", Facts(), on=date(1990, 1, 1), office_chain=("qingxi",))
    assert evaluation.verdict == "unknown"
    assert "has no value on 1990-01-01; the first begins on 2025-09-01" in evaluation.fault.error
    assert [f.because for f in evaluation.criteria] == ["", ""]
    assert evaluation.criteria[0].says == "家里有孩子在上学"
    assert "由工作人员人工审核" in evaluation.explain()


def test_an_impossible_fact_is_unknown_with_a_fault_that_does_not_repeat_it():
    facts = Facts.from_mapping({"household": {"savings": -4711}})
    evaluation = get_manager().evaluate("minimum-living-allowance", facts, on=ON, office_chain=("qingxi",))
    assert evaluation.verdict == "unknown"
    assert "household.savings" in evaluation.fault.error
    assert "4711" not in evaluation.fault.error


def test_a_scheme_whose_plugin_is_gone_is_unknown():
    evaluation = get_manager().evaluate("gone", Facts(), on=ON, office_chain=("liuhe",))
    assert (evaluation.verdict, evaluation.fault.stage, evaluation.office) == ("unknown", "load", "liuhe")
    assert evaluation.explain()


def test_two_plugins_of_one_name_or_one_agency():
    again = source("education", "plugins.agencies.education.scheme")
    manager = PluginManager([*built_in_sources(), again])
    assert [(q.plugin, q.error) for q in manager.quarantined] == [("education", "two plugins are called education")]
    assert list(manager.plugins()) == list(BUILT_IN)


def test_a_plugin_without_its_partner_still_works_and_says_so():
    manager = PluginManager([source("education", "plugins.agencies.education.scheme")])
    assert list(manager.schemes()) == ["education-aid"]
    facts = manager.facts(
        {"household": {"receives": ["minimum-living-allowance"]}, "members": [{"in_school": "senior"}]}
    )
    evaluation = manager.evaluate("education-aid", facts, on=ON)
    assert evaluation.verdict == "met"
    assert evaluation.criteria[1].because == "已享受minimum-living-allowance"
    warning = plugin_warnings(manager)[0]
    assert (warning.id, warning.level) == ("plugins.W002", 30)


def test_provenance_stays_with_the_facts():
    from plugins.api import Provenance

    declared = Provenance("declared", "form", ON)
    facts = Facts.from_mapping({"household": {"savings": 100}, "members": [{"age": 40}]}, declared)
    better = facts.with_fact("household.savings", 900, Provenance("verified", "visit", ON))
    assert facts.get("household.savings") == 100, "the old facts stay as they were"
    assert better.get("household.savings") == 900
    assert better.provenance["household.savings"].rank > better.provenance["members.0.age"].rank
    assert better.with_fact("household.savings", None).get("household.savings") is None
    assert Facts.from_mapping(better.to_mapping()).members == better.members
    with pytest.raises(FactError, match="no such member"):
        facts.with_fact("members.3.age", 1)
    with pytest.raises(TypeError):
        facts.household["savings"] = 1


def test_an_agency_nobody_brings_and_a_key_that_is_taken_are_named_with_what_is_near(tmp_path):
    misspelt = written(tmp_path, scheme=changed('"mine", RULES', '"civil-afairs", RULES'))
    (left_out,) = PluginManager([*built_in_sources(), misspelt]).quarantined
    assert f"{tmp_path}/scheme.py:12: " in left_out.error
    assert "civil-afairs, which no plugin brings; did you mean civil-affairs?: name one of" in left_out.error
    taken = written(tmp_path, scheme=changed('"mine-aid"', '"education-aid"'))
    (left_out,) = PluginManager([*built_in_sources(), taken]).quarantined
    assert left_out.error.startswith(f"{tmp_path}/scheme.py:12: scheme key education-aid is taken by plugin education")
    assert "education/scheme.py:" in left_out.error
