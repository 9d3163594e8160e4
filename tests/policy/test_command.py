"""`portal parameters`: the same figures on the command line."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.policy.builders import RURAL, URBAN, adopted


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("parameters", *arguments, stdout=out)
    return out.getvalue()


def test_every_figure_with_its_document_floor_and_what_comes(bureau):
    adopted((URBAN, 730))
    lines = {line.split()[0]: line for line in said().splitlines()}
    assert "735 元/月  (2026-07-01, 清民发〔2026〕18号)  → 730 元/月 (2027-01-01)" in lines[URBAN]
    assert "的 1.3 倍" in lines["civil-affairs.destitute_urban"]


def test_a_day_an_office_and_a_machine(bureau):
    adopted((RURAL, 580, "liuhe"), since=dt.date(2027, 1, 1))
    row = json.loads(said(RURAL, "--on", "2027-02-01", "--office", "hedong", "--json"))[0]
    assert (row["value"], row["from"], row["source"], row["agency"]) == (
        "580", "2027-01-01", "清民发〔2026〕40号", "civil-affairs",
    )  # fmt: skip
    assert json.loads(said(RURAL, "--on", "2027-02-01", "--json"))[0]["value"] == "590"
    assert "  2027-01-01  liuhe  580  清民发〔2026〕40号" in said(RURAL)
    assert "yuan/month" in said(RURAL, "--language", "en")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("civil-affairs.standard_urbn",), "civil-affairs.standard_urban"),
        (("--on", "17.9.2026"), "2026-09-17"),
        (("--office", "liuhee"), "liuhe"),
    ],
)
def test_mistakes_name_what_was_meant(bureau, arguments, complaint):
    with pytest.raises(CommandError, match=complaint):
        said(*arguments)
