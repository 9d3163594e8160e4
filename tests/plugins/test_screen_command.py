"""`portal screen`: real files in, real files out, and the same answers as `portal evaluate` for every household."""

import csv
import io
import json
from decimal import Decimal

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from plugins.api import Facts
from plugins.batch import frames_from_facts
from plugins.manager import get_manager

from .families import ON, families

CHAIN = ("hedong", "liuhe", "qingxi")
COMMON = ["--date", ON.isoformat(), "--office", "hedong"]


def screen(path, out, *arguments):
    """Run the command; (standard output, standard error)."""
    written, told = io.StringIO(), io.StringIO()
    call_command("screen", str(path), "--out", str(out), *COMMON, *arguments, stdout=written, stderr=told)
    return written.getvalue(), told.getvalue()


def refused(path, out, *arguments):
    with pytest.raises(CommandError) as caught:
        screen(path, out, *arguments)
    return str(caught.value)


def made_up(count=60):
    manager = get_manager()
    return families(count, manager.vocabulary, list(manager.schemes()), seed=4)


def frames(given):
    households, people = frames_from_facts([Facts.from_mapping(g) for g in given], get_manager().vocabulary)
    return households.drop("refused").with_columns(id=pl.format("h-{}", "id")), people.with_columns(
        household=pl.format("h-{}", "household")
    )


def as_csv(frame, path):
    """Written as people write it: empty for unknown, words for yes and no, keys of schemes in one cell."""

    def text(value):
        if isinstance(value, list):
            return "; ".join(f"{v['scheme']}={v['since']}" if v["since"] else v["scheme"] for v in value) or "none"
        return {None: "", True: "是", False: "no"}.get(value, value) if value in (None, True, False) else value

    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(frame.columns)
        for row in frame.iter_rows():
            writer.writerow([text(v) if not isinstance(v, (int, Decimal)) or isinstance(v, bool) else v for v in row])


def write(given, path, *, shuffled=False):
    """Write families to a file of this name; where it is CSV, members stand in a file beside it."""
    households, people = frames(given)
    if shuffled:
        people = people.sample(fraction=1, shuffle=True, seed=3)
    if path.suffix == ".csv":
        as_csv(households, path)
        as_csv(people, path.with_name(f"{path.stem}.members.csv"))
    elif path.stem == "nested":
        lists = people.group_by("household", maintain_order=True).agg(members=pl.struct(pl.exclude("household")))
        households.join(lists, left_on="id", right_on="household", how="left").write_parquet(path)
    else:
        households.write_parquet(path)
        people.write_parquet(path.with_name(f"{path.stem}.members.parquet"))


def results(out):
    path = next(out.glob("results.*"))
    return (
        pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema_length=None)
    ).to_dicts()


def assert_as_evaluated(rows, given):
    manager = get_manager()
    for row, facts in zip(rows, given, strict=True):
        for key in manager.schemes():
            evaluation = manager.evaluate(key, manager.facts(facts), on=ON, office_chain=CHAIN)
            assert row[f"{key}/verdict"] == evaluation.verdict
            for item in evaluation.criteria:
                assert row[f"{key}/{item.id}"] == {"met": True, "not_met": False, "unknown": None}[item.result]
            low, high = (row[f"{key}/{end}"] for end in ("amount_low", "amount_high"))
            if low is not None and low == high:
                assert Decimal(str(low)) == evaluation.amount
            else:
                assert evaluation.amount is None


@pytest.mark.parametrize("name", ["register.csv", "nested.parquet", "register.parquet"])
@pytest.mark.parametrize("chunk", [7, 50_000])
def test_every_scheme_says_the_same_as_evaluate(tmp_path, monkeypatch, name, chunk):
    monkeypatch.setattr("portal.cases.screening.source.CHUNK", chunk)
    given = made_up()
    write(given, tmp_path / name)
    told, progress = screen(tmp_path / name, tmp_path / "out")
    rows = results(tmp_path / "out")
    assert [row["id"] for row in rows] == [f"h-{i}" for i in range(len(given))]
    assert_as_evaluated(rows, given)
    assert "60 households" in told
    assert progress.splitlines()[-1].startswith("60 of 60 households")
    assert (tmp_path / "out" / "problems.csv").read_text("utf-8-sig").splitlines() == ["id,path,what"]
    assert not list((tmp_path / "out").glob(".screening-*"))


