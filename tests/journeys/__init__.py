"""A person's whole way through the house, in a real browser over real processes."""
