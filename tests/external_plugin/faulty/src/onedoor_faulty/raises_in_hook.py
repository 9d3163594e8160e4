"""Fails when it is asked for its schemes."""

from plugins.api import Scheme, hookimpl


@hookimpl
def schemes() -> list[Scheme]:
    raise ZeroDivisionError("a hook that raises")
