"""The verbs of messaging, one a file."""
