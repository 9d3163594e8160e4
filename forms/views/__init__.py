"""Pages of the public form."""
