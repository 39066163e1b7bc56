"""Values with units: money, dates, periods, office days, receipt numbers, names, addresses.

Every value is immutable, knows no database and no clock, and explains itself: where a text cannot be read,
the function raises a `BadValue` whose sentence can be shown to a resident as it stands. Import the file you
need:

    from yakuba.kernel.values.money import Yen
"""
