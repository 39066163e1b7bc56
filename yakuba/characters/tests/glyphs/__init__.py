"""Tests of 文字同定 by picture."""
