"""Mistakes of an author speak when the plugin is loaded, and name file and line."""

# ruff: noqa: E501 - one mistake, one line

import pytest

from .writing import CASES, PARAMETERS, SCHEME, changed


def test_the_plugin_these_mistakes_are_made_in_is_good(load):
    failure, manager = load()
    assert failure is None
    assert list(manager.schemes()) == ["mine-aid"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("income_per_head", "income_per_hed", 2, "unknown fact household.income_per_hed; did you mean"),
        ('parameter("mine.limit")', 'parameter("mine.limt")', 2, "unknown parameter mine.limt; did you mean mine.limit?"),
        ("household.income_per_head <", "household.size <", 2, "a plain number cannot be compared or added with yuan"),
        ("household.income_per_head <", "household.savings <", 2, "yuan cannot be compared or added with yuan/month"),
        ('parameter("mine.limit"), says', "700, says", 2, "700 has no unit but meets yuan/month: make it a parameter"),
        (', cite=clause("演示", "一")', "", 2, "criterion 'low' has no citation"),
        ('clause("演示", "一")', 'clause("演示", " ")', 2, "criterion 'low' has no citation"),
        ("RULES = eligible(LOW)", "RULES = eligible(LOW, LOW)", 2, "two criteria are called 'low'"),
        ("RULES = eligible(LOW)", "RULES = eligible()", 3, "a scheme without criteria"),
        ("household.income_per_head <", "member.income_monthly <", 2, "belongs to one person"),
        ('household.income_per_head < parameter("mine.limit")', "household.residence", 2, "is a choice, not yes or no"),
        ('household.income_per_head < parameter("mine.limit")', 'household.residence == "town"', 2, "never 'town'"),
        ('household.income_per_head < parameter("mine.limit")', "household.savings < 1.5", 2, "never float"),
        ('household.income_per_head < parameter("mine.limit")', "not household.savings", 2, "write & | ~"),
        ('AMOUNT = parameter("mine.grant")', "AMOUNT = household.income_per_head", 12, "so its amount must be in yuan"),
        ('AMOUNT = parameter("mine.grant")', 'AMOUNT = parameter("mine.grant") / household.size', 12, "rounded"),
        ('AMOUNT = parameter("mine.grant")', 'AMOUNT = parameter("mine.grant") / household.homes', 4, "may be zero"),
        ('AMOUNT = parameter("mine.grant")', 'AMOUNT = lookup(household.residence, {"urban": parameter("mine.grant")})', 4, "no row for rural"),
        ('"mine-aid"', '"Mine Aid"', 12, "a key is lower-case words"),
        ('"once"', '"week"', 12, "per must be one of"),
        ("amount=AMOUNT", 'amount=AMOUNT, events=("sick",)', 12, "unknown life event 'sick'"),
        ("amount=AMOUNT", 'amount=AMOUNT, needs=("household.saving",)', 12, "did you mean household.savings?"),
        ("amount=AMOUNT", 'amount=AMOUNT, needs=("household.savings")', 12, 'write a tuple: needs=("household.savings",)'),
        ("amount=AMOUNT", 'amount=AMOUNT, events=("poor")', 12, 'write a tuple: events=("poor",)'),
        ("amount=AMOUNT", "amount=AMOUNT, materials=(ID_CARD)", 12, "write a tuple: materials=(ID_CARD,)"),
        ("amount=AMOUNT", 'amount=AMOUNT, materials=("id card",)', 12, "write a tuple: materials=(ID_CARD,)"),
        ("amount=AMOUNT", 'amount_range=amount_range(AMOUNT, AMOUNT, cite="x")', 12, "write cite=clause("),
        ("amount=AMOUNT", "amount_range=(1, 2)", 12, "amount_range is made with amount_range("),
        ('household.income_per_head < parameter("mine.limit")', "household.residence.is_in()", 2, "is_in takes the values"),
        ('household.income_per_head < parameter("mine.limit")', 'household.residence.is_in(["urban"])', 2, ".is_in(*list)"),
        ('"mine", RULES', '"yours", RULES', 12, "belongs to agency yours, which no plugin brings"),
        ("@hookimpl\ndef schemes", "@hookimpl\ndef scheems", 10, "there is no hook scheems; did you mean schemes?"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef schemes(all_of_them):", None, "all_of_them"),
        ("AMOUNT = ", "AMOUNT = = ", 4, "invalid syntax"),
        ("AMOUNT = ", "AMOUNT = 1 / 0 or ", 4, "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_mistakes_in_python(load, old, new, line, says):
    failure, manager = load(scheme=changed(old, new))
    assert failure is not None
    assert says in failure.error
    if line:
        assert f"scheme.py:{line}:" in failure.error
    assert manager.schemes() == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("unit: yuan/month", "unit: yuan/fortnight", 2, "unknown unit 'yuan/fortnight'"),
        ("unit: yuan/month", "unti: yuan/month", 2, "unknown field 'unti'; did you mean unit?"),
        ("label: Limit", "label:", 1, "has no label"),
        ("label: Limit", "label: Limit\n  show: yes", 4, "show of mine.limit is true or false"),
        ("label: Limit", "label: Limit\n  show:", 4, "show of mine.limit is true or false"),
        ("{from: 2026-01-01, value: 700, source: 演示}", "{value: 700, source: 演示}", 5, "from which day"),
        ("value: 700, source: 演示}", "value: 700}", 5, "names no source"),
        ("value: 700", "value: much", 5, "must be a number"),
        ("value: 700", "value: -1", 5, "not negative"),
        ("value: 700", "value: .nan", 5, "no amount"),
        ("value: 700", "value: 700.001", 5, "at most two decimals"),
        ("value: 700,", "value: 700, until: 2026-05-31,", 5, "has no value from 2026-06-01 on"),
        ("value: 700,", "value: 700, until: 2025-05-31,", 5, "ends before it begins"),
        ("value: 700,", "value: 700, office: liuhe,", 1, "values for single offices only"),
        ("mine.grant:", "yours.grant:", 6, "must begin with the plugin's name: mine.grant"),
        ("mine.grant:", "mine.limit:", 6, "stands here twice"),
        ("{from: 2026-01-01, value: 100", "{from: 2026-03-01, value: 100", 6, "has no value from 2026-01-01 to 2026-02-28"),
        ("  label: Grant", "  label: Grant\n  floor: 150", 11, "is 100 on 2026-01-01, below its floor of 150"),
        ("  label: Grant", "  label: Grant\n  floor: {times: 2, of: mine.gant}", 6, "unknown parameter mine.gant"),
        ("values:\n    - {from: 2026-01-01, value: 700", "values:\n    - {from: 2026-01-01 value: 700", 5, "not valid YAML"),
    ],
)  # fmt: skip
def test_mistakes_in_parameters(load, old, new, line, says):
    failure, _ = load(parameters=changed(old, new, PARAMETERS))
    assert failure is not None
    assert says in failure.error
    assert f"parameters.yaml:{line}:" in failure.error


def test_a_gap_between_two_values(load):
    gap = PARAMETERS.replace(
        "    - {from: 2026-01-01, value: 700, source: 演示}",
        "    - {from: 2025-01-01, until: 2025-12-30, value: 700, source: 演示}\n    - {from: 2026-01-01, value: 700, source: 演示}",
    )
    failure, _ = load(parameters=gap)
    assert "mine.limit has no value from 2025-12-31 to 2025-12-31" in failure.error
    assert "parameters.yaml:5:" in failure.error


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("income_monthly: 100", "incme_monthly: 100", 2, "nobody asks for this fact; did you mean income_monthly?"),
        ("members: [{}]", "members: [{hat_size: 7}]", 3, "members.0.hat_size: nobody asks for this fact"),
        ("income_monthly: 100", "income_monthly: -1", 2, "must be an amount in yuan"),
        ("members: [{}]", "members: {}", 3, "must be a list"),
        ("verdict: met", "verdict: maybe", 4, "expects no verdict"),
        ("{verdict: met}", "{verdict: met, because: {lwo: met}}", 1, "unknown criterion lwo; did you mean low?"),
        ("    household:", "    houshold:", 2, "unknown field 'houshold'; did you mean household?"),
        ("- a poor family:", "- a poor family", 1, "not valid YAML"),
        ("met}", "met, amount: lots}", 4, "amount is a number, or null"),
        ("met}", "met, amount: [1]}", 4, "amount is a number, or null"),
        ("met}", "met, range: 5}", 4, "range: [2205, 8820]"),
        ("met}", "met, range: [1]}", 4, "range: [2205, 8820]"),
        ("met}", "met, ask: 5}", 4, "ask is a list of facts"),
        ("met}", "met, because: [low]}", 4, "because: {poor: met}"),
        ("met}", "met, because: {low: yes}}", 4, "because: {poor: met}"),
        ("    household:", "    office: 5\n    household:", 2, "office is a code such as liuhe"),
        (
            "met}",
            "met, ask: [members.1.wrok]}",
            4,
            "members.1.wrok: there is no such fact to ask; did you mean members.1.work?",
        ),
        ("met}", "met, ask: [members.x.work]}", 4, "did you mean members.0.work?"),
        ("met}", "met, ask: [member]}", 4, "did you mean members?"),
        ("met}", "met, ask: [household.saving]}", 4, "did you mean household.savings?"),
    ],
)
def test_mistakes_in_cases(load, old, new, line, says):
    failure, _ = load(cases=changed(old, new, CASES))
    assert failure is not None
    assert says in failure.error
    assert "cases.yaml:" in failure.error
    if "YAML" not in says:
        assert f"cases.yaml:{line}:" in failure.error


