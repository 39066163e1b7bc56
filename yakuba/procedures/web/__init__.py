"""Pages of procedures: the catalogue, filling in, sending, status and corrections; the staff's shelf."""
