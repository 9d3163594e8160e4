"""What a person typed, read once for every engine: the whole phrase, or all of the words (each or a synonym).

怎样申请低保 → phrase 怎 样 申 请 低 保, or (申请) and (低保 or 最低生活保障 or ...)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import rjieba

from search.segment import BREAK, HAN, MAX_QUERY_TERMS, clean_query, tokens
from search.words import Phrase, Words, get_words

_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Query:
    """`text` is what is searched; a document matches when it has `phrase` (tokens that follow each other), or of each
    group at least one phrase."""

    text: str
    phrase: Phrase = ()
    groups: tuple[tuple[Phrase, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrase)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Everything worth highlighting."""
        return tuple(dict.fromkeys((self.phrase, *(phrase for group in self.groups for phrase in group))))


def parse(text: str) -> Query:
    """Read a query; never raises. A text without letters or digits gives an empty (false) query."""
    text = clean_query(text)
    phrase = tokens(text)[:MAX_QUERY_TERMS]
    if not phrase:
        return Query(text)
    words = get_words()
    groups: dict[tuple[Phrase, ...], None] = {}
    for run in _split_by_synonyms([token for token in phrase if token != BREAK], words):
        if isinstance(run, tuple):
            groups[tuple(form for alternative in words.synonyms[run] for form in _forms(alternative))] = None
            continue
        for word in _cut(run):
            if word not in words.stop_words:
                groups[_forms(tuple(tokens(word)))] = None
    return Query(text, tuple(phrase), tuple(groups))


def _split_by_synonyms(run: list[str], words: Words) -> list[Phrase | list[str]]:
    """The longest known words as tuples, what stands between them as lists."""
    parts: list[Phrase | list[str]] = []
    position = 0
    while position < len(run):
        for length in range(min(words.longest, len(run) - position), 0, -1):
            forms = _forms(tuple(run[position : position + length]))
            known = next((form for form in forms if form in words.synonyms), None)
            if known:
                parts.append(known)
                position += length
                break
        else:
            if not parts or isinstance(parts[-1], tuple):
                parts.append([])
            parts[-1].append(run[position])  # type: ignore[union-attr]
            position += 1
    return parts


def _cut(run: list[str]) -> list[str]:
    """Words of neighbouring tokens: Han characters by dictionary, everything else is a word already."""
    words: list[str] = []
    han = ""
    for token in [*run, ""]:
        if token and _HAN.match(token):
            han += token
            continue
        if han:
            words.extend(_joined(rjieba.cut(han)))
            han = ""
        if token:
            words.append(token)
    return words


def _joined(cut: list[str]) -> list[str]:
    """Single characters side by side are mostly a name the dictionary does not know: keep them together."""
    stop_words = get_words().stop_words
    words: list[str] = []
    loose = False
    for word in cut:
        single = len(word) == 1 and word not in stop_words
        if single and loose:
            words[-1] += word
        else:
            words.append(word)
        loose = single
    return words


def _forms(phrase: Phrase) -> tuple[Phrase, ...]:
    """The phrase itself and, where its last word is English, with that word in singular and plural (fee, fees)."""
    last = phrase[-1]
    if len(last) < 3 or not (last.isascii() and last.isalpha()):
        return (phrase,)
    singular = last
    if last.endswith("ies") and len(last) > 4:
        singular = last[:-3] + "y"
    elif re.search("(s|x|ch|sh)es$", last):
        singular = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        singular = last[:-1]
    if re.search("[^aeiou]y$", singular):
        plural = singular[:-1] + "ies"
    else:
        plural = singular + ("es" if re.search("(s|x|ch|sh)$", singular) else "s")
    return tuple(dict.fromkeys((*phrase[:-1], word) for word in (last, singular, plural)))
