"""The hooks a plugin may implement. Few, and each has a caller: see docs/hooks.md."""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from .scheme import Agency, Scheme
from .vocabulary import FactDefinition

PROJECT = "portal"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def schemes() -> Sequence[Scheme]:  # type: ignore[empty-body]
    """The schemes of this plugin. Called once, when the portal starts."""


@hookspec
def agency() -> Agency:  # type: ignore[empty-body]
    """The agency that owns schemes of this plugin, unless another plugin brings it. Called once, at start."""


@hookspec
def facts() -> Sequence[FactDefinition]:  # type: ignore[empty-body]
    """Facts not in the common vocabulary, named `plugin-name.fact`. Called once, at start."""
