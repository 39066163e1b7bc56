"""Periodic tidying of identity."""
