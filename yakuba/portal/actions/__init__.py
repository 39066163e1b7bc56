"""Verbs of the portal: the conversation on LINE."""
