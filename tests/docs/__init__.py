"""Proof that the documents say what the code does, and that their links lead somewhere."""
