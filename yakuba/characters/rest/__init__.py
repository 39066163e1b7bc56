"""Published JSON for the other systems of the ward: it parses, calls the door, and answers."""
