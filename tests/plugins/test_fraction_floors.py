"""A floor that is a fraction of another parameter: no decimal says a sixth (R6.1, R6.10)."""

import pytest

from plugins.api.errors import LoadError
from plugins.api.parameterfile import read_parameters
from plugins.api.parameters import ParameterBook

TEXT = """
mine.wage:
  unit: yuan/month
  label: Wage
  values: [{{from: 2026-01-01, value: {wage}, source: x}}]
mine.care:
  unit: yuan/month
  label: Care
  floor: {{times: {times}, of: mine.wage}}
  values: [{{from: 2026-01-01, value: {care}, source: x}}]
"""


def check(tmp_path, **values):
    path = tmp_path / "parameters.yaml"
    path.write_text(TEXT.format(**values), encoding="utf-8")
    book = ParameterBook(read_parameters(path, "mine"))
    book.check_floors(book)


@pytest.mark.parametrize(
    ("wage", "times", "care"),
    [("1800", "1/6", "300"), ("1900", "1/6", "316.67"), ("1900", "1/3", "633.34"), ("1900", "1/10", "190")],
)
def test_exactly_the_fraction_is_enough(tmp_path, wage, times, care):
    check(tmp_path, wage=wage, times=times, care=care)


@pytest.mark.parametrize(("wage", "times", "care"), [("1800", "1/6", "299.99"), ("1900", "1/6", "316.66")])
def test_one_fen_less_is_below_it(tmp_path, wage, times, care):
    with pytest.raises(LoadError, match=r"below its floor of (300\.00|316\.67)"):
        check(tmp_path, wage=wage, times=times, care=care)


@pytest.mark.parametrize("times", ["1/0", "a/6", "1/", "1/6/2"])
def test_what_is_no_fraction_is_refused(tmp_path, times):
    with pytest.raises(LoadError, match=r"the floor of mine\.care must be a number"):
        check(tmp_path, wage="1800", times=times, care="300")