@pytest.mark.parametrize("name", ["register.csv", "register.parquet"])
def test_members_in_any_order(tmp_path, monkeypatch, name):
    monkeypatch.setattr("portal.cases.screening.source.CHUNK", 7)
    given = made_up()
    write(given, tmp_path / name, shuffled=True)
    screen(tmp_path / name, tmp_path / "out")
    assert_as_evaluated(results(tmp_path / "out"), given)


def test_one_household_against_portal_evaluate_itself(tmp_path):
    given = made_up(8)
    write(given, tmp_path / "register.csv")
    screen(tmp_path / "register.csv", tmp_path / "out", "--schemes", "education-aid")
    for position, (row, facts) in enumerate(zip(results(tmp_path / "out"), given, strict=True)):
        path = tmp_path / f"{position}.json"
        path.write_text(json.dumps(facts, default=str), encoding="utf-8")
        out = io.StringIO()
        call_command("evaluate", "education-aid", "--facts", str(path), "--json", *COMMON, stdout=out)
        assert json.loads(out.getvalue())["verdict"] == row["education-aid/verdict"]


def test_the_summary(tmp_path):
    given = made_up(40)
    write(given, tmp_path / "register.csv")
    told, _ = screen(tmp_path / "register.csv", tmp_path / "out", "--schemes", "education-aid", "job-fair", "--json")
    summary = json.loads(told)
    assert summary == json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    rows = results(tmp_path / "out")
    aid = summary["schemes"]["education-aid"]
    for verdict in ("met", "not_met", "unknown"):
        assert aid[verdict] == sum(row["education-aid/verdict"] == verdict for row in rows)
    amounts = [Decimal(str(row["education-aid/amount_low"])) for row in rows if row["education-aid/amount_low"]]
    assert Decimal(aid["amount_low"]) == sum(amounts) > 0
    assert (summary["households"], summary["office"], summary["on"]) == (40, "hedong", "2026-09-17")
    assert summary["members"] == sum(len(g["members"]) for g in given)
    assert (summary["problems"], summary["faults"]) == (0, {})
    assert set(summary["schemes"]) == {"education-aid", "job-fair"}


# What people send


def csv_file(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def problems(out):
    with (out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["id"], row["path"], row["what"]) for row in csv.DictReader(file)]


def test_money_is_in_yuan_with_decimals_and_words_are_read_kindly(tmp_path):
    path = csv_file(
        tmp_path / "r.csv",
        "id,residence,registered_here,homes,vehicles,savings,maintenance_monthly,members_complete\n"
        "a,urban,YES,1,0,8000.50,0,true\nb, rural ,否,0,0,,0.00,\nc,urban,1,0,0,1,0,0\n",
    )
    csv_file(tmp_path / "r.members.csv", "household,income_monthly\na,734.99\nb,0\nc,0\n")
    screen(path, tmp_path / "out", "--schemes", "minimum-living-allowance")
    rows = results(tmp_path / "out")
    assert [row["minimum-living-allowance/income"] for row in rows] == [True, True, None]
    assert problems(tmp_path / "out") == []


def test_impossible_cells_are_listed_and_count_as_unknown(tmp_path):
    path = csv_file(
        tmp_path / "r.csv", "id,registered_here,homes,savings,receives,residence\na,perhaps,1.5,-3,=x=y,moon\n"
    )
    csv_file(tmp_path / "r.members.csv", "household,birth_date,in_school\na,,x\na,2026-02-30,\n")
    told, _ = screen(path, tmp_path / "out")
    found = dict((path_, what) for _, path_, what in problems(tmp_path / "out"))
    assert set(found) == {
        "household.registered_here",
        "household.homes",
        "household.savings",
        "household.receives",
        "household.residence",
        "members.0.in_school",
        "members.1.birth_date",
    }
    assert found["household.homes"] == "must be a whole number"
    assert "between 0 and" in found["household.savings"]
    assert "7 values could not be used" in told
    assert results(tmp_path / "out")[0]["minimum-living-allowance/property"] is None


