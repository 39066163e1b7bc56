"""Processes killed, disks full, servers away: what was acknowledged is there once, nothing is there by half."""
