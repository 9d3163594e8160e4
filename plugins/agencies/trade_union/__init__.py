"""Trade union: help for workers whose family is in difficulty (R6.7)."""

__version__ = "1.0"
