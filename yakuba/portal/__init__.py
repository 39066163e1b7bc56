"""Home pages: the resident's マイページ and search over the doors, the desk of the staff."""
