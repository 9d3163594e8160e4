"""`portal schemes`, `portal facts`, `portal evaluate`: their shape, and clear words for bad input."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

FAMILY = {
    "household": {"income_monthly": 1335, "receives": ["minimum-living-allowance"]},
    "members": [{"relation": "self", "in_school": "none"}, {"relation": "child", "in_school": "senior"}],
}


def run(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def family(tmp_path):
    path = tmp_path / "family.json"
    path.write_text(json.dumps(FAMILY), encoding="utf-8")
    return str(path)


def test_schemes(db):
    call_command("load_locality", stdout=io.StringIO())
    rows = {row["key"]: row for row in json.loads(run("schemes", "--json"))}
    assert rows["education-aid"] == {
        "key": "education-aid",
        "agency": "education",
        "name": "教育救助",
        "plugin": "education",
        "version": "1.0",
        "state": "offered",
    }
    line = "education-aid  Education aid  (education, education 1.0)  "
    assert f"{line}on offer\n" in run("schemes", "--language", "en")
    call_command("plugins", "disable", "education", stdout=io.StringIO())
    assert f"{line}disabled: portal plugins enable education\n" in run("schemes", "--language", "en")


def test_facts():
    rows = {row["fact"]: row for row in json.loads(run("facts", "--json"))}
    assert "education-aid" in rows["member.in_school"]["asked_by"]
    assert rows["household.housing.rent_monthly"]["asked_by"] == ["rent-subsidy"]
    assert {"value": "senior", "label": "高中"} in rows["member.in_school"]["values"]
    assert (rows["member.income_monthly"]["type"], rows["member.income_monthly"]["unit"]) == ("money", "yuan/month")
    assert "member.in_school  [choice, asked]  就学情况" in run("facts")


def test_evaluate(family):
    common = ["evaluate", "education-aid", "--facts", family, "--date", "2026-09-17", "--office", "hedong"]
    answer = json.loads(run(*common, "--json"))
    assert (answer["verdict"], answer["amount"], answer["office"], answer["on"]) == (
        "met",
        "1250.00",
        "hedong",
        "2026-09-17",
    )
    assert list(answer) == ["scheme", "verdict", "amount", "per", "on", "office", "criteria", "ask", "parameters"]
    explained = run(*common, "--explain")
    assert "教育救助：符合" in explained
    assert "金额：每学期 1,250 元" in explained
    assert "already receives Minimum living allowance" in run(*common, "--language", "en")
    assert json.loads(run("evaluate", "education-aid", "--facts", family, "--json"))["office"] == "qingxi"


def test_evaluate_reads_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf{}")))
    assert json.loads(run("evaluate", "education-aid", "--facts", "-", "--json"))["ask"] == [
        "members",
        "household.receives",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not valid JSON"),
        ("{", "line 1, column 2"),
        ("[]", "must be an object"),
        ("[" * 100_000, "not valid JSON"),
        ('{"household": {"savings": NaN}}', "NaN is no value"),
        ('{"household": {"savings": 1, "savings": 2}}', "'savings' is given twice"),
        ('{"household": {"savngs": 1}}', "did you mean savings?"),
        ('{"household": {"savings": -1}}', "household.savings: must be an amount in yuan"),
        ('{"household": {"savings": 1e400}}', "household.savings: must be an amount in yuan"),
        ('{"household": {"savings": 1e99999999999999999999}}', "too large or too small"),
        ('{"household": {"savings": 0.001}}', "at most two decimals"),
        ('{"household": {"savings": true}}', "household.savings: must be an amount in yuan"),
        ('{"household": {"homes": 1.0}}', "household.homes: must be a whole number"),
        ('{"household": {"residence": "moon"}}', "must be one of urban, rural"),
        ('{"household": {"receives": "x"}}', "must be a list of scheme keys"),
        ('{"household": {"receives": [[1]]}}', "must be a list of scheme keys"),
        ('{"household": 7}', "must be a mapping"),
        ('{"members": {"0": {}}}', "must be a list"),
        ('{"members": [7]}', "members.0: must be a mapping"),
        ('{"members": [{"birth_date": "2026-02-30"}]}', "members.0.birth_date: must be a date"),
        ('{"family": {}}', "facts stand under household"),
        ('{"household": {"savings": ' + "9" * 5000 + "}}", "not valid JSON"),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_used(tmp_path, text, says):
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        run("evaluate", "education-aid", "--facts", str(path))
    assert says in str(caught.value)


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "latin").write_bytes(b'{"x": "\xe9"}')
    (tmp_path / "large").write_bytes(b" " * 1_000_001)
    for name, says in [
        ("latin", "UTF-8"),
        ("large", "1 MB"),
        ("none", "No such file"),
        (".", "directory"),
        ("a\0b", "null byte"),
    ]:
        with pytest.raises(CommandError) as caught:
            run("evaluate", "education-aid", "--facts", str(tmp_path / name) if name != "a\0b" else name)
        assert says in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["education-ad"], "There is no scheme 'education-ad'; did you mean education-aid?"),
        (["education-aid", "--date", "17.9.2026"], "'17.9.2026' is no day"),
        (["education-aid", "--date", "2026-02-30"], "'2026-02-30' is no day"),
        (["education-aid", "--office", "liuhee"], "There is no office 'liuhee'; did you mean liuhe?"),
        (["education-aid", "--language", "fr"], "invalid choice"),
        (["education-aid", "--json", "--explain"], "not allowed with"),
    ],
)
def test_arguments_that_make_no_sense(family, arguments, says):
    with pytest.raises(CommandError) as caught:
        run("evaluate", *arguments, "--facts", family)
    assert says in str(caught.value)
