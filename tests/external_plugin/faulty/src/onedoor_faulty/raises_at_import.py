"""Fails before anybody can ask it anything."""

raise RuntimeError("this plugin never comes up")
