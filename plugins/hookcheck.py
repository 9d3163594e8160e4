"""Whether a plugin's functions can be called the way the portal calls them, found out when it is loaded.

A hook that is misspelt, not marked, or takes something nobody hands it would otherwise never be called, or fail when
the first family needs it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pluggy

from .api import LoadError
from .api.source import NOWHERE, Where
from .api.vocabulary import nearest


def check_hooks(pm: pluggy.PluginManager, module: ModuleType, name: str) -> None:
    """LoadError at the line of the first function of the module that would not be the hook it seems to be."""
    specs: dict[str, Sequence[str]] = {}
    for hook, caller in vars(pm.hook).items():
        if caller.has_spec():
            specs[hook] = caller.spec.argnames
    marked = False
    for attribute, function in list(vars(module).items()):
        options = pm.parse_hookimpl_opts(module, attribute)
        if options is not None:
            marked = True
            if options["wrapper"] or options["hookwrapper"]:
                raise LoadError("a plugin has no other hooks to wrap: write @hookimpl alone", where_of(function))
            _check_hook(options["specname"] or attribute, function, specs)
        elif attribute in specs and inspect.isfunction(function) and function.__module__ == module.__name__:
            raise LoadError(f"{attribute} is the name of a hook: write @hookimpl above it", where_of(function))
    if not marked:
        raise LoadError(f"{module.__file__}: no function is marked @hookimpl, so {name} offers nothing")


def _check_hook(hook: str, function: Any, specs: dict[str, Sequence[str]]) -> None:
    if hook not in specs:
        mend = nearest(hook, specs) or f"; hooks are {', '.join(specs)}"
        raise LoadError(f"there is no hook {hook}{mend}", where_of(function))
    known = specs[hook]
    for argument in inspect.signature(function).parameters.values():
        # What has a default is never handed over; what has none must be.
        filled = argument.name in known and argument.kind is argument.POSITIONAL_OR_KEYWORD
        if filled != (argument.default is argument.empty):
            allowed = f"{', '.join(known)}, or fewer, without defaults" if known else "no arguments"
            raise LoadError(f"the hook {hook} takes {allowed}, not {argument.name}", where_of(function))


def check_call(what: str, function: Callable[..., Any], at: Where) -> None:
    """LoadError for a function that cannot be called with a context and nothing else."""
    try:
        inspect.signature(function).bind(None)
    except TypeError:
        raise LoadError(f"{what} takes one argument: def function(context)", where_of(function) or at) from None
    except ValueError:  # written in C: nobody can tell
        return


def where_of(function: Any) -> Where:
    """The line a function is written on."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return Where(code.co_filename, code.co_firstlineno) if code else NOWHERE
