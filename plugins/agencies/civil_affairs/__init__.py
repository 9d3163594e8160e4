"""Civil affairs: allowances, support in destitution, temporary assistance, old people, children (R6.1)."""

__version__ = "2.0"
