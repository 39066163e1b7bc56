"""Pages of the user interface itself: language switch and the living catalogue."""
