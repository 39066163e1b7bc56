"""A workshop for tests: two officers and a chief, a stand-in for the pictures, and 外字 to work on."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from yakuba.characters.glyphs.answers import Likely, Narrowing
from yakuba.characters.glyphs.faults import BadPicture, RowError
from yakuba.characters.glyphs.pictures import png_of_ink
from yakuba.characters.jobs import bring, read_file
from yakuba.characters.models import Gaiji, Intake, System
from yakuba.kernel.actor import Actor, Assurance

WORK = ("characters.identify",)
ALL = (*WORK, "characters.run", "characters.sign_off")
FIRST, SECOND = "MJ022335", "MJ022336"


def person(number: int, *permissions: str) -> Actor:
    """A member of staff with a number of their own."""
    return Actor(
        kind="staff",
        key=f"staff:{number}",
        label=f"第{number}課",
        assurance=Assurance.TWO_FACTOR,
        staff_id=number,
        grants={code: frozenset({1}) for code in permissions},
        sections=frozenset({1}),
    )


ANNA, BEN, CHIEF = person(1, *WORK), person(2, *WORK), person(3, *ALL)
READER = person(4, "characters.convert")


class FakeIdentify:
    """Reads files of JSON ({code: number, or sentence}); a picture of n is likely MJ00000n."""

    def __init__(self, *, index: bool = True) -> None:
        self.index = index
        self.seal = "first"
        self.asked: list[Narrowing] = []

    def index_ready(self) -> bool:
        return self.index

    def likeliest(self, picture: bytes, narrowing: Narrowing, limit: int = 5) -> tuple[Likely, ...]:
        self.asked.append(narrowing)
        width = int.from_bytes(picture[16:20], "big")
        if width == 13:
            raise BadPicture("画像に文字がありません。")
        return (Likely(FIRST, 0.97, 2.0 if width % 2 else 0.1), Likely(SECOND, 0.9, 0.0))[:limit]

    def likeliest_many(
        self, pictures: Sequence[bytes], limit: int = 5
    ) -> Iterator[tuple[Likely, ...] | BadPicture]:
        for one in pictures:
            try:
                yield self.likeliest(one, Narrowing(), limit)
            except BadPicture as bad:
                yield bad

    def png_of(self, ink: Any) -> bytes:
        return png_of_ink(ink)

    def picture_of(self, glyph: str) -> bytes:
        return png(9)

    def overlay(self, picture: bytes, glyph: str) -> bytes:
        return png(10)

    def read_font(self, content: bytes) -> Iterator[Any]:
        try:
            said = json.loads(content)
        except ValueError:
            yield RowError("", "フォントとして読めないファイルです。")
            return
        for code, what in said.items():
            yield RowError(code, what) if isinstance(what, str) else (code, ink(what))

    read_bdf = read_pictures = read_font


def ink(width: int) -> Any:
    """A picture that is told from others by its width."""
    made = np.zeros((8, width), dtype=np.uint8)
    made[2:6, 1 : width - 1] = 255
    return made


def png(width: int) -> bytes:
    """The same as PNG."""
    return png_of_ink(ink(width))


def system_of(code: str = "juki", name: str = "住民記録") -> System:
    """A system that is there already."""
    from yakuba.characters.actions.register_system import register_system

    return System.objects.filter(code=code).first() or register_system(ANNA, code=code, name=name)


def font(what: dict[str, int | str]) -> bytes:
    """A file as the stand-in reads it."""
    return json.dumps(what).encode()


def brought(system: System, content: bytes, kind: str = "font", actor: Actor = ANNA, **more: Any) -> Intake:
    """A file brought and read, as the worker does it."""
    intake = bring(actor, system_id=system.pk, kind=kind, name="外字.tte", content=content, **more)
    read_file(intake_id=intake.pk)
    return Intake.objects.get(pk=intake.pk)


def gaiji(code: str = "U+E000", system: str = "juki") -> Gaiji:
    """A 外字 as it stands."""
    return Gaiji.objects.select_related("judgement", "picture").get(system__code=system, code=code)
