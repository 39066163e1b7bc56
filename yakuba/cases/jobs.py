"""Periodic work of the desk."""
