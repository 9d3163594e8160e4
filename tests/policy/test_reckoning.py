"""What a plugin promised when it was loaded holds for a county's figures too: whole 分, nothing divided by zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

import plugins.manager
from plugins.api.parameters import ParameterValue
from plugins.loading import built_in_sources
from portal.policy import actions, errors
from tests.cases.builders import staff
from tests.plugins.writing import RECKONING, written
from tests.policy.builders import TODAY, draft, fresh, proposed, read

LEAST = "civil-affairs.illness_least"


@pytest.fixture
def mine(bureau, tmp_path, monkeypatch):
    """A plugin whose rule multiplies an amount by a figure and divides by another."""
    manager = plugins.manager.PluginManager([*built_in_sources(), written(tmp_path, **RECKONING)])
    assert not manager.quarantined
    monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)
    return manager


def refused(*values: tuple) -> tuple[errors.Problem, ...]:
    with pytest.raises(errors.ChangeInvalid) as raised, translation.override("zh-hans"):
        draft(*values)
    return raised.value.problems


def test_a_number_finer_than_the_rule_rounds_is_refused_at_its_row(mine):
    (problem,) = refused(("mine.limit", 800), ("mine.times", "1.337"))
    assert (problem.field, problem.row) == ("value", 1)
    assert problem.text == (
        "用这个数，“本县救助”算出来的金额会有不到一分的零头。请改用整数，"
        "或者请插件的作者在规则里先取整（mine scheme.py:11）。"
    )
    draft(("mine.times", 3))


def test_zero_below_a_line_is_refused_at_its_row(mine):
    (problem,) = refused(("mine.below", 0))
    assert problem.text == "“本县救助”要除以这个数，不能是 0。请填写大于 0 的数。"
    draft(("mine.below", "0.5"))


def test_the_countys_own_rules_round_so_that_months_may_be_halved(bureau):
    draft((LEAST, "3.337"))


def test_what_another_figure_made_wrong_is_not_held_against_this_one(mine):
    mine.overlay_parameters({"mine.times": [ParameterValue(Decimal("1.337"), TODAY, None, None, "以前的文件")]})
    draft(("mine.limit", 800))


def test_it_is_asked_again_when_the_figures_are_adopted(mine):
    """A newer version of the plugin may reckon otherwise than the one the draft was written against."""
    change = proposed(("mine.times", 3))
    read(change)
    change.values.update(value=Decimal("1.337"))
    with pytest.raises(errors.ChangeInvalid):
        actions.approve(actor=staff("checker"), change=fresh(change))
    assert fresh(change).state == "proposed"
