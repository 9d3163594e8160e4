"""Column types shared by the register and everything above it."""

from decimal import Decimal
from typing import Any

from django.db import models

from portal.common import money


class MoneyField(models.BigIntegerField):
    """An amount: ``Decimal`` 元 in Python, whole 分 in the database, so that no float ever touches it.

    Raises:
        MoneyError: when a value has more than two decimals.
    """

    description = "Amount of money in yuan, stored as fen"

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else money.from_fen(value)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else money.to_fen(Decimal(value))

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.DecimalField, "decimal_places": 2, **kwargs})
