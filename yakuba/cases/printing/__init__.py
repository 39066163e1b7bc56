"""What the desk prints: notices of decisions, copies of answers."""
