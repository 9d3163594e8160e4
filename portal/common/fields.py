"""Model fields that are ciphertext in the database and plain only when somebody reads the attribute.

Values are sealed when a row is saved and opened lazily, at the first attribute access: listing a thousand rows decrypts
nothing. They are bound to field and row (`app_label.Model.field:pk`), so the model needs its key before it is saved:
use `portal.common.models.UUIDModel`. There is no look-up but `isnull`: exact search goes through a `crypto.blind_index`
column. Nulls stay null. `QuerySet.update()` and `bulk_update()` with plain values are refused, for they know no row.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from . import crypto

_SERIALISED = "sealed:"


class Sealed:
    """An encrypted value as it came from the database, not opened yet. Prints no content."""

    __slots__ = ("blob",)

    def __init__(self, blob: bytes) -> None:
        self.blob = blob

    def __repr__(self) -> str:
        return "<encrypted>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.blob == self.blob

    def __hash__(self) -> int:
        return hash(self.blob)


class _Loaded(Sealed):
    """A sealed value from a serialised row. It stays sealed on its instance: raw saves take attributes as they are."""

    __slots__ = ()


class _OpensOnAccess(DeferredAttribute):
    """Attribute that decrypts at the first read and keeps the plain value on the instance."""

    field: _EncryptedField

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed) and not isinstance(value, _Loaded) and instance is not None:
            value = self.field.open(value, instance.pk)
            instance.__dict__[self.field.attname] = value
        return value

    # With a __set__ this is a data descriptor: otherwise the instance's dictionary would answer before __get__ does.
    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    descriptor_class = _OpensOnAccess
    # BinaryField forbids defaults of other types; these fields hold text or JSON on the Python side.
    empty_values = [None, ""]

    def dump(self, value: Any) -> bytes:
        """The plain value as bytes."""
        raise NotImplementedError

    def load(self, data: bytes) -> Any:
        """The plain value back from bytes."""
        raise NotImplementedError

    def context(self, pk: Any) -> str:
        """Where a value of this field belongs: bound into the ciphertext."""
        return f"{self.model._meta.label}.{self.attname}:{pk}"

    def open(self, sealed: Sealed, pk: Any) -> Any:
        """Decrypt a value read with `values_list()`. Raises crypto.CryptoError if it belongs to another row."""
        return self.load(crypto.decrypt(sealed.blob, self.context(pk)))

    def seal(self, value: Any, pk: Any) -> Sealed:
        """Encrypt a value for the row `pk` of this field's model."""
        return Sealed(crypto.encrypt(self.dump(value), self.context(pk)))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        if model_instance.pk is None:
            raise TypeError(f"{self.model._meta.label} needs its key before {self.attname} can be encrypted")
        return self.seal(value, model_instance.pk)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.attname} is encrypted: save it through its instance, not through update()")
        return super().get_db_prep_value(value.blob, connection, prepared)

    def get_default(self) -> Any:
        # BinaryField turns every empty default into b"".
        return models.Field.get_default(self)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self.attname} is encrypted and cannot be searched; use its blind index")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        return None

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(_SERIALISED):
            return _Loaded(base64.b64decode(value.removeprefix(_SERIALISED)))
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """For serializers: the ciphertext, never the content."""
        value = self.pre_save(obj, add=False)
        return "" if value is None else _SERIALISED + base64.b64encode(value.blob).decode()


class EncryptedTextField(_EncryptedField):
    """Encrypted text. The empty string is a value of its own; null stays null."""

    def dump(self, value: Any) -> bytes:
        return str(value).encode()

    def load(self, data: bytes) -> str:
        return data.decode()


class EncryptedJSONField(_EncryptedField):
    """Encrypted JSON. Decimals, dates and UUIDs are stored as strings and come back as strings."""

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")).encode()

    def load(self, data: bytes) -> Any:
        return json.loads(data)
