"""Employment: families without work, training, job fairs (R6.5)."""

__version__ = "1.0"
