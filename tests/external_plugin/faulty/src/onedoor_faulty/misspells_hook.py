"""Its hook would never be called."""

from plugins.api import Scheme, hookimpl


@hookimpl
def scheems() -> list[Scheme]:
    return []
