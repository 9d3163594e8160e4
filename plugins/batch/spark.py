"""The batch evaluator inside Spark: the same program, partition by partition, for registers larger than one machine.

    from plugins.batch.spark import screen
    results = screen(frame, get_manager().batch(keys, on=day))

`frame` is a Spark DataFrame with one row a household: `id`, facts, and `members`, an array of structs (see
`plugins.batch.households` for the names). Nothing is shuffled: a household is on one row, so each partition is
screened where it lies. Needs the extra `spark` (pyspark, pyarrow, Java 17 or newer on every node), and this package
installed on every node. Nothing else here imports pyspark.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from .households import ID, OWNER
from .program import BatchProgram

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

MEMBERS = "members"


def screen(frame: DataFrame, program: BatchProgram) -> DataFrame:
    """The columns of `BatchProgram.run` as a Spark DataFrame, with `refused` (path, what) instead of their number.

    Ids come out as they came in and are not compared: nested members leave no doubt whose they are.
    """
    names = frame.columns

    def partition(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            yield from screened(batch.rename_columns(names), program)

    # Spark would look for a field of a struct behind the point of `applicant.cause`.
    numbered = frame.toDF(*(f"column{position}" for position in range(len(names))))
    return numbered.mapInArrow(partition, _spark_schema(frame, program))


def screened(batch: pyarrow.RecordBatch, program: BatchProgram) -> Iterator[pyarrow.RecordBatch]:
    """One Arrow batch of households with nested members, as Arrow batches of results."""
    given = pl.DataFrame(pl.from_arrow(batch))
    # Positions stand for ids: whatever type they have, they come out as they came in.
    ids = given[ID]
    households = given.drop(MEMBERS, strict=False).with_columns(pl.int_range(len(given), eager=True).alias(ID))
    results, problems = program.screen(households, _people(given))
    refused = problems.group_by("id").agg(refused=pl.struct("path", "what"))
    results = (
        results.join(refused.with_columns(pl.col("id").cast(pl.Int64)), on=ID, how="left", maintain_order="left")
        .with_columns(ids.alias(ID))
        .pipe(_for_spark, program)
    )
    table = results.to_arrow(compat_level=pl.CompatLevel.oldest())
    yield from table.cast(_narrow_schema(table.schema)).to_batches()


def _people(given: pl.DataFrame) -> pl.DataFrame | None:
    if MEMBERS not in given.columns:
        return None
    rows = pl.int_range(len(given), eager=True).alias(OWNER)
    return given.select(rows, MEMBERS).filter(pl.col(MEMBERS).list.len() > 0).explode(MEMBERS).unnest(MEMBERS)


def _for_spark(results: pl.DataFrame, program: BatchProgram) -> pl.DataFrame:
    """Types that Spark knows. An amount that no long can hold raises: it must not come out as another number."""
    casts = [pl.col(f"{key}/verdict").cast(pl.String) for key in program.schemes]
    casts += [pl.col(f"{key}/{end}").cast(pl.Int64) for key in program.schemes for end in ("amount_low", "amount_high")]
    return results.with_columns(casts)


def _narrow_schema(schema: pyarrow.Schema) -> pyarrow.Schema:
    """Spark takes no large lists and texts, which Polars writes."""
    import pyarrow

    def narrow(kind: pyarrow.DataType) -> pyarrow.DataType:
        if pyarrow.types.is_large_string(kind):
            return pyarrow.string()
        if pyarrow.types.is_large_list(kind):
            return pyarrow.list_(narrow(kind.value_type))
        if pyarrow.types.is_struct(kind):
            return pyarrow.struct([pyarrow.field(part.name, narrow(part.type)) for part in kind])
        return kind

    return pyarrow.schema([pyarrow.field(part.name, narrow(part.type)) for part in schema])


def _spark_schema(frame: DataFrame, program: BatchProgram) -> Any:
    from pyspark.sql import types as t

    fields = [t.StructField(ID, frame.schema[ID].dataType)]
    for key, scheme in program.schemes.items():
        fields.append(t.StructField(f"{key}/verdict", t.StringType()))
        fields += [t.StructField(f"{key}/{end}", t.LongType()) for end in ("amount_low", "amount_high")]
        fields += [t.StructField(f"{key}/{item.id}", t.BooleanType()) for item in scheme.eligible.criteria]
    problem = t.StructType([t.StructField("path", t.StringType()), t.StructField("what", t.StringType())])
    return t.StructType([*fields, t.StructField("refused", t.ArrayType(problem))])
