"""Plugins as an administrator sees them: discovered, installed, enabled for offices, configured, healthy or not.

    from portal import extensions

    extensions.is_enabled("legal-aid", village.chain())
    extensions.enabled_schemes(village.chain())

Models are imported lazily, so that this can be imported while apps are still loading.
"""

from __future__ import annotations

from collections.abc import Sequence


def is_enabled(scheme_key: str, office_chain: Sequence[str]) -> bool:
    """Whether a scheme is on offer for an office. See `portal.extensions.state.is_enabled`."""
    from .state import is_enabled as ask

    return ask(scheme_key, office_chain)


def enabled_schemes(office_chain: Sequence[str]) -> frozenset[str]:
    """Keys of the schemes on offer for an office. See `portal.extensions.state.enabled_schemes`."""
    from .state import enabled_schemes as ask

    return ask(office_chain)


def offered_schemes(office_chain: Sequence[str]) -> frozenset[str]:
    """Keys of the schemes on offer for an office or below it. See `portal.extensions.state.offered_schemes`."""
    from .state import offered_schemes as ask

    return ask(office_chain)
