"""System check: figures of plugins' files that lie below a floor although they say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from plugins.manager import get_manager
from portal.common import clock


@register("plugins")
def check_reasons(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """One warning for each figure, from today on, whose floor rises above the one its reason was given for (R6.10)."""
    return [
        Warning(
            f"{breach.value.at}: {breach.key} is {breach.value.value} on {breach.on}, below its floor of "
            f"{breach.least}; the reason it gives is for a lower floor",
            hint="Begin a value on that day: a higher one, or the same with the reason why it stays (below_floor).",
            id="policy.W001",
        )
        for breach in get_manager().shipped.breaches(since=clock.today())
    ]
