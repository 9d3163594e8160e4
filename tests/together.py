"""Several acts at the same moment, each in a thread and on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from portal.cases.errors import CaseError


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts brought, in their order: its result, or the `CaseError` that refused it.

    Needs `transactional_db`: the threads see only what is committed. Any other exception is raised here.
    """
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return act()
        except CaseError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))
