"""The published lists of characters: read as they are published, verified, compiled into one table."""
