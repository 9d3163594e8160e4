"""The rules of `rules-batch` written by hand in numpy, for orientation: no unknowns, no reasons, nothing reusable."""

from __future__ import annotations

from typing import Any

import numpy

from plugins.api import COMMON

from .rules_batch_data import ON, Arrays


def _codes(key: str, *names: str) -> list[int]:
    values = COMMON[f"member.{key}"].values
    return [values.index(name) for name in names]


def _days(years: int) -> Any:
    """Who is born on this day or before is so many years old."""
    return numpy.datetime64(ON.replace(year=ON.year - years))


def calculate(h: Arrays, m: Arrays) -> dict[str, Any]:
    """From arrays to the verdict, the criteria and the amount of every scheme; amounts in fen."""
    size = numpy.bincount(m["household"], minlength=len(h["savings"]))
    start = numpy.cumsum(size) - size

    def total(values: Any) -> Any:
        return numpy.add.reduceat(values, start)

    def some(values: Any) -> Any:
        return numpy.logical_or.reduceat(values, start)

    def one_of(key: str, *names: str) -> Any:
        return numpy.isin(m[key], _codes(key, *names))

    born = m["birth_date"]
    income = total(m["income_monthly"])
    counted = income + h["maintenance_monthly"]
    standard = numpy.where(h["residence"] == 0, 735, 590)
    costs = total(m["medical_costs"])
    pupils = total(one_of("in_school", "primary", "junior", "senior", "vocational").astype(numpy.int64))
    graded = total(one_of("disability", "grade1", "grade2").astype(numpy.int64))
    adult = born <= _days(18)
    able = (born <= _days(16)) & (born > _days(60)) & ~one_of("work", "unable", "minor")
    poor = income < 1500 * size
    near = counted * 2 < standard * 3 * size
    found = {
        "allowance/local": h["registered_here"] | h["lives_here"],
        "allowance/income": counted < standard * size,
        "allowance/savings": h["savings"] <= standard * 24 * size,
        "allowance/property": (h["homes"] <= 1) & (h["vehicles"] <= 0),
        "elderly/old": some(born <= _days(80)),
        "elderly/poor": near,
        "education/pupil": pupils > 0,
        "education/poor": h["allowance"] | poor,
        "medical/ill": some(m["seriously_ill"] & m["insured"]),
        "medical/costs": costs >= 5000,
        "medical/poor": poor,
        "disability/graded": graded > 0,
        "disability/insured": numpy.logical_and.reduceat(m["insured"], start),
        "employment/able": some(able),
        "employment/idle": ~some(one_of("work", "employed", "casual", "farming", "self_employed")),
        "employment/wants": some(m["wants_work"] & one_of("work", "unemployed")),
        "children/child": ~numpy.logical_and.reduceat(adult, start),
        "children/alone": ~some(adult & one_of("self_care", "full")),
        "children/young": ~numpy.logical_and.reduceat(born <= _days(16), start),
        "housing/town": h["residence"] == 0,
        "housing/none": h["homes"] <= 0,
        "housing/crowded": h["floor_area"] < 15 * size,
        "housing/poor": near,
    }
    for key in dict.fromkeys(name.partition("/")[0] for name in list(found)):
        found[f"{key}/verdict"] = numpy.logical_and.reduce([v for n, v in found.items() if n.startswith(f"{key}/")])
    short = numpy.maximum(standard * size - counted, 0) * 100
    for key, amount in (
        ("allowance", short),
        ("education", 125000 * pupils),
        ("medical", costs * 7 // 10 * 100),
        ("disability", 12000 * graded),
    ):
        found[f"{key}/amount"] = numpy.where(found[f"{key}/verdict"], amount, 0)
    return found
