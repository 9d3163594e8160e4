"""Answers its hook with something else than schemes."""

from plugins.api import hookimpl


@hookimpl
def schemes() -> list[str]:
    return ["education-aid"]
