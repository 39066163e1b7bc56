"""Plain decisions of the portal."""
