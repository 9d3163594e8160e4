import pytest

from portal.api import sending
from tests.api import builders
from tests.cases import builders as cases
from tests.cases.builders import make_county

REAL_POST = sending.post


@pytest.fixture
def town(db):
    """Offices and staff inside the test's transaction."""
    make_county()


@pytest.fixture
def real_town(transactional_db):
    """Offices and staff with real commits, for threads and other processes."""
    make_county()


@pytest.fixture
def system(town):
    """The education bureau's system; what is sent to it arrives nowhere."""
    return builders.connect()


@pytest.fixture(autouse=True)
def nothing_leaves(request, monkeypatch):
    """News goes nowhere unless a test says so: no test waits for an address that does not answer."""
    if "real_town" in request.fixturenames:
        return
    monkeypatch.setattr(sending, "post", lambda url, body, headers: sending.Answer(202))


@pytest.fixture
def claim(system):
    """A verified education claim that the system has been given."""
    return builders.handed_over()


@pytest.fixture
def caller(system):
    """The system with all rights."""
    return builders.Caller(builders.key_of(system))


@pytest.fixture
def photo() -> bytes:
    """A small JPEG with a place in its metadata."""
    return cases.photo()
