"""Assembles the house: settings, addresses, database, processes. Holds no rule of any office."""
