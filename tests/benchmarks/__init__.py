"""Benchmarks: each prints both sides and ends in a line `ratio NAME X.XX (ours A, theirs B, unit)`. Never a test."""
