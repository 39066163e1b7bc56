"""Ways to reach people: mail, the in-app inbox, later LINE and SMS."""
