"""What messaging does when others announce."""
