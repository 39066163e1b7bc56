"""Decisions of procedures in plain Python: definition, expressions, analysis, compiled form. No Django here."""
