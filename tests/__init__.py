"""Tests that cross modules; the tests of one module live beside it."""
