"""Plugins that do not come back."""
