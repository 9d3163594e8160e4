"""Screening a register: files of households in, verdicts of every scheme out, in chunks. Touches no database."""

from .opening import ScreeningError
from .run import Screening, screen

__all__ = ["Screening", "ScreeningError", "screen"]
