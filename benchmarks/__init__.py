"""Figures of performance, measured through the product; see README.md. Run by hand, and in a smoke size in CI."""
