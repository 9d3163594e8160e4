"""Letters to the applicant as PDF (告知书, R8.3): numbered, archived (PDF/A-2b), readable aloud (PDF/UA-1).

``capitals`` writes amounts out, ``numbers`` counts, ``texts`` composes what a letter says, ``render`` sets it with
typst from ``letter.typ`` and ``report.typ``, ``store`` keeps the row and the encrypted file.
"""

from typing import Any

__all__ = ["render"]


def render(kind: str, data: dict[str, Any], language: str) -> bytes:
    """A letter as PDF bytes; see :func:`portal.cases.letters.typesetting.render`."""
    from portal.cases.letters.typesetting import render as typeset

    return typeset(kind, data, language)
