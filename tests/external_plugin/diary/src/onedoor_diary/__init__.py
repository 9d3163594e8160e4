"""A diary of visits."""
