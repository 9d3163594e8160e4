"""The county of :mod:`tests.cases.builders` in the database."""

import pytest

from tests.cases import builders


@pytest.fixture
def town(db):
    """Offices and staff inside the test's transaction."""
    builders.make_county()


@pytest.fixture
def real_town(transactional_db):
    """Offices and staff with real commits, for threads and other processes."""
    builders.make_county()


@pytest.fixture
def photo() -> bytes:
    """A small JPEG with a place in its metadata."""
    import io

    from PIL import Image

    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E] = "taken at home, Hedong"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
