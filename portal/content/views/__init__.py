"""Public views that belong to no page: preferences."""
