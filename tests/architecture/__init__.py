"""Proof that the house stands: each rule of docs/explain/house.md, and each proof shown to fail."""
