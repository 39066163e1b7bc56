"""The verbs of the desk, one a file."""
