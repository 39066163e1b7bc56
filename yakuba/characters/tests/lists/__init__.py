"""Tests of reading and compiling lists: no database."""
