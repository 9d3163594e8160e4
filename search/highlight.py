"""Marks what was found in the original text. The text is escaped first; only our own `<mark>` is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.segment import BREAK, HAN, STOPS, fold_with_offsets
from search.words import Phrase

# Between two tokens of a phrase anything may stand that is neither a letter nor the end of a clause.
_GAP = rf"(?:(?![{STOPS}])[\W_])*"
_STOP = rf"{_GAP}[{STOPS}][\W_]*"
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[。！？；.!?;\n]\s*")
SNIPPET_WIDTH = 120
_BEFORE_HIT = 40


def pattern(phrases: Iterable[Phrase]) -> re.Pattern[str] | None:
    """One expression for all phrases over folded text, longest first; None without phrases."""
    ordered = sorted(set(phrases), key=lambda phrase: (-sum(map(len, phrase)), phrase))
    expressions = [_expression(phrase) for phrase in ordered if phrase]
    return re.compile("|".join(expressions)) if expressions else None


def _expression(phrase: Phrase) -> str:
    # Numbers were joined (1,250 → 1250): let the comma come back.
    pieces = [",?".join(token) if token.isdigit() else re.escape(token) for token in phrase]
    expression = _GAP.join(pieces).replace(f"{_GAP}{re.escape(BREAK)}{_GAP}", _STOP)
    edge = rf"[^\W_{HAN}]"
    if _is_word(phrase[0]):
        expression = rf"(?<!{edge})" + expression
    if _is_word(phrase[-1]):
        expression += rf"(?!{edge})"
    return expression


def _is_word(token: str) -> bool:
    return not re.fullmatch(f"[{HAN}]", token)


def spans(text: str, wanted: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Where the original text has a term: (start, end) pairs in order, not overlapping."""
    if wanted is None or not text:
        return []
    folded, offsets = fold_with_offsets(text)
    found = [(match.start(), match.end()) for match in wanted.finditer(folded) if match.end() > match.start()]
    if offsets is None:
        return found
    ends = [*offsets, len(text)]
    return [(offsets[start], max(ends[end], offsets[start] + 1)) for start, end in found]


def mark(text: str, found: Iterable[tuple[int, int]]) -> SafeString:
    """The escaped text with `<mark>` around the spans."""
    pieces: list[str] = []
    position = 0
    for start, end in found:
        if start < position:
            continue
        pieces += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
        position = end
    pieces.append(escape(text[position:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped above


def snippet(body: str, wanted: re.Pattern[str] | None, width: int = SNIPPET_WIDTH) -> tuple[str, SafeString]:
    """About `width` characters around the first hit, plain and marked; the beginning of the body when it has no hit.

    Latin text gets twice the characters, because a Han character says about as much as a short word.
    """
    body = _SPACES.sub(" ", body).strip()
    if len(body) > 3 * width and sum(ord(char) < 0x250 for char in body[:300]) > 200:
        width *= 2
    found = spans(body, wanted)
    start = _snippet_start(body, found[0][0], width) if found else 0
    end = min(len(body), start + width)
    if end < len(body) and body[end].isascii() and body[end].isalnum():
        end = max(body.rfind(" ", start + width // 2, end), start + width // 2)
    piece = body[start:end].strip()
    before, after = "…" if start else "", "…" if end < len(body) else ""
    marked = mark(piece, spans(piece, wanted))
    return before + piece + after, mark_safe(before + marked + after)  # noqa: S308 - marked is escaped


def _snippet_start(body: str, hit: int, width: int) -> int:
    """Begin at a sentence if one begins shortly before the hit, else at a word, not too far before it."""
    if hit < width // 2:
        return 0
    earliest = hit - _BEFORE_HIT * width // SNIPPET_WIDTH
    begins = [match.end() for match in _SENTENCE_END.finditer(body, earliest, hit)]
    if begins:
        return begins[0]
    space = body.find(" ", earliest, hit)
    return space + 1 if space >= 0 and body[earliest].isascii() else earliest
