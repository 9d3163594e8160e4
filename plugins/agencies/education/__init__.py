"""Education: aid for pupils of households in need (R6.2)."""

__version__ = "1.0"
