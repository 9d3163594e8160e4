"""Encrypted fields, tried on the outbox, whose payload is one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core import serializers
from django.db import connection

from portal.common import crypto, fields
from portal.common.fields import EncryptedTextField, Sealed
from portal.messages.models import OutboxItem

pytestmark = pytest.mark.django_db

SECRET = "张小满 500223198705061236"


def stored_bytes(item) -> bytes:
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(OutboxItem._meta.db_table)
        cursor.execute(f"SELECT payload FROM {table} WHERE {connection.ops.quote_name('key')} = %s", [item.key])
        return bytes(cursor.fetchone()[0])


@pytest.fixture
def item():
    return OutboxItem.objects.create(kind="test", key="one", payload={"name": SECRET})


def test_the_database_holds_no_plain_text(item):
    stored = stored_bytes(item)
    assert SECRET.encode() not in stored and b"500223" not in stored
    assert OutboxItem.objects.get(pk=item.pk).payload == {"name": SECRET}


def test_nothing_is_opened_before_somebody_reads(item, monkeypatch):
    opened = []
    decrypt = crypto.decrypt
    monkeypatch.setattr(fields.crypto, "decrypt", lambda *a: opened.append(1) or decrypt(*a))
    again = OutboxItem.objects.get(pk=item.pk)
    assert not opened and SECRET not in repr(again.__dict__)
    assert again.payload == again.payload == {"name": SECRET}
    assert len(opened) == 1


def test_a_value_moved_to_another_row_does_not_open(item):
    other = OutboxItem.objects.create(kind="test", key="two", payload={"name": "other"})
    [sealed] = OutboxItem.objects.filter(pk=item.pk).values_list("payload", flat=True)
    OutboxItem.objects.filter(pk=other.pk).update(payload=sealed)
    with pytest.raises(crypto.CryptoError):
        _ = OutboxItem.objects.get(pk=other.pk).payload


def test_an_untouched_value_is_saved_as_it_was(item):
    before = stored_bytes(item)
    again = OutboxItem.objects.get(pk=item.pk)
    again.attempts = 1
    again.save()
    assert stored_bytes(item) == before
    again.payload["name"] = "changed inside"
    again.save()
    assert OutboxItem.objects.get(pk=item.pk).payload == {"name": "changed inside"}


def test_values_lists_give_sealed_values_that_print_nothing(item):
    [sealed] = OutboxItem.objects.values_list("payload", flat=True)
    assert repr(sealed) == "<encrypted>" == str(sealed)
    assert OutboxItem._meta.get_field("payload").open(sealed, item.pk) == {"name": SECRET}
    assert sealed == Sealed(sealed.blob) and hash(sealed) == hash(Sealed(sealed.blob)) and sealed != "x"


def test_deferred_and_refreshed_values_come_back(item):
    assert OutboxItem.objects.defer("payload").get(pk=item.pk).payload == {"name": SECRET}
    item.payload = {"name": "unsaved"}
    item.refresh_from_db()
    assert item.payload == {"name": SECRET}


def test_bulk_create_encrypts_each_row(item):
    OutboxItem.objects.bulk_create([OutboxItem(kind="test", key=f"b{n}", payload={"n": n}) for n in range(3)])
    assert [i.payload["n"] for i in OutboxItem.objects.filter(key__startswith="b").order_by("key")] == [0, 1, 2]


@pytest.mark.parametrize("lookup", ["payload", "payload__contains", "payload__name"])
def test_searching_is_refused_and_points_to_the_index(item, lookup):
    with pytest.raises(Exception, match=r"blind index|Unsupported lookup|cannot be searched"):
        OutboxItem.objects.filter(**{lookup: {"name": SECRET}}).exists()
    assert not OutboxItem.objects.filter(payload__isnull=True).exists()


def test_plain_values_are_refused_where_no_row_is_known(item):
    with pytest.raises(TypeError, match="save it through its instance"):
        OutboxItem.objects.update(payload={"name": "x"})
    with pytest.raises(TypeError, match="save it through its instance"):
        OutboxItem.objects.bulk_update([item], ["payload"])
    nameless = OutboxItem(id=None, kind="test", key="none", payload={})
    with pytest.raises(TypeError, match="needs its key"):
        OutboxItem._meta.get_field("payload").pre_save(nameless, add=True)


def test_serialisers_see_ciphertext_only(item):
    text = serializers.serialize("json", [item])
    assert SECRET not in text and "sealed:" in text
    OutboxItem.objects.all().delete()
    [loaded] = serializers.deserialize("json", text)
    loaded.save()
    assert OutboxItem.objects.get(key="one").payload == {"name": SECRET}


def test_text_keeps_null_apart_from_empty():
    field = EncryptedTextField(null=True)
    field.set_attributes_from_name("note")
    field.model = OutboxItem
    assert field.from_db_value(None, None, connection) is None
    assert field.get_db_prep_value(None, connection) is None
    assert field.open(field.seal("", "1"), "1") == ""
    assert field.open(field.seal("𠮷𬭚龘", "1"), "1") == "𠮷𬭚龘"


def test_json_turns_decimals_and_dates_into_text():
    item = OutboxItem.objects.create(
        kind="test", key="d", payload={"amount": Decimal("1250.50"), "on": dt.date(2026, 9, 17)}
    )
    item.refresh_from_db()
    assert item.payload == {"amount": "1250.50", "on": "2026-09-17"}
