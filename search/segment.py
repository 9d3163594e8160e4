"""Text to search tokens: every Han character stands alone, other words stay whole in lower case.

Chinese is written without spaces, so a stock engine takes 城乡低保标准 for one word and never finds 低保 in it. With
one token per Han character, a phrase query is a substring search. The same function cuts documents and queries.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MAX_QUERY_CHARACTERS = 100
MAX_QUERY_TERMS = 40

# Stands between clauses, so that a phrase does not run across a comma: 低、保 is not 低保.
BREAK = "\u241e"

# Scripts written without spaces: one token per character (〇 and 々 belong to Han words).
HAN = (
    r"\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
STOPS = ",;:!?、。；：！？，\\n"
_TOKEN = re.compile(rf"(?P<han>[{HAN}]+)|\d+(?:,\d{{3}})+(?!\d)|[^\W_{HAN}]+|(?P<stop>[{STOPS}]+)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\"'“”‘’«»\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")


def _single_character_folds() -> dict[int, str]:
    """Characters whose NFKC form is one other character (full-width letters, thin spaces): folded 1 : 1, quickly."""
    folds = {0x2026: " "}  # … would become three dots: the length must not change
    for start, end in ((0xA0, 0x3400), (0xF900, 0x10000)):
        for code in range(start, end):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and ord(folded) != code:
                folds[code] = folded
    return folds


_FOLDS = _single_character_folds()


def fold(text: str) -> str:
    """NFKC and lower case, without characters that cannot be stored: 低保１２ＡＢ → 低保12ab."""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", text.translate(_FOLDS)).lower()


def fold_with_offsets(text: str) -> tuple[str, list[int] | None]:
    """`fold(text)`, and for each folded character the offset of its original (None: offsets are the same)."""
    folded = text.translate(_FOLDS).lower()
    if len(folded) == len(text) and unicodedata.is_normalized("NFKC", folded):
        return folded, None
    pieces: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        piece = unicodedata.normalize("NFKC", cluster.translate(_FOLDS)).lower()
        pieces.append(piece)
        offsets.extend([start] * len(piece))
    return "".join(pieces), offsets


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """A character with the combining marks after it, and where it begins."""
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not unicodedata.combining(text[position]):
            yield start, text[start:position]
            start = position


def tokens(text: str) -> list[str]:
    """The tokens of a document or a query, with one `BREAK` between clauses; 1,250 is one token, 1250."""
    found = [BREAK]
    for match in _TOKEN.finditer(fold(text)):
        if match.lastgroup == "han":
            found.extend(match[0])
        elif match.lastgroup is None:
            found.append(match[0].replace(",", ""))
        elif found[-1] != BREAK:
            found.append(BREAK)
    return found[1:] if found[-1] != BREAK else found[1:-1]


def segmented(text: str) -> str:
    """The tokens joined by spaces: what an engine that splits on white space is given."""
    return " ".join(tokens(text))


def clean_query(text: str) -> str:
    """What is searched of what was typed: no quotes, NUL or control characters, at most 100 characters."""
    text = text[: MAX_QUERY_CHARACTERS * 4].encode("utf-8", "ignore").decode("utf-8")
    return _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()[:MAX_QUERY_CHARACTERS].strip()
