"""Pages of identity: sign-in, second factor, sessions, staff and sections."""
