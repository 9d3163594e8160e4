"""Refusals of the verbs about plugins: what, why, and how to mend it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping


class ExtensionError(Exception):
    """Base of every refusal; `str()` is the whole message."""


class NotDiscovered(ExtensionError):
    """No such plugin is built in or installed beside the portal."""


class NotInstalled(ExtensionError):
    """The plugin is there but nobody installed it."""


class InQuarantine(ExtensionError):
    """The plugin could not be loaded."""


class BuiltIn(ExtensionError):
    """A plugin that comes with the portal cannot be uninstalled."""


class SettingsInvalid(ExtensionError):
    """Values that do not fit what the plugin declares; `errors` has one message for each key."""

    def __init__(self, message: str, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(message)
