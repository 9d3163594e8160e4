"""The batch evaluator inside Spark, in local mode: the same results, partition by partition."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from plugins.api import Facts
from plugins.batch import frames_from_facts
from plugins.manager import get_manager

from .families import ON, families

pytestmark = pytest.mark.slow


def java_version():
    """The version of the Java on the path, 0 where there is none."""
    java = shutil.which("java") or os.path.join(os.environ.get("JAVA_HOME", ""), "bin", "java")
    if not os.path.exists(java):
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


@pytest.fixture(scope="module")
def session():
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install --requirement requirements/spark.txt")
    if java_version() < 17:
        pytest.skip("Spark needs Java 17 or newer, and there is none on this machine")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = (
        SparkSession.builder.master("local[2]")
        .appName("onedoor")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
        .getOrCreate()
    )
    yield made
    made.stop()


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """A register of households with nested members as Parquet, and what the batch says of it here."""
    manager = get_manager()
    keys = list(manager.schemes())
    facts = [Facts.from_mapping(g) for g in families(300, manager.vocabulary, keys, seed=9)]
    households, people = frames_from_facts(facts, manager.vocabulary)
    nested = people.group_by("household", maintain_order=True).agg(members=pl.struct(pl.exclude("household")))
    frame = households.drop("refused").join(nested, left_on="id", right_on="household", how="left")
    path = tmp_path_factory.mktemp("register") / "register.parquet"
    # As any register writes them: Spark knows no Enum.
    frame.cast({name: _spark_type(dtype) for name, dtype in frame.schema.items()}).write_parquet(path)
    program = manager.batch(keys, on=ON)
    return path, program, program.run(households, people)


def _spark_type(dtype):
    if isinstance(dtype, pl.Enum):
        return pl.String()
    if isinstance(dtype, pl.List):
        return pl.List(_spark_type(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _spark_type(field.dtype) for field in dtype.fields})
    return dtype


def test_spark_says_what_the_batch_says(session, register):
    from plugins.batch.spark import screen

    path, program, expected = register
    frame = session.read.parquet(str(path)).repartition(4)
    rows = sorted(screen(frame, program).collect(), key=lambda row: row["id"])
    assert len(rows) == len(expected)
    for row, mine in zip(rows, expected.iter_rows(named=True), strict=True):
        found = row.asDict()
        assert found.pop("refused") is None
        assert mine.pop("problems") == 0
        assert found == mine


def test_what_cannot_be_is_reported_and_unknown(session):
    from pyspark.sql import Row

    from plugins.batch.spark import screen

    rows = [
        Row(
            id="a",
            homes=1,
            vehicles=0,
            savings=Decimal("12.50"),
            members=[Row(birth_date=date(1980, 1, 1), work="moon")],
        ),
        Row(id="b", homes=-1, vehicles=0, savings=Decimal("1.00"), members=[]),
    ]
    program = get_manager().batch(["minimum-living-allowance", "zero-employment-family"], on=ON)
    found = {row["id"]: row for row in screen(session.createDataFrame(rows), program).collect()}
    assert found["a"]["minimum-living-allowance/property"] is True
    assert found["b"]["minimum-living-allowance/property"] is None
    assert [p["path"] for p in found["b"]["refused"]] == ["household.homes"]
    assert [p["path"] for p in found["a"]["refused"]] == ["members.0.work"]