@pytest.mark.parametrize("file", ["cases.yml", "cases/mine-aid.yml"])
def test_cases_nobody_would_read(load, file):
    failure, _ = load(files={file: CASES})
    assert failure.error.endswith(
        f"{file}:1: cases are read from .yaml files alone: call it {file[:-4].split('/')[-1]}.yaml"
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('msgstr "低', "a space and a text in quotes"),
        ("msgstr 低", "a space and a text in quotes"),
        ('msgstr  "低"', "a space and a text in quotes"),
        ('msgstr "低" 的', "a space and a text in quotes"),
        ('msgstr "低 " "', "a space and a text in quotes"),
        ('msgst "低"', "a space and a text in quotes"),
        ('msgid "High"', "missing msgstr"),
    ],
)
def test_a_broken_catalogue(load, line, says):
    text = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain\\n"\n\n# 低\nmsgid "Low"\n{line}\n\nmsgid "Next"\nmsgstr "下"\n'
    failure, _ = load(files={"locale/zh_Hans/LC_MESSAGES/plugin.po": text})
    assert says in failure.error
    assert f"plugin.po:{6 if 'missing' in says else 7}:" in failure.error


def test_a_catalogue_may_begin_with_a_byte_order_mark_and_hold_quotes(load):
    text = '\ufeffmsgid "Low"\nmsgstr ""\n"\\"低\\""\n'
    failure, manager = load(files={"locale/zh_Hans/LC_MESSAGES/plugin.po": text})
    assert failure is None
    assert manager.text("mine-aid", "Low", "zh-hans") == '"低"'


