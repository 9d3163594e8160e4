"""The files of a small plugin `mine` that is good; tests make one mistake in it at a time."""

PARAMETERS = """\
mine.limit:
  unit: yuan/month
  label: Limit
  values:
    - {from: 2026-01-01, value: 700, source: 演示}
mine.grant:
  unit: yuan
  label: Grant
  values:
    - {from: 2026-01-01, value: 100, source: 演示}
"""
SCHEME = """\
from plugins.api import *
LOW = criterion("low", household.income_per_head < parameter("mine.limit"), says="Low", cite=clause("演示", "一"))
RULES = eligible(LOW)
AMOUNT = parameter("mine.grant")

@hookimpl
def agency():
    return Agency("mine", "本部门")

@hookimpl
def schemes():
    return [Scheme("mine-aid", "救助", "mine", RULES, "once", "agency-15", amount=AMOUNT)]
"""
CASES = """\
- a poor family:
    household: {income_monthly: 100}
    members: [{}]
    expect: {verdict: met}
"""


def changed(old, new, text=SCHEME):
    """The text with one part replaced, which must be there."""
    assert old in text
    return text.replace(old, new)
