"""The door of cases."""
