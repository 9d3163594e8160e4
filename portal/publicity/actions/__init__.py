"""The verbs of public notice."""

from portal.publicity.actions.hang_again import hang_again
from portal.publicity.actions.open_posting import open_posting
from portal.publicity.actions.take_down import take_down

__all__ = ["hang_again", "open_posting", "take_down"]
