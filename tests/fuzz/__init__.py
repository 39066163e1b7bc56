"""Every route of both faces under bad input: a clear sentence, nothing stored, nothing leaked, never a fall."""
