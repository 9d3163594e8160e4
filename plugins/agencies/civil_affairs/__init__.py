"""Civil affairs: the minimum living allowance (R6.1)."""

__version__ = "1.0"
