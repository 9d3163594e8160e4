"""Housing: help with the rent in town, and with dangerous houses in the country (R6.4)."""

__version__ = "1.0"
