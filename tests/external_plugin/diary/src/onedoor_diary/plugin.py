"""The link in the menu. The rules side of a plugin imports plugins.api alone, its app Django."""

from plugins.api import Panel, hookimpl

requires_api = "1.1"


@hookimpl
def panels():
    return [Panel("diary", "走访日志", ("village_agent", "verifier", "handling_officer"), kind="menu", url="/x/diary/")]