def test_ids_that_say_nothing_and_members_of_nobody(tmp_path):
    path = csv_file(tmp_path / "r.csv", "id,homes,vehicles\na,0,0\nb,0,0\nb,9,0\n,0,0\n")
    csv_file(tmp_path / "r.members.csv", "household,age\na,20\nz,20\nz,21\nb,22\n")
    screen(path, tmp_path / "out", "--schemes", "minimum-living-allowance")
    rows = results(tmp_path / "out")
    assert [row["minimum-living-allowance/property"] for row in rows] == [True, None, None, None]
    assert [row["id"] for row in rows] == ["a", "b", "b", None]
    assert problems(tmp_path / "out") == [
        ("", "id", "the id in row 5 is missing: nothing is taken as known"),
        ("b", "id", "the id in row 3 is given more than once: nothing is taken as known"),
        ("b", "id", "the id in row 4 is given more than once: nothing is taken as known"),
        ("z", "members", "there is no such household: its members in the file, 2, are left out"),
    ]


def test_no_cell_of_the_results_is_a_formula(tmp_path):
    path = csv_file(tmp_path / "r.csv", 'id,homes\n"=HYPERLINK(1)",x\n+1,1\n@a,1\n')
    screen(path, tmp_path / "out", "--schemes", "minimum-living-allowance")
    for name in ("results.csv", "problems.csv"):
        with (tmp_path / "out" / name).open(encoding="utf-8-sig", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"r.csv": "id,savngs\na,1\n"}, "'savngs'; did you mean savings?"),
        ({"r.csv": "savings\n1\n"}, "r.csv has no column 'id', which names each household"),
        ({"r.csv": "id\na\n", "r.members.csv": "who,age\na,1\n"}, "r.members.csv has no column 'household'"),
        ({"r.csv": "id\na\n", "r.members.csv": "household,agee\na,1\n"}, "'agee'; did you mean age?"),
        ({"r.csv": ""}, "r.csv is empty"),
        ({"r.csv": "id,id\na,b\n"}, "two columns called 'id'"),
        ({"r.csv": "id,homes\na,1,2\n"}, "more cells than the first line has names"),
        ({"r.csv": 'id,homes\n"a,1\n'}, "unclosed quotation mark"),
        ({"r.csv": "id,members\na,b\n"}, "r.members.csv"),
        ({"r.txt": "id\na\n"}, "must end in .csv or .parquet"),
        ({"r.parquet": "no parquet"}, "is no Parquet file"),
    ],
)
def test_files_that_cannot_be_screened(tmp_path, files, says):
    for name, text in files.items():
        csv_file(tmp_path / name, text)
    assert says in refused(tmp_path / next(iter(files)), tmp_path / "out")


def test_other_mistakes(tmp_path):
    assert "No such file" in refused(tmp_path / "none.csv", tmp_path / "out")
    assert "No such file" in refused(tmp_path / "none.parquet", tmp_path / "out")
    (tmp_path / "latin.csv").write_bytes(b"id,homes\n\xe9,1\n")
    assert "not text in UTF-8" in refused(tmp_path / "latin.csv", tmp_path / "out")
    path = csv_file(tmp_path / "r.csv", "id,homes,name\na,1,n\n")
    assert "no scheme 'education-ad'; did you mean education-aid?" in refused(
        path, tmp_path / "out", "--schemes", "education-ad"
    )
    assert "columns to be left out are named with --ignore" in refused(path, tmp_path / "out")
    screen(path, tmp_path / "out", "--ignore", "name", "--schemes", "job-fair")
    assert "is there already" in refused(path, tmp_path / "out", "--ignore", "name")
    both = pl.DataFrame({"id": ["a"], "members": [[{"age": 3}]]})
    both.write_parquet(tmp_path / "b.parquet")
    assert "one place" in refused(tmp_path / "b.parquet", tmp_path / "o", "--members", str(tmp_path / "b.parquet"))
    pl.DataFrame({"id": ["a"], "members": ["x"]}).write_parquet(tmp_path / "c.parquet")
    assert "a list of structs" in refused(tmp_path / "c.parquet", tmp_path / "o")


def test_a_file_without_households(tmp_path):
    screen(csv_file(tmp_path / "r.csv", "id,homes\n"), tmp_path / "out", "--schemes", "job-fair")
    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["households"] == 0
    pl.DataFrame({"id": [], "homes": []}, schema={"id": pl.Int64, "homes": pl.Int64}).write_parquet(
        tmp_path / "e.parquet"
    )
    screen(tmp_path / "e.parquet", tmp_path / "out2", "--schemes", "job-fair")
    assert pl.read_parquet(tmp_path / "out2" / "results.parquet").columns[:2] == ["id", "job-fair/verdict"]
