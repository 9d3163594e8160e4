"""Authenticated encryption of personal data, with key ids, and a keyed blind index for exact look-up.

A sealed value is `cipher (1 byte) | length of key id (1) | key id | nonce (12) | ciphertext and tag`. The whole head
and the caller's context (which field of which row) are bound as associated data: a value copied to another row, another
column or under another key does not open. Settings:

- `FIELD_KEYS`: {key id: base64 of 32 bytes}. Every listed key opens; `FIELD_KEY_ACTIVE` seals.
- `FIELD_CIPHER`: "aes-256-gcm" (default) or "sm4-gcm". Values sealed with either stay readable.
- `BLIND_INDEX_KEY`: base64 of 32 bytes; `BLIND_INDEX_HASH`: "sha256" (default) or "sm3".
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac as std_hmac
import os
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32


class CryptoError(Exception):
    """A sealed value does not open. The message names key and reason, never content."""


class UnknownKey(CryptoError):
    """The value was sealed under a key that FIELD_KEYS no longer lists."""


class _Sealer(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _SM4GCM:
    """SM4 in GCM mode with the interface of `AESGCM`. SM4 keys have 16 bytes: one is derived from the 32 given."""

    def __init__(self, key: bytes) -> None:
        self._key = std_hmac.new(key, b"onedoor sm4-gcm", hashlib.sha256).digest()[:16]

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        encryptor = Cipher(algorithms.SM4(self._key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        body, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        decryptor = Cipher(algorithms.SM4(self._key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(body) + decryptor.finalize()


CIPHERS: dict[str, int] = {"aes-256-gcm": 1, "sm4-gcm": 2}


def _key_bytes(text: str, name: str) -> bytes:
    """Decode one configured key. Raises ImproperlyConfigured naming the setting, never the key."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ImproperlyConfigured(f"{name} is not base64; make a key with: portal new_key") from None
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name} has {len(key)} bytes instead of {KEY_BYTES}; make one with: portal new_key")
    return key


@lru_cache(maxsize=64)
def _sealer(cipher: int, key_id: str) -> _Sealer:
    try:
        text = settings.FIELD_KEYS[key_id]
    except KeyError:
        raise UnknownKey(f"no key {key_id!r} in FIELD_KEYS") from None
    key = _key_bytes(text, f"FIELD_KEYS[{key_id}]")
    return AESGCM(key) if cipher == CIPHERS["aes-256-gcm"] else _SM4GCM(key)


@lru_cache(maxsize=1)
def _active() -> tuple[bytes, _Sealer]:
    """Head of a newly sealed value and the object that seals it."""
    name = settings.FIELD_CIPHER
    if name not in CIPHERS:
        raise ImproperlyConfigured(f"FIELD_CIPHER is {name!r}; known are {', '.join(CIPHERS)}")
    key_id = settings.FIELD_KEY_ACTIVE
    encoded = key_id.encode("ascii")
    return bytes([CIPHERS[name], len(encoded)]) + encoded, _sealer(CIPHERS[name], key_id)


def encrypt(data: bytes, context: str) -> bytes:
    """Seal `data` under the active key. `context` says where it belongs and must be given again to open it."""
    head, sealer = _active()
    nonce = os.urandom(NONCE_BYTES)
    return head + nonce + sealer.encrypt(nonce, data, head + context.encode())


def _split(blob: bytes) -> tuple[int, str, int]:
    """Cipher, key id and length of the head. Raises CryptoError for bytes this module never made."""
    if len(blob) < 2 or blob[0] not in CIPHERS.values() or len(blob) < 2 + blob[1] + NONCE_BYTES + TAG_BYTES:
        raise CryptoError("not a sealed value")
    end = 2 + blob[1]
    return blob[0], blob[2:end].decode("ascii", "replace"), end


def key_id_of(blob: bytes) -> str:
    """The id of the key that sealed `blob`: rotation looks for those that are not the active one."""
    return _split(blob)[1]


def decrypt(blob: bytes, context: str) -> bytes:
    """Open a sealed value. Raises UnknownKey, or CryptoError when value, context or key do not belong together."""
    cipher, key_id, end = _split(blob)
    nonce, body = blob[end : end + NONCE_BYTES], blob[end + NONCE_BYTES :]
    try:
        return _sealer(cipher, key_id).decrypt(nonce, body, blob[:end] + context.encode())
    except InvalidTag:
        raise CryptoError(f"value sealed with key {key_id!r} was changed or belongs elsewhere") from None


@lru_cache(maxsize=1)
def _index_hmac() -> hmac.HMAC:
    name = settings.BLIND_INDEX_HASH
    algorithms_by_name: dict[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sm3": hashes.SM3()}
    if name not in algorithms_by_name:
        raise ImproperlyConfigured(f"BLIND_INDEX_HASH is {name!r}; known are {', '.join(algorithms_by_name)}")
    return hmac.HMAC(_key_bytes(settings.BLIND_INDEX_KEY, "BLIND_INDEX_KEY"), algorithms_by_name[name])


def blind_index(value: str, purpose: str) -> str:
    """64 hex characters that are equal for equal values and tell nothing without the key.

    `purpose` ("id_number", "phone") keeps indexes of different kinds apart. Normalise the value first.
    """
    digest = _index_hmac().copy()
    digest.update(purpose.encode() + b"\x00" + value.encode())
    return digest.finalize().hex()


def check_configuration() -> None:
    """Raise ImproperlyConfigured or CryptoError when a configured key is unusable: called by the system checks."""
    for key_id in settings.FIELD_KEYS:
        _sealer(CIPHERS["aes-256-gcm"], key_id)
    _active()
    _index_hmac()


def _forget_keys(*, setting: str, **_: object) -> None:
    if setting.startswith(("FIELD_", "BLIND_INDEX_")):
        for cached in (_sealer, _active, _index_hmac):
            cached.cache_clear()


setting_changed.connect(_forget_keys)
