"""The verbs of procedures, one a file."""
