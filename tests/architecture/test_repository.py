"""What must not be in the repository, and what must not grow."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    """Files git tracks, as paths below the root."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_lock_files_name_no_host() -> None:
    for path in [*tracked("requirements/*.txt"), *tracked("*package-lock.json")]:
        hosts = set(re.findall(r'https?://([^/"\s]+)', path.read_text()))
        assert not hosts, f"{path.name} names {sorted(hosts)}"


def test_every_pin_has_a_hash() -> None:
    for path in tracked("requirements/*.txt"):
        pins = re.findall(r"^[a-z][^\s]*==\S+ \\\n    --hash=", path.read_text(), re.M)
        names = re.findall(r"^[a-z].*==", path.read_text(), re.M)
        assert names and len(pins) == len(names), path.name


def test_files_stay_readable() -> None:
    """About 300 lines a file; past 400 there is a seam to find."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py")
        if "/migrations/" not in str(path)
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long
