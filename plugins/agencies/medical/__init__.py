"""Medical security: help with the costs of hospital stays and of grave illness (R6.3)."""

__version__ = "1.0"
