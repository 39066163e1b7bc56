"""文字同定 in plain Python: the compiled lists, what a character is, what it may become, under which key it is found."""
