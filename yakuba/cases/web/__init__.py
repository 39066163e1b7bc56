"""The desk in the browser: the list, the case, one page for every verb. Staff only, Japanese only."""
