"""Ways out of the house that identity uses."""
