import base64

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from portal.common import checks, crypto

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"])
def cipher(request, settings):
    settings.FIELD_CIPHER = request.param
    return request.param


@given(st.binary(max_size=300), st.text(max_size=50))
def test_what_is_sealed_opens_in_its_context(data, context):
    assert crypto.decrypt(crypto.encrypt(data, context), context) == data


def test_both_ciphers_open_whatever_is_active(cipher, settings):
    blob = crypto.encrypt("𠮷野".encode(), "a")
    for active in crypto.CIPHERS:
        settings.FIELD_CIPHER = active
        assert crypto.decrypt(blob, "a").decode() == "𠮷野"


def test_the_same_text_never_looks_the_same(cipher):
    assert len({crypto.encrypt(b"x", "a") for _ in range(50)}) == 50


def test_another_context_does_not_open(cipher):
    with pytest.raises(crypto.CryptoError, match="belongs elsewhere"):
        crypto.decrypt(crypto.encrypt(b"x", "field:1"), "field:2")


@pytest.mark.parametrize("position", [0, 1, 2, 5, 10, -1])
def test_a_changed_byte_does_not_open(cipher, position):
    blob = bytearray(crypto.encrypt(b"x" * 40, "a"))
    blob[position] ^= 1
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(bytes(blob), "a")


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x09demo", b"plain text that nobody encrypted"])
def test_what_was_never_sealed_is_named(blob):
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(blob, "a")


def test_rotation_reads_old_and_new_and_names_a_lost_key(settings):
    settings.FIELD_KEYS, settings.FIELD_KEY_ACTIVE = {"2025": OLD}, "2025"
    old = crypto.encrypt(b"old", "a")
    settings.FIELD_KEYS, settings.FIELD_KEY_ACTIVE = {"2025": OLD, "2026": NEW}, "2026"
    new = crypto.encrypt(b"new", "a")
    assert (crypto.key_id_of(old), crypto.key_id_of(new)) == ("2025", "2026")
    assert (crypto.decrypt(old, "a"), crypto.decrypt(new, "a")) == (b"old", b"new")
    settings.FIELD_KEYS = {"2026": NEW}
    with pytest.raises(crypto.UnknownKey, match="2025"):
        crypto.decrypt(old, "a")


def test_a_blob_under_another_keys_name_does_not_open(settings):
    settings.FIELD_KEYS, settings.FIELD_KEY_ACTIVE = {"k1": OLD, "k2": OLD}, "k1"
    blob = crypto.encrypt(b"x", "a")
    with pytest.raises(crypto.CryptoError):
        crypto.decrypt(blob.replace(b"k1", b"k2", 1), "a")


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_the_blind_index_is_equal_for_equal_values_only(settings, algorithm):
    settings.BLIND_INDEX_HASH = algorithm
    index = crypto.blind_index("13800138000", "phone")
    assert index == crypto.blind_index("13800138000", "phone")
    assert len(index) == 64 and int(index, 16) >= 0
    assert index != crypto.blind_index("13800138001", "phone")
    assert index != crypto.blind_index("13800138000", "id_number")
    settings.BLIND_INDEX_KEY = NEW
    assert index != crypto.blind_index("13800138000", "phone")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("FIELD_KEYS", {"demo": "not base64!"}, r"FIELD_KEYS\[demo\] is not base64"),
        ("FIELD_KEYS", {"demo": base64.b64encode(b"short").decode()}, "has 5 bytes instead of 32"),
        ("FIELD_KEY_ACTIVE", "gone", "no key 'gone'"),
        ("FIELD_CIPHER", "rot13", "known are aes-256-gcm, sm4-gcm"),
        ("BLIND_INDEX_KEY", "!", "BLIND_INDEX_KEY is not base64"),
        ("BLIND_INDEX_HASH", "md5", "known are sha256, sm3"),
    ],
)
def test_mistakes_in_keys_are_found_at_start_and_show_no_key(settings, name, value, message):
    setattr(settings, name, value)
    with pytest.raises((ImproperlyConfigured, crypto.CryptoError), match=message):
        crypto.check_configuration()
    [error] = checks.keys_are_usable(None)
    assert error.id == "onedoor.E001"


def test_a_new_key_is_usable(settings, capsys):
    call_command("new_key")
    settings.FIELD_KEYS, settings.FIELD_KEY_ACTIVE = {"fresh": capsys.readouterr().out.strip()}, "fresh"
    assert crypto.decrypt(crypto.encrypt(b"x", "a"), "a") == b"x"


def test_no_foreign_exception_leaks():
    assert not issubclass(crypto.CryptoError, InvalidTag)
