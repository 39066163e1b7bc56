"""Pages of messaging: for staff only. The inbox of residents is drawn by the portal."""
