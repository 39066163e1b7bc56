"""The desk: every application that came in is a case with an officer, a clock, a history and a decision."""
