"""The hooks a plugin may implement. Few, and each has a caller: see docs/hooks.md."""

from __future__ import annotations

from collections.abc import Sequence

import pluggy

from .extending import ClaimEvent, LetterContext, LetterNote, Panel, Referral, Scheduled, Setting
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


@hookspec
def settings() -> Sequence[Setting]:  # type: ignore[empty-body]
    """What an administrator can set for this plugin. Called once, at start."""


@hookspec
def panels() -> Sequence[Panel]:  # type: ignore[empty-body]
    """Panels and menu links on the staff side. Called once, at start; a panel's function whenever somebody looks."""


@hookspec
def scheduled() -> Sequence[Scheduled]:  # type: ignore[empty-body]
    """Work that comes round by the clock. Called once, at start; the work itself when its time comes, by a worker."""


@hookspec
def claim_event(event: ClaimEvent) -> Sequence[Referral] | None:
    """News of a claim on one of this plugin's schemes, told by a worker after the act is committed."""


@hookspec
def letters(kind: str, context: LetterContext) -> Sequence[LetterNote] | None:
    """Paragraphs for a letter ("approval" or "refusal") about one of this plugin's schemes, while it is written."""
