"""Jobs of the cases app, run by the worker. Each may run twice: its effect happens once."""

from typing import Any

from portal import messages


@messages.handler("cases.print_letter")
def print_letter(payload: dict[str, Any], item: Any) -> None:
    """Print the PDF of a letter or report: ``{"model": "Letter", "id": "<uuid>"}``."""
    from portal.cases.letters.store import print_by_id

    print_by_id(payload["model"], payload["id"])


@messages.handler("cases.reassess")
def reassess(payload: dict[str, Any], item: Any) -> None:
    """Evaluate the family's other open claims again after a decision: ``{"claim": "<uuid of the decided claim>"}``."""
    from portal.cases.actions.reassess import reassess_household

    reassess_household(payload["claim"])


@messages.handler("cases.tell_plugin")
def tell_plugin(payload: dict[str, Any], item: Any) -> None:
    """Tell the plugin of a claim's scheme what happened to it; see :mod:`portal.cases.extending.news`."""
    from portal.cases.extending.news import tell

    tell(payload, item.attempts)


@messages.handler("cases.run_scheduled")
def run_scheduled(payload: dict[str, Any], item: Any) -> None:
    """Do a plugin's scheduled work: ``{"plugin": name, "key": key}``."""
    from portal.cases.extending.scheduled import run

    run(payload)


@messages.every(30)
def plan_scheduled() -> None:
    """Look whose time has come among the scheduled work of plugins."""
    from portal.cases.extending.scheduled import plan_due

    plan_due()
