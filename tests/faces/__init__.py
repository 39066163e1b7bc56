"""Both faces as they stand, seen from outside."""
