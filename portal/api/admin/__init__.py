"""The pages in the staff area where administrators connect systems, give keys and see what was sent."""
