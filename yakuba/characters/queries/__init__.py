"""The only way to the rows of characters: runs, and the workshop."""
