"""What takes more than one step: count the attempt, verb, gateway, verb. Pages call these, nobody else does."""
