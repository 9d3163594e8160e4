"""An error names the author's own line, and never repeats what a family said."""

# ruff: noqa: E501 - one mistake, one line

import logging
from datetime import date

import pytest

from plugins.api import PluginFault

from .writing import SCHEME, changed

SAID = "张三 4711"
PROPOSING = changed("amount=AMOUNT", "propose=propose") + "\ndef propose(context):\n    "
FAMILY = {"household": {"income_monthly": 100}, "members": [{}]}


@pytest.mark.parametrize(
    ("raising", "error"),
    [
        (f"raise FactError('name', '{SAID}')", "FactError"),
        (f"raise LoadError('{SAID}')", "LoadError"),
        (f"raise PluginError('{SAID}')", "PluginError"),
        (f"raise type('Own', (PluginError,), {{}})('{SAID}')", "Own"),
        (f"context.facts.get('{SAID}')", "FactError"),
        (f"clause('{SAID}', '一') and criterion('{SAID}', household.flag, says='x')", "LoadError"),
        (f"__import__('json').loads('{SAID}')", "JSONDecodeError"),
        (f"compile('{SAID} (', 'scheme.py', 'exec')", "SyntaxError"),
    ],
)
def test_a_plugins_message_never_leaves_it(load, caplog, raising, error):
    failure, manager = load(scheme=PROPOSING + raising)
    assert failure is None, failure
    with caplog.at_level(logging.DEBUG):
        evaluation = manager.evaluate("mine-aid", manager.facts(FAMILY), on=date(2026, 9, 17))
    line = PROPOSING.count("\n") + 1
    assert evaluation.fault == PluginFault(
        "mine", "propose", f"{manager.plugins()['mine'].folder}/scheme.py:{line}: {error}"
    )
    assert "张三" not in caplog.text and "4711" not in caplog.text


def test_nor_does_that_of_code_it_generates(load, caplog):
    text = f"def propose(context): raise FactError('name', '{SAID}')"
    _, manager = load(scheme=changed("amount=AMOUNT", "propose=propose") + f"\nexec({text!r})\n")
    evaluation = manager.evaluate("mine-aid", manager.facts(FAMILY), on=date(2026, 9, 17))
    assert evaluation.fault.error == "<string>:1: FactError"
    assert "4711" not in caplog.text


def test_what_we_say_ourselves_is_kept(load):
    _, manager = load()
    evaluation = manager.evaluate("mine-aid", manager.facts(FAMILY), on=date(2025, 9, 17))
    assert "mine.limit has no value" in evaluation.fault.error
    given = {**FAMILY, "household": {"income_monthly": "a lot: 4711"}}
    from plugins.api import Facts

    evaluation = manager.evaluate("mine-aid", Facts.from_mapping(given), on=date(2026, 9, 17))
    assert evaluation.fault.error == "household.income_monthly: must be an amount in yuan"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('household.income_per_head < parameter("mine.limit")', 'lookup("place", {})', 2, "a fact that is a choice"),
        ('AMOUNT = parameter("mine.grant")', "AMOUNT = lookup(household.residence, [1])", 4, "a mapping"),
        ('parameter("mine.limit")', "parameter(5)", 12, "scheme mine-aid cannot be checked: "),
        ('AMOUNT = parameter("mine.grant")', "AMOUNT = lookup(household.residence, {1: 0})", 12, "cannot be checked: "),
        ('cite=clause("演示", "一")', 'cite="第二条"', 2, "write cite=clause("),
        ('clause("演示", "一")', 'clause("演示", 1)', 2, "write cite=clause("),
        ("eligible(LOW)", "eligible([LOW])", 3, "eligible(*"),
        ("amount=AMOUNT", 'amount=AMOUNT, since="2026-01-01"', 12, "since is a day: since=date(2026, 9, 1)"),
        ("amount=AMOUNT", "amount=AMOUNT, evidence=('x',)", 12, "evidence is a mapping"),
        ("amount=AMOUNT", 'propose="work_out"', 12, "propose is a function"),
        ("amount=AMOUNT", "propose=lambda: None", 12, "propose of scheme mine-aid takes one argument"),
        ("amount=AMOUNT", "propose=lambda a, b: None", 12, "propose of scheme mine-aid takes one argument"),
        ("    return [Scheme", "    import json\n    json.loads('{')\n    return [Scheme", 13, "JSONDecodeError"),
        ("AMOUNT =", "import json\njson.loads('{')\nAMOUNT =", 5, "JSONDecodeError"),
        ("AMOUNT =", "import portal.nothing\nAMOUNT =", 4, "a plugin imports nothing but plugins.api"),
        ("AMOUNT =", "raise PluginError('mine')\nAMOUNT =", 4, "mine"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef schemes(all_of_them):", 10, "the hook schemes takes no arguments"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef letters(kind, family): pass\n@hookimpl\ndef schemes():", 10,
         "the hook letters takes kind, context, or fewer, without defaults, not family"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef claim_event(event=None): pass\n@hookimpl\ndef schemes():", 10,
         "not event"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef letters(*, kind): pass\n@hookimpl\ndef schemes():", 10, "not kind"),
        ("@hookimpl\ndef schemes():", "@hookimpl\ndef letters(*given): pass\n@hookimpl\ndef schemes():", 10, "not given"),
        ("@hookimpl\ndef agency", "@hookimpl(wrapper=True)\ndef agency", 6, "@hookimpl alone"),
        ("@hookimpl\ndef schemes", "def schemes", 10, "schemes is the name of a hook: write @hookimpl above it"),
        ("@hookimpl\ndef agency", "def letters(kind): pass\n@hookimpl\ndef agency", 6, "letters is the name of a hook"),
    ],
)  # fmt: skip
def test_a_mistake_is_found_at_its_line(load, old, new, line, says):
    failure, _ = load(scheme=changed(old, new))
    assert failure is not None
    assert says in failure.error
    assert failure.error.split(": ")[0].endswith(f"mine/scheme.py:{line}"), failure.error


def test_a_mistake_in_another_module_of_the_plugin_is_found_there(load, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(tmp_path / "mine"))
    failure, _ = load(
        scheme="import of_mine_alone\n" + SCHEME,
        files={"of_mine_alone.py": "import json\n\n\ndef read():\n    json.loads('{')\n\nread()\n"},
    )
    assert f"{tmp_path}/mine/of_mine_alone.py:5: JSONDecodeError" in failure.error


def test_an_error_that_cannot_be_written_down_harms_nobody(load):
    odd = "class Odd(Exception):\n    def __str__(self):\n        return 1 / 0\n"
    failure, _ = load(scheme=SCHEME + odd + "raise Odd")
    assert failure.error.endswith("scheme.py:16: Odd")


def test_a_helper_that_is_called_like_a_hook_elsewhere_is_let_be(load, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(tmp_path / "mine"))
    failure, _ = load(
        scheme="from letters_of_mine import letters\n" + SCHEME, files={"letters_of_mine.py": "def letters(): pass\n"}
    )
    assert failure is None
