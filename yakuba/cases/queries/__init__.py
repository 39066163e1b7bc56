"""The only way to get rows of cases: what somebody may see, and how it is laid out for a page."""
