"""The clauses everything rests on: no condition and no range without one."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import LoadError
from .source import Where


@dataclass(frozen=True, slots=True)
class Citation:
    """The clause a criterion rests on: document number and clause."""

    document: str
    clause: str

    def __str__(self) -> str:
        return f"{self.document} {self.clause}".strip()


def clause(document: str, part: str) -> Citation:
    """Cite a clause: `clause("清教发〔2026〕7号", "第四条")`."""
    return Citation(document, part)


def cited(what: str, cite: object, at: Where) -> Citation:
    """The citation, if it is a whole one; LoadError otherwise."""
    if cite is None:
        raise LoadError(f"{what} has no citation: add cite=clause(document number, clause)", at)
    if not (isinstance(cite, Citation) and isinstance(cite.document, str) and isinstance(cite.clause, str)):
        raise LoadError(f'{what}: write cite=clause("清教发〔2026〕7号", "第四条"), document number and clause', at)
    if not (cite.document.strip() and cite.clause.strip()):
        raise LoadError(f"{what} has no citation: clause(document number, clause) names both", at)
    return cite
