"""The register: persons, households and the aid they receive (基本信息数据库, R4).

One row per person whatever schemes they use (R0.2, one register shared by every agency). Other packages read it through
:func:`benefits_of` and write it only through the verbs of :mod:`portal.registry.actions`.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from portal.registry.models import Household

__all__ = ["benefits_of", "benefits_of_many"]


def benefits_of(household: "Household", on: date) -> dict[str, date]:
    """The schemes this household receives on a day: scheme key → since when (the earliest live grant, R6.9)."""
    from portal.registry.queries import benefits_of as read

    return read(household, on)


def benefits_of_many(households: Iterable[UUID], on: date) -> dict[UUID, dict[str, date]]:
    """The same of many households by their keys, in one query; one that receives nothing is left out."""
    from portal.registry.queries import benefits_of_many as read

    return read(households, on)
