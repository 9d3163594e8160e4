"""Mutation testing: are the cases and tests sharp enough to notice a changed rule?"""
