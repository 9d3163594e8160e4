"""A number that keeps every digit."""

from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecimalField(models.CharField):
    """A ``Decimal`` stored as its digits: SQLite would keep a decimal column as a float (R6.10: whole 分)."""

    description = "Decimal number, stored as text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else f"{Decimal(value):f}"
