"""What residents are told on LINE: one module for each matter, messages as LINE takes them, the menu at the foot."""
