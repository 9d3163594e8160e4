"""Papers that the made-up families hand in, plainly marked as specimens so that nobody takes them for real."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import noto_cjk_sans_otc
import typst

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: "Noto Sans CJK SC", size: 11pt, lang: "zh")
#set page(width: 14cm, height: 9cm, margin: 1.2cm, fill: rgb("#f5f2eb"))
#place(center + horizon, rotate(-20deg, text(size: 54pt, fill: rgb("#d9d3c6"), [样本 SPECIMEN])))
#text(size: 16pt, weight: "bold", data.title)
#v(1em)
#grid(columns: (5em, 1fr), row-gutter: 1em, ..data.rows.flatten())
"""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = Path(str(noto_cjk_sans_otc.FONT_PATH)).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def specimen(title: str, rows: list[tuple[str, str]]) -> bytes:
    """A one-page PDF with a heading and lines of label and text, marked 样本 SPECIMEN across."""
    data = json.dumps({"title": title, "rows": rows}, ensure_ascii=False)
    pdf = typst.compile(_SOURCE.encode(), format="pdf", font_paths=_fonts(), sys_inputs={"data": data})
    assert isinstance(pdf, bytes)  # noqa: S101 - one page, one file
    return pdf
