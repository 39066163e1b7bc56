"""Decisions of messaging in plain Python: the words of a message, when to try again."""
