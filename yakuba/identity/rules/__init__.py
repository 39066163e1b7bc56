"""Decisions of identity in plain Python."""
