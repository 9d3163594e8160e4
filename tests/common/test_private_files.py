import os
import stat
from pathlib import Path

import pytest

from portal.common import crypto, private_files
from portal.common.private_files import PrivateFileError


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_comes_back_and_lies_encrypted_and_closed_to_others(root):
    name = private_files.save(b"photo of an ID card", "document:1")
    assert private_files.read(name, "document:1") == b"photo of an ID card"
    [path] = files(root)
    assert b"photo" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_opens_in_its_own_context_and_place_only(root):
    name, other = private_files.save(b"one", "document:1"), private_files.save(b"two", "document:1")
    with pytest.raises(crypto.CryptoError):
        private_files.read(name, "document:2")
    (root / other).write_bytes((root / name).read_bytes())
    with pytest.raises(crypto.CryptoError):
        private_files.read(other, "document:1")


@pytest.mark.parametrize(
    "name", ["../settings.py", "/etc/passwd", "ab/../../x", "", "ab/" + "g" * 32, "ab/" + "a" * 32 + "\x00"]
)
def test_names_from_elsewhere_are_refused(name):
    for call in (lambda: private_files.read(name, "c"), lambda: private_files.delete(name)):
        with pytest.raises(PrivateFileError) as caught:
            call()
        assert caught.value.code == "name"


def test_a_missing_file_is_named_and_deleting_twice_is_no_error():
    name = private_files.save(b"x", "c")
    private_files.delete(name)
    private_files.delete(name)
    with pytest.raises(PrivateFileError) as caught:
        private_files.read(name, "c")
    assert caught.value.code == "missing"


def test_a_full_disk_leaves_nothing_behind(root, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PrivateFileError) as caught:
        private_files.save(b"x" * 1000, "c")
    assert caught.value.code == "storage"
    assert files(root) == []


def test_a_place_that_cannot_be_written_is_named(settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.PRIVATE_ROOT = tmp_path / "file" / "private"
    with pytest.raises(PrivateFileError) as caught:
        private_files.save(b"x", "c")
    assert caught.value.code == "storage"
