"""Home pages over the doors: the resident's start page and マイページ, the desk of the staff, the audit trail.

The portal has no tables and decides nothing. It asks the doors of the floors below and lays the answers side by side.
"""
