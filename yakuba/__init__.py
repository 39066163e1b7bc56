"""yakuba (役場): a Japanese ward office that nobody has to visit.

One Django code base, one PostgreSQL database, two faces: `public` (the Internet) and `staff` (LGWAN).
Every package below this one is an office with its own ledger; `docs/explain/house.md` is the map.
"""

__version__ = "0.1.0"
