"""Tests of the rules: no database."""
