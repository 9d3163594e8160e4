"""The county with a bureau that changes its figures, on a fixed day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from portal.common import clock
from portal.policy import overlay
from tests.policy import builders

NOW = dt.datetime(2026, 9, 17, 9, tzinfo=clock.COUNTY_ZONE)


@pytest.fixture(autouse=True)
def fresh_figures():
    """What one test adopted is not what the next one reckons with."""
    overlay.forget()
    yield
    overlay.forget()


@pytest.fixture
def travel():
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def bureau(db, travel):
    """Offices and staff inside the test's transaction, on 17 September 2026."""
    builders.make_bureau()


@pytest.fixture
def real_bureau(transactional_db, travel):
    """Offices and staff with real commits, for threads."""
    builders.make_bureau()
