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
    return builders.photo()