def test_facts_of_a_plugin_carry_its_name(load):
    fact = 'NEW = FactDefinition("hats", "household", "count", "Hats", range=(0, 9))\n'
    hook = "\n@hookimpl\ndef facts():\n    return [NEW]\n"
    failure, _ = load(scheme=SCHEME.replace("RULES =", fact + "RULES =") + hook)
    assert "fact hats must begin with the plugin's name: mine.hats" in failure.error
    assert "scheme.py:3:" in failure.error


@pytest.mark.parametrize(
    ("definition", "says"),
    [
        ('FactDefinition("mine.hats", "household", "count", "Hats")', "declare the range"),
        ('FactDefinition("mine.Hats", "household", "boolean", "Hats")', "lower-case"),
        ('FactDefinition("mine.hats", "village", "boolean", "Hats")', "scope must be one of"),
        ('FactDefinition("mine.hats", "household", "choice", "Hats")', "lists its choices"),
        ('FactDefinition("mine.hats", "household", "money", "Hats", unit="m2", range=(0, 1))', "measured in yuan"),
        (
            'FactDefinition("mine.hats", "household", "boolean", "Hats", source="askd")',
            "unknown source 'askd'; did you mean asked?",
        ),
        ('FactDefinition("mine.hats", "household", "boolean", " ")', "it needs a label"),
        (
            'FactDefinition("mine.hats", "household", "choice", "Hats", choices=(Choice("a", "A"), Choice("a", "B")))',
            "the choice a is there twice",
        ),
        (
            'FactDefinition("mine.hats", "household", "choice", "Hats", choices=("a", "b"))',
            'choices=(Choice("urban", "town"), ...)',
        ),
        (
            'FactDefinition("mine.hats", "household", "choice", "Hats", choices=(Choice("a", ""),))',
            'choices=(Choice("urban", "town"), ...)',
        ),
        ('FactDefinition("mine.hats", "household", "count", "Hats", range=5)', "range=(0, 100)"),
        ('FactDefinition("mine.hats", "household", "count", "Hats", range=(0, 5, 9))', "range=(0, 100)"),
        ('FactDefinition("mine.hats", "household", "count", "Hats", range=(9, 0))', "range=(0, 9)"),
        ('FactDefinition("mine.hats", "household", "count", "Hats", range=(0, True))', "range=(0, 100)"),
        ('FactDefinition("mine.hats", "household", "money", "Hats", range=(0, 1.5))', "range=(0, Decimal(100000))"),
        (
            'FactDefinition("mine.hats", "household", "date", "Hats", range=(0, 5))',
            "range=(date(1890, 1, 1), date(2100, 12, 31))",
        ),
        ('FactDefinition("mine.hats", "household", "count", "Hats", range=(0, 9), unit="hats")', "hats"),
        (
            'FactDefinition("mine.hats", "household", "count", "Hats", range=(0, 9), derived="size")',
            "derived is a formula",
        ),
        ('FactDefinition("mine.hats", "member", "boolean", "Hats", ages=5)', "ages=(0, 17)"),
        ('FactDefinition("mine.hats", "member", "boolean", "Hats", ages=(17, 0))', "ages=(0, 17)"),
        ('FactDefinition("mine.hats", "member", "boolean", "Hats", follows="work")', 'follows=("key", (True,))'),
        (
            'FactDefinition("mine.hats", "member", "boolean", "Hats", follows=("insured", True))',
            'follows=("key", (True,))',
        ),
    ],
)
def test_mistakes_in_a_fact(load, definition, says):
    failure, _ = load(scheme=SCHEME.replace("AMOUNT =", f"NEW = {definition}\nAMOUNT ="))
    assert says in failure.error
    assert "scheme.py:4:" in failure.error


def test_an_amount_that_can_end_within_a_fen_says_how_it_is_rounded(load):
    scheme = changed('AMOUNT = parameter("mine.grant")', 'AMOUNT = parameter("mine.limit") - household.income_per_head')
    failure, _manager = load(scheme=changed('"once"', '"month"', scheme))
    assert failure is not None and "rounded" in failure.error


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value: 700", "value: 0700", "0700 can be read in two ways"),
        ("value: 700", "value: 1:30", "1:30 can be read in two ways"),
        ("{from: 2026-01-01, value: 700", "{from: 2026-13-01, value: 700", "2026-13-01 is not valid"),
        ("unit: yuan/month", "unit: count/yuan", "money below the line"),
    ],
)
def test_numbers_of_the_parameters_mean_one_thing(load, old, new, says):
    failure, _manager = load(parameters=changed(old, new, PARAMETERS))
    assert failure is not None
    assert says in failure.error
    assert "parameters.yaml:" in failure.error
