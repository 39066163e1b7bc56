"""Makes the index with which 外字 are found by their picture, out of the fonts that are on this machine."""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yakuba.config.settings")


class Progress:
    """One line a step: on a terminal it counts, elsewhere it is told once and every 15 seconds."""

    def __init__(self) -> None:
        self._what, self._last, self._began = "", 0.0, time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Called often; prints seldom."""
        now, terminal = time.monotonic(), sys.stdout.isatty()
        new = what != self._what
        if not new and now - self._last < (0.5 if terminal else 15):
            return
        share = f"{100 * done // max(of, 1)} %"
        end = "" if terminal else "\n"
        print(
            ("\n" if new and terminal and self._what else "") + f"\r  {what} … {share}", end=end, flush=True
        )
        self._what, self._last = what, now

    def finish(self) -> int:
        """Ends the line; the seconds since the start."""
        if sys.stdout.isatty() and self._what:
            print()
        return round(time.monotonic() - self._began)


def main() -> int:
    """0 when the index is there, made now or before."""
    parser = argparse.ArgumentParser(description="文字の画像の索引を作ります。")
    parser.add_argument(
        "--added", type=Path, nargs="*", default=[], help="追加文字のフォント（字形名が gj000001 …）"
    )
    parser.add_argument("--again", action="store_true", help="フォントが変わっていなくても作り直す")
    wanted = parser.parse_args()
    from django.conf import settings

    from yakuba.characters.glyphs import fonts, installed
    from yakuba.characters.glyphs.faults import Bad
    from yakuba.characters.glyphs.index import keep

    found = fonts.found((*fonts.PLACES, Path(settings.VAR) / "fonts"))
    try:
        if not wanted.again and _made_from() == fonts.inputs(found, wanted.added):
            print(f"索引は新しいままです（{installed.path()}）。")
            return 0
        missing = [font.file for font in (fonts.REFERENCE, *fonts.TRAINED_ON) if font not in found]
        if missing:
            print(f"次のフォントがありません: {'、'.join(missing)}")
        progress = Progress()
        content = fonts.build(found, wanted.added, progress)
        keep(installed.path(), content)
    except (Bad, OSError) as bad:
        print(f"索引を作れませんでした: {bad}", file=sys.stderr)
        print("画像から探すこと以外は、すべて使えます。", file=sys.stderr)
        return 1
    seconds = progress.finish()
    print(f"索引を作りました（{len(content) / 1e6:.1f} MB、{seconds} 秒、{installed.path()}）。")
    return 0


def _made_from() -> str:
    """What the index in force was made from, "" where there is none of this version."""
    from yakuba.characters.glyphs import installed
    from yakuba.characters.glyphs.faults import BadIndex
    from yakuba.characters.glyphs.seal import header_of

    try:
        with installed.path().open("rb") as file:
            return str(header_of(file)["inputs"])
    except (OSError, BadIndex):
        return ""


if __name__ == "__main__":
    sys.exit(main())
