"""How numbers of people are shown: never a few, never so exactly that two of them tell of one person."""

FEWEST = 5
STEP = 5
KEYS = 5
"""Every reader carries a random number below this; the sum over a group rounds the group's number."""
FEW = f"{FEWEST}人未満"


def shown(count: int, keys: int) -> int | None:
    """A number of people as it may be shown, a multiple of five; None where they are fewer than five.

    `keys` is the sum of the readers' random numbers. It decides whether the number goes up or down, so the same
    people are always shown as the same number however they were asked for, the mean is right, and the difference
    of two groups that differ by one person is 0 or 5 by chance.
    """
    if count < FEWEST:
        return None
    return (count + keys % STEP) // STEP * STEP


def words(count: int, keys: int) -> str:
    """The same in words: 「約1,235人」, or 「5人未満」."""
    number = shown(count, keys)
    return FEW if number is None else f"約{number:,}人"


def told(count: int) -> str:
    """A number of a report, of what was sent: exact from five on; 「0」 may be said."""
    return FEW if 0 < count < FEWEST else f"{count:,}人"
