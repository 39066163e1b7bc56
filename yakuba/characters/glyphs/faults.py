"""What can be wrong with a picture, a file of pictures, or the index. Every sentence can be shown."""

from dataclasses import dataclass


class Bad(Exception):
    """Something brought from outside cannot be used."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadPicture(Bad):
    """The picture cannot be read as a character."""


class BadFont(Bad):
    """The file is not a font, or a damaged one."""


class BadGlyph(Bad):
    """The index has no picture of this glyph."""


class BadIndex(Bad):
    """The index of pictures is missing, damaged, or of another version of the program."""


@dataclass(frozen=True, slots=True)
class RowError:
    """One character of a file that could not be read; the others can. `code` is empty where the whole file is bad."""

    code: str
    sentence: str
