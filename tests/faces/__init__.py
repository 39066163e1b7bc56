"""Two faces as two processes with two database roles: what each serves, to whom, and with which protection."""
