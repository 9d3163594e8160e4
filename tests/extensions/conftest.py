"""A county, its administrator, and a manager with plugins of third parties."""

import pytest

import plugins.manager
from plugins.loading import built_in_sources, entry_point_sources
from portal.accounts.actors import Actor
from portal.accounts.models import Office
from tests.cases import builders
from tests.plugins.conftest import installed

__all__ = ["installed"]


@pytest.fixture
def town(db):
    """Offices and staff inside the test's transaction."""
    builders.make_county()


@pytest.fixture
def administrator(town) -> Actor:
    return builders.staff("administrator")


@pytest.fixture
def county(town) -> Office:
    return Office.objects.get(code="qingxi")


@pytest.fixture
def beside(installed, monkeypatch):
    """`beside("legal_aid", …)` runs the test with these distributions installed beside the portal."""

    def load(*names, only=()):
        if names:
            monkeypatch.syspath_prepend(str(installed(*names)))
        foreign = [source for source in entry_point_sources() if not only or source.name in only]
        manager = plugins.manager.PluginManager([*built_in_sources(), *foreign])
        monkeypatch.setattr(plugins.manager, "_loaded", lambda: manager)
        return manager

    return load
