"""An error in words, with the author's file and line: where a plugin went wrong, not where we or Python noticed."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from .api import LoadError, PluginError

# As frames name their files: links in them are not followed.
_OURS = Path(__file__).parent
_AGENCIES = _OURS / "agencies"
# What a plugin must not import: the packages beside this one.
_PORTAL = tuple(_OURS.parent / package for package in ("portal", "forms", "search"))
_PYTHON = Path(traceback.__file__).parent
_INSTALLED = {"site-packages", "dist-packages"}


def describe(error: BaseException, *, home: Path | None = None, private: bool = False) -> str:
    """An error with the line of the plugin, whose folder is `home`; while it is imported that is found out.

    `private` is for errors raised while facts are at hand, which end up in logs: a message a plugin had any part in
    may repeat them and is left out. Our own messages name facts and never their values.
    """
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    theirs = [frame for frame in frames if not _is_ours(frame.filename)]
    own = isinstance(error, PluginError)
    if own and not theirs:
        return str(error)
    if private:
        return _at(_place(theirs, home) or (frames[-1] if frames else None), type(error).__name__)
    if isinstance(error, LoadError) and error.where:
        return str(error)
    text = _message(error) if own else ": ".join(filter(None, [type(error).__name__, _message(error)]))
    if _reaches_for_the_portal(error, theirs):
        text += "; a plugin imports nothing but plugins.api"
    if isinstance(error, SyntaxError) and Path(error.filename or "").is_file():
        return f"{error.filename}:{error.lineno}: {text}"
    return _at(_place(theirs, home), text)


def _at(place: traceback.FrameSummary | None, text: str) -> str:
    return f"{place.filename}:{place.lineno}: {text}" if place else text


def _message(error: BaseException) -> str:
    """The text of a foreign exception; its own code writes it and may fail at that too."""
    try:
        return str(error)
    except Exception:
        return ""


def _place(theirs: Sequence[traceback.FrameSummary], home: Path | None) -> traceback.FrameSummary | None:
    """The last line within the plugin's folder; without one, the line through which we came to foreign code."""
    theirs = [frame for frame in theirs if not frame.filename.startswith("<")]
    if home is None:
        modules = [frame for frame in theirs if frame.name == "<module>"]
        home = Path(modules[0].filename).resolve().parent if modules else None
    inside = [frame for frame in theirs if home is not None and Path(frame.filename).resolve().is_relative_to(home)]
    return inside[-1] if inside else theirs[0] if theirs else None


@lru_cache(maxsize=1024)
def _is_ours(filename: str) -> bool:
    """Code of this package, what it generates from rules, or Python's own: nothing an author could mend.

    Other generated code (`<string>`) may be a plugin's: it names no place, but its message is not to be trusted.
    """
    path = Path(filename)
    if filename.startswith("<"):
        return filename.startswith(("<rules of ", "<frozen "))
    if path.is_relative_to(_OURS):
        return not path.is_relative_to(_AGENCIES)
    return path.is_relative_to(_PYTHON) and not _INSTALLED & set(path.parts)


def _reaches_for_the_portal(error: BaseException, theirs: Sequence[traceback.FrameSummary]) -> bool:
    missing = (error.name or "").partition(".")[0] if isinstance(error, ImportError) else ""
    return missing in {folder.name for folder in _PORTAL} or any(
        frame.name == "<module>" and any(Path(frame.filename).is_relative_to(folder) for folder in _PORTAL)
        for frame in theirs
    )
