"""Masks for names and numbers that leave the office, and a finder of numbers that somebody forgot to mask."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import identity

# Compound surnames still borne by people; the first two characters of a longer name are the surname then.
_COMPOUND_SURNAMES = """
    欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 夏侯 轩辕 端木 百里 南宫 东郭 西门 独孤
    公羊 澹台 赫连 钟离 申屠 鲜于 闾丘 太史 仲孙 濮阳 淳于 单于 呼延 公冶 宗政 左丘 东门 第五 梁丘 拓跋 万俟 闻人
    欧陽 司馬 諸葛 東方 長孫 軒轅 鐘離 鮮于 完颜 耶律 那拉 纳兰 爱新 叶赫
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())
_DOTS = "·•・‧∙⋅．."


def mask_name(name: str) -> str:
    """A name with everything but the surname hidden: 张三 → 张*, 王小明 → 王**, 欧阳小满 → 欧阳**.

    A single character shows nothing. Names in parts (买买提·吐尔逊) and Latin names (John Smith) keep the first
    character of each part and a fixed number of stars: the length of a rare name points at its bearer.
    """
    compact = " ".join(name.split())
    parts = [part for part in re.split(rf"[{re.escape(_DOTS)}]", compact) if part.strip()]
    if len(parts) > 1:
        return "·".join(f"{part.strip()[0]}**" for part in parts)
    if re.match(r"[A-Za-zÀ-ɏ]", compact):
        return " ".join(f"{part[0]}***" for part in compact.split(" "))
    compact = compact.replace(" ", "")
    if len(compact) <= 1:
        return "*" * len(compact)
    shown = 2 if len(compact) > 2 and compact[:2] in COMPOUND_SURNAMES else 1
    return compact[:shown] + "*" * (len(compact) - shown)


def _mask_middle(text: str, head: int, tail: int) -> str:
    """Keep `head` and `tail` characters, but never so many that fewer than half are hidden."""
    if len(text) < 2 * (head + tail):
        head, tail = 0, min(tail, len(text) // 4)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def mask_id_number(number: str) -> str:
    """Province and last character of an ID number: `41**************28` with the first two and the last two shown."""
    return _mask_middle(number, 2, 2)


def mask_phone(number: str) -> str:
    """`138****8000`."""
    return number[:3] + "****" + number[-4:] if len(number) == 11 else _mask_middle(number, 0, 2)


def mask_account(number: str) -> str:
    """A bank account number by its last four digits: `***************1234`."""
    return _mask_middle(number, 0, 4)


@dataclass(frozen=True)
class Hit:
    """An unmasked number in running text: `kind` is id_number, phone or bank_account; `text[start:end]` is it."""

    kind: str
    start: int
    end: int
    masked: str


# Full-width digits, letters and hyphens become plain one by one, so that positions stay those of the original text.
_FULL_WIDTH = (
    {ord("０") + n: str(n) for n in range(10)} | {ord(c): "X" for c in "ｘＸxХх×"} | {ord(c): "-" for c in "－‐‑–—−"}
)
_GAP = r"[ \t\u00a0\u3000\-\u200b-\u200f\u2060\ufeff]?"


def _spaced(pattern: str, times: int) -> str:
    """A pattern repeated with at most one blank, hyphen or invisible character between its characters."""
    return _GAP.join([pattern] * times)


# Not within a longer run of digits or letters: `\d` of a 20-digit document number is no ID number.
_ALONE, _ENDS = r"(?<![0-9A-Za-z])(?<![0-9][-.])", r"(?![0-9A-Za-z])"
_PATTERNS = {
    "id_number": re.compile(rf"{_ALONE}[1-9]{_GAP}{_spaced('[0-9]', 16)}{_GAP}[0-9X]{_ENDS}"),
    "id_number_15": re.compile(rf"{_ALONE}[1-9][0-9]{{14}}{_ENDS}"),
    "phone": re.compile(
        rf"(?:(?<![0-9A-Za-z])|(?<=\+86)|(?<=0086))(?<![0-9]-)1{_GAP}[3-9]{_GAP}{_spaced('[0-9]', 9)}{_ENDS}"
    ),
    "bank_account": re.compile(rf"{_ALONE}[3-69]{_GAP}{_spaced('[0-9]', 15)}(?:{_GAP}[0-9]){{0,3}}{_ENDS}"),
}
# First two digits of an area code (GB/T 2260).
_PROVINCES = frozenset(
    f"{number}"
    for number in (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
        91,
    )
)


def _has_birth_date(digits: str) -> bool:
    """True when the digits hold a province and a possible date of birth: the mark of an ID number, mistyped or not."""
    if digits[:2] not in _PROVINCES:
        return False
    wide = digits if len(digits) == 18 else f"{digits[:6]}19{digits[6:]}0"
    try:
        return identity.birth_date_of(wide) >= dt.date(1900, 1, 1)
    except identity.IdentityError:
        return False


def _luhn(digits: str) -> bool:
    """The check of bank cards: every second digit from the right is doubled, its digits added."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def _is_personal(kind: str, digits: str) -> bool:
    if kind in {"id_number", "id_number_15"}:
        return _has_birth_date(digits)
    # Cards of UnionPay start with 62 and are taken even when one digit is mistyped; 1, 2, 7 and 8 start no card.
    return kind == "phone" or digits.startswith("62") or (digits[0] in "34569" and _luhn(digits))


def _candidates(text: str) -> Iterator[Hit]:
    plain = text.translate(_FULL_WIDTH)
    masks = {
        "id_number": mask_id_number,
        "id_number_15": mask_id_number,
        "phone": mask_phone,
        "bank_account": mask_account,
    }
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(plain):
            digits = re.sub(r"[^0-9X]", "", match[0])
            if _is_personal(kind, digits):
                yield Hit(kind.removesuffix("_15"), match.start(), match.end(), masks[kind](digits))


def find_personal_data(text: str) -> list[Hit]:
    """Unmasked ID, mobile and bank card numbers in running text, in order, without overlaps (R12.3).

    Full-width digits and blanks or hyphens inside a number do not hide it. Landlines (an office's number is public),
    masked numbers and longer codes are left alone.
    """
    found: list[Hit] = []
    taken_until = -1
    for hit in sorted(_candidates(text), key=lambda h: (h.start, -h.end)):
        if hit.start >= taken_until:
            found.append(hit)
            taken_until = hit.end
    return found


def mask_numbers(text: str) -> str:
    """Running text with every ID, mobile and bank card number in it masked."""
    for hit in reversed(find_personal_data(text)):
        text = text[: hit.start] + hit.masked + text[hit.end :]
    return text
