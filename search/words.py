"""The editable word table (`words.yaml`): groups of words that mean the same, and words that mean nothing."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.conf import settings

from search.segment import BREAK, tokens

logger = logging.getLogger("search")

Phrase = tuple[str, ...]


class WordTableError(ValueError):
    """The word table cannot be read; the message says where and how to mend it."""


@dataclass(frozen=True, slots=True)
class Words:
    """`synonyms` maps the tokens of a word to the tokens of every word of its group, itself first."""

    synonyms: dict[Phrase, tuple[Phrase, ...]]
    stop_words: frozenset[str]
    longest: int


_NO_WORDS = Words({}, frozenset(), 0)
_cached: dict[str, tuple[tuple[int, int], Words]] = {}


def words_path() -> Path:
    """`settings.SEARCH_WORDS` if set, otherwise the table beside this module."""
    return Path(getattr(settings, "SEARCH_WORDS", "") or Path(__file__).with_name("words.yaml"))


def parse(text: str) -> Words:
    """Read the table. Raises `WordTableError` saying which line of it is wrong."""
    try:
        table = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise WordTableError(f"The word table is not valid YAML: {error}") from error
    if not isinstance(table, dict):
        raise WordTableError("The word table must have the two keys synonyms and stop_words.")
    synonyms: dict[Phrase, tuple[Phrase, ...]] = {}
    for number, group in enumerate(_lists(table, "synonyms"), start=1):
        phrases = [tuple(token for token in tokens(word) if token != BREAK) for word in group]
        if len(group) < 2 or not all(phrases):
            raise WordTableError(f"synonyms, group {number} {group}: give at least two words with letters in them.")
        for phrase in phrases:
            others = tuple(other for other in phrases if other != phrase)
            if phrase in synonyms:
                others = synonyms[phrase][1:] + others
            synonyms[phrase] = (phrase, *dict.fromkeys(others))
    stop_words = frozenset(word.lower() for line in _lists(table, "stop_words") for word in line)
    return Words(synonyms, stop_words, max(map(len, synonyms), default=0))


def _lists(table: dict, key: str) -> list[list[str]]:
    groups = table.get(key) or []
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise WordTableError(f"{key}: write each line as a list in square brackets, for example [低保, 最低生活保障].")
    return [[str(word) for word in group] for group in groups]


def get_words() -> Words:
    """The table as it stands in the file now; re-read when the file changes.

    A table that cannot be read must not stop people from searching: the last good one (or none) is used and the
    fault is logged. `manage.py check` reports it, too.
    """
    path = words_path()
    name = str(path)
    try:
        stat = path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if name not in _cached or _cached[name][0] != stamp:
            _cached[name] = (stamp, parse(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, WordTableError) as error:
        logger.error("search words unusable: %s", error)
    return _cached[name][1] if name in _cached else _NO_WORDS
