"""What cases does when something was announced."""
