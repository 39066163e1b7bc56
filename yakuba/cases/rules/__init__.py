"""Decisions of the desk in plain Python: no Django, no database, no clock of their own."""
