"""Probes for supervisors and load balancers: `/livez` (the process answers) and `/readyz` (it can do its work)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from . import crypto

_state = {"migrated": False}


def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; touches neither database nor disk."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    # Once applied they stay applied while this process lives; building the graph takes a second.
    if _state["migrated"]:
        return
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        raise RuntimeError(f"{len(pending)} migrations are not applied")
    _state["migrated"] = True


def _private_files() -> None:
    root = Path(settings.PRIVATE_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.access(root, os.W_OK | os.X_OK):
        raise RuntimeError("PRIVATE_ROOT is not writable")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": crypto.check_configuration,
    "private_files": _private_files,
}


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, keys and storage are in order; otherwise 503. JSON names each check; the reason is
    the type of the error, because messages of drivers hold addresses and user names."""
    results = {}
    for name, check in CHECKS.items():
        try:
            check()
            results[name] = "ok"
        except Exception as error:
            results[name] = type(error).__name__
    ready = all(result == "ok" for result in results.values())
    body = {"status": "ok" if ready else "unavailable", "checks": results}
    return JsonResponse(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})
