"""What can be wrong with a plugin or with facts, each error saying what, where and how to mend it."""

from __future__ import annotations

from .source import NOWHERE, Where


class PluginError(Exception):
    """Base of every error the plugin API raises on purpose."""


class LoadError(PluginError):
    """A mistake found while a plugin is loaded; names file and line.

    `where` is the place the author must look at; the text begins with it.
    """

    def __init__(self, message: str, where: Where = NOWHERE) -> None:
        self.message = message
        self.where = where
        super().__init__(f"{where}: {message}" if where else message)


class FactError(PluginError):
    """A fact has an impossible value, or is one nobody knows.

    The value itself is never repeated: facts are personal data and errors end up in logs.
    `path` is where it stands, such as `members.1.income_monthly`.
    """

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message
        super().__init__(f"{path}: {message}" if path else message)


class ParameterError(PluginError):
    """A parameter has no value for the day and office of an evaluation."""


class FractionError(PluginError, ArithmeticError):
    """An amount has a fraction of a 分: a figure was set finer than the rule rounds."""

    def __init__(self) -> None:
        super().__init__(
            "the amount has a fraction of a 分, because a figure was set that the rule does not round: "
            "set a whole number, or round the amount in the rule with rounded(..., to='yuan', how='up')"
        )


class NumberError(PluginError):
    """A number that a parameter can never be. `code` is one of negative, range, fen, whole, decimals."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(
            {
                "negative": "is not a number from 0 up",
                "range": "lies outside the parameter's range",
                "fen": "is money, which has at most two decimals",
                "whole": "must be a whole number",
                "decimals": "has more than eight decimals",
            }[code]
        )
