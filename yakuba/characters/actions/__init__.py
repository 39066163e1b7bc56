"""The verbs of 文字同定, one a file."""
