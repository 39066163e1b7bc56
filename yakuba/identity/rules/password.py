"""Limits of passwords, and the making of those that are handed over once."""

import secrets

LONGEST = 200
"""Longer ones are refused: hashing them would be work for nothing."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for another: i l o 0 1


def initial_password() -> str:
    """A password to be handed over once and changed at the first sign-in: four groups of four (80 bits)."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def sample_password(keyed_hex: str) -> str:
    """The password of a made-up person in the demonstration, always the same for one installation (three groups)."""
    number = int(keyed_hex, 16)
    letters = []
    for _ in range(12):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
