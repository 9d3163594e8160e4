"""Disability: subsidies for living and nursing, rehabilitation, and the way on to work (R6.6)."""

__version__ = "1.0"
