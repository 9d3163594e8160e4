"""Plugins that fail on purpose."""
