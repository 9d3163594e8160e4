"""Turns the data of a letter into a PDF with typst."""

import json
import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst

TEMPLATES = Path(__file__).parent
# What each kind is set from; all letters share one layout.
TEMPLATE_OF = {"acceptance": "letter.typ", "approval": "letter.typ", "refusal": "letter.typ", "report": "report.typ"}
STANDARDS = ["a-2b", "ua-1"]
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The one font family of the letters, whatever the machine has: a letter looks the same everywhere."""
    folder = Path(str(noto_cjk_sans_otc.FONT_PATH)).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def render(kind: str, data: dict[str, Any], language: str) -> bytes:
    """Set a letter.

    Data reaches the template as one JSON string and is printed as text, so nothing in an answer can become markup, read
    a file or fetch an address (faults 32, 42): the compiler may read the template folder only.

    Args:
        kind: ``acceptance``, ``approval``, ``refusal`` or ``report``.
        data: what :mod:`~portal.cases.letters.texts` composes; ``date`` is the ISO date of the letter.
        language: ``zh-hans`` or ``en``.

    Returns:
        A tagged PDF/A-2b, PDF/UA-1 file.
    """
    payload = {**data, "lang": "zh" if language.startswith("zh") else "en"}
    compiler = _compiler(TEMPLATE_OF[kind])
    with _lock:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(_printable(payload), ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=datetime.fromisoformat(f"{data['date']}T00:00:00+08:00"),
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, one file
    return pdf


@lru_cache(maxsize=len(TEMPLATE_OF))
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True,
        package_path=TEMPLATES / "no-packages", package_cache_path=TEMPLATES / "no-packages",
    )  # fmt: skip


def _printable(value: Any) -> Any:
    """Text without characters that PDF/A forbids or that no font can show: control characters, unassigned
    direction marks."""
    if isinstance(value, str):
        return "".join(char for char in value if char in "\n\u00a0" or char.isprintable())
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
