"""Public notice of proposed approvals (公示, R8.1): masked, village by village, taken down on time."""
