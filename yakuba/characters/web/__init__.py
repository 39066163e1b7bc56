"""The pages of the workshop (文字同定作業場): for staff only."""
