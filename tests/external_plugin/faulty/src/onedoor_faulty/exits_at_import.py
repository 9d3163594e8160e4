"""Tries to take the whole portal down."""

import sys

sys.exit(3)
