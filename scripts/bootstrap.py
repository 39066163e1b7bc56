"""Makes everything that running and testing the house needs, on a bare Debian 12: python3, nothing else.

Standard library only. Changes nothing outside the clone, except what --tests and the fonts for PDFs install by
apt-get, when run as root. Doing it again costs a fraction of a second.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an old Python reads first
    sys.exit("Python 3.11 以上が必要です（今は %d.%d です）。" % sys.version_info[:2])  # noqa: UP031

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS, VENV = ROOT / ".tools", ROOT / ".venv"
UV, PYTHON = TOOLS / "bin" / "uv", VENV / "bin" / "python"
STAMP = VENV / "yakuba-bootstrap.json"
SPACE_NEEDED = 2_000_000_000
GLYPH_FONTS = {  # a file of each package: the package
    "ipamjm.ttf": "fonts-ipamj-mincho",
    "HanaMinA.ttf": "fonts-hanazono",
    "NotoSerifCJK-Regular.ttc": "fonts-noto-cjk",
    "ipaexm.ttf": "fonts-ipaexfont-mincho",
    "ipaexg.ttf": "fonts-ipaexfont-gothic",
}
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REASONS = {  # what a tool's output says: what we say
    "No space left on device": "ディスクがいっぱいです。空きを作ってから、もう一度実行してください。",
    "Disk quota exceeded": "ディスクの割り当てを使い切りました。空きを作ってから、もう一度実行してください。",
    "No matching distribution": "パッケージが見つかりません。ネットワークにつながっているかを確かめてください。",
    "name resolution": "ネットワークにつながっていません。",
    "CERTIFICATE_VERIFY_FAILED": "通信の相手を確かめられません。apt-get install ca-certificates で証明書を入れてください。",
    "Errno -3": "ネットワークにつながっていません。",
    "dns error": "ネットワークにつながっていません。",
    "error sending request": "パッケージの配布元につながりません。ネットワークを確かめてください。",
    "Failed to fetch": "パッケージの配布元につながりません。ネットワークを確かめてください。",
    "Hash mismatch": "届いたパッケージの中身が、記録されたものと違います。入れるのをやめました。",
    "hash mismatch": "届いたパッケージの中身が、記録されたものと違います。入れるのをやめました。",
}


class Stopped(Exception):
    """The set-up cannot go on; the text says why, in Japanese."""


def main() -> int:
    """Runs all steps; 0 when the house can be started."""
    parser = argparse.ArgumentParser(description="実行に必要なものを用意します。")
    parser.add_argument("--demo", action="store_true", help="画面を出すのに必要なものも用意する")
    parser.add_argument("--tests", action="store_true", help="ブラウザーのテストに必要なものも用意する")
    parser.add_argument(
        "--glyphs", action="store_true", help="文字の画像の索引を作るためのフォントも用意する"
    )
    wanted = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        TOOLS.mkdir(exist_ok=True)
        with _alone():
            _packages()
            _translations()
            if wanted.demo or wanted.tests:
                _fonts()
            if wanted.glyphs:
                _glyph_fonts()
            if wanted.demo:
                _static_files()
            if wanted.tests:
                _browser()
    except Stopped as stop:
        print(f"用意できませんでした: {stop}", file=sys.stderr)
        return 1
    except OSError as error:
        reason = next((said for sign, said in REASONS.items() if sign in str(error)), str(error))
        print(f"用意できませんでした: {reason}", file=sys.stderr)
        return 1
    return 0


def _packages() -> None:
    """uv, the virtual environment, every package of requirements.lock by its hash, and `yakuba` itself."""
    known = _stamp() if PYTHON.exists() else {}
    lock = _digest((ROOT / "requirements.lock").read_bytes())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    state = {"lock": lock, "project": _digest(json.dumps(project).encode()), "place": str(ROOT)}
    if known | state == known and (VENV / "bin" / "yakuba").exists():
        return
    if not UV.exists():
        _install_uv()
    if not PYTHON.exists() or known.get("place", str(ROOT)) != str(ROOT):
        if shutil.disk_usage(ROOT).free < SPACE_NEEDED:
            raise Stopped(f"ディスクの空きが足りません（必要な空きは {SPACE_NEEDED // 10**9} GB です）。")
        _uv("Python の仮想環境を作っています", "venv --clear", "--python", sys.executable, VENV)
        known = {}
    if known.get("lock") != lock:
        _uv(
            "パッケージを入れています（約 500 MB）",
            "pip sync --require-hashes --compile-bytecode requirements.lock --python",
            PYTHON,
        )
    _uv(
        "yakuba を入れています",
        "pip install --no-deps --no-build-isolation --no-index --editable . --python",
        PYTHON,
    )
    _remember(state)


def _install_uv() -> None:
    if importlib.util.find_spec("pip") is None:
        _run("道具（uv）を取っています", [sys.executable, ROOT / "scripts" / "fetch_uv.py", TOOLS])
        return
    quiet = "--quiet --disable-pip-version-check --no-warn-script-location --root-user-action=ignore"
    pinned = "--require-hashes -r scripts/requirements-uv.txt --target"
    pip = [sys.executable, "-m", "pip", "install"]
    _run("道具（uv）を入れています", [*pip, *quiet.split(), *pinned.split(), TOOLS])


def _uv(what: str, words: str, *arguments: "str | Path") -> None:
    _run(what, [UV, "--quiet", *words.split(), *arguments])


def _translations() -> None:
    """Compiles the .po files that have changed."""
    catalogues = sorted(ROOT.glob("yakuba/*/locale/*/LC_MESSAGES/*.po"))
    stale = [po for po in catalogues if _changed_at(po.with_suffix(".mo")) < _changed_at(po)]
    if stale:
        _run("翻訳を用意しています", [PYTHON, ROOT / "scripts" / "translations.py", *stale])


def _static_files() -> None:
    """Collects style sheets, scripts and pictures under names that carry a hash of their content."""
    files = sorted(path for path in ROOT.glob("yakuba/*/static/**/*") if path.is_file())
    listing = "".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n" for path in files)
    state = _digest(listing.encode() + (ROOT / "requirements.lock").read_bytes())
    manifest = _var() / "static" / "staticfiles.json"
    if _stamp().get("static") == state and manifest.exists():
        return
    manifest.parent.mkdir(parents=True, exist_ok=True)
    django: list[str | Path] = [PYTHON, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    first = not manifest.exists()
    if first:  # the settings choose hashed names where they find this file
        manifest.write_text('{"paths": {}, "version": "1.1", "hash": ""}', "utf-8")
    try:
        _run("画面の部品をまとめています", [*django, "--settings", "yakuba.config.settings"])
    except Stopped:
        if first:
            manifest.unlink()
        raise
    _remember({"static": state})


def _fonts() -> None:
    """Japanese fonts for PDFs: those of the system, else Debian's Noto CJK, installed as root or unpacked under var/."""
    if _has_japanese_fonts():
        return
    package = "fonts-noto-cjk"
    if not shutil.which("apt-get"):
        print(f"日本語フォント（{package} など）がありません。入れるまで、PDF は作れません。")
        return
    installed = _apt(package) if os.geteuid() == 0 else _unpacked(package)
    if not installed:
        print(
            f"日本語フォントを入れられませんでした（apt-get install {package}）。入れるまで、PDF は作れません。"
        )


def _browser() -> None:
    """Chromium for the tests that drive a browser; without it only those are skipped."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get") and _apt("chromium", "fonts-noto-cjk"):
        return
    print(
        "Chromium がありません（apt-get install chromium fonts-noto-cjk）。ブラウザーのテストだけを飛ばします。"
    )


def _has_japanese_fonts() -> bool:
    return _lies("NotoSansCJK*") or _lies("NotoSansJP*")


def _glyph_fonts() -> None:
    """The fonts from which scripts/train_glyph_index learns; it says itself what it cannot do without one of them."""
    missing = [package for file, package in GLYPH_FONTS.items() if not _lies(file)]
    if not missing:
        return
    if shutil.which("apt-get") and (
        _apt(*missing) if os.geteuid() == 0 else all([_unpacked(package) for package in missing])
    ):
        return
    print(f"フォントを入れられませんでした（apt-get install {' '.join(missing)}）。")


def _lies(pattern: str) -> bool:
    """Whether there is a font of this name."""
    places = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), _var() / "fonts")
    return any(next(place.rglob(pattern), None) for place in places)


def _apt(*packages: str) -> bool:
    """Installs packages of Debian; False when that is not possible."""
    quiet = ["apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
    names = "、".join(packages)
    try:
        _run("Debian のパッケージの一覧を取っています", [*quiet, "update"])
        _run(f"{names} を入れています", [*quiet, "install", "-y", "--no-install-recommends", *packages])
    except Stopped:
        return False
    return True


def _unpacked(package: str) -> bool:
    """Fetches a package of Debian without installing it, and keeps its fonts under var/fonts."""
    place = TOOLS / "debian"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        _run(f"{package} を取っています", ["apt-get", "-qq", "download", package], place)
        for archive in place.glob("*.deb"):
            _run(f"{package} を開いています", ["dpkg-deb", "-x", archive, place / "unpacked"])
    except Stopped:
        return False
    shutil.copytree(place / "unpacked" / "usr" / "share" / "fonts", _var() / "fonts", dirs_exist_ok=True)
    shutil.rmtree(place)
    return True


def _run(what: str, command: "Sequence[str | Path]", place: Path = ROOT) -> None:
    """Runs a command, telling how long it takes; raises Stopped with a reason in Japanese when it fails."""
    began = time.monotonic()
    with _progress(what, began):
        done = subprocess.run(
            command, cwd=place, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip
    if done.returncode != 0:
        reason = next((said for sign, said in REASONS.items() if sign in done.stdout), "")
        last = "\n".join(done.stdout.strip().splitlines()[-12:])
        raise Stopped(f"{what}: {reason}\n{last}".rstrip())


@contextmanager
def _progress(what: str, began: float) -> Iterator[None]:
    """One line that counts the seconds on a terminal; elsewhere a line at the start and one every 15 seconds."""
    finished = threading.Event()
    terminal = sys.stdout.isatty()

    def tell() -> None:
        while not finished.wait(1 if terminal else 15):
            print(f"\r  {what} … {time.monotonic() - began:.0f} 秒", end="" if terminal else "\n", flush=True)

    print(f"  {what} …", end="" if terminal else "\n", flush=True)
    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        finished.set()
        teller.join()
        if terminal:
            print(f"\r  {what} … {time.monotonic() - began:.0f} 秒", flush=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at the same time would spoil each other: the second one waits, then finds everything done."""
    with (TOOLS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _environment() -> dict[str, str]:
    ours = {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_SYSTEM_CERTS": "1",  # a town hall's proxy signs with a certificate that only the system knows
        "PYTHONUTF8": "1",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    if "PIP_CERT" not in os.environ and CERTIFICATES.exists():
        ours["PIP_CERT"] = str(CERTIFICATES)
    if not os.access(Path.home(), os.W_OK):
        ours["UV_CACHE_DIR"] = str(TOOLS / "cache")
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | ours


def _var() -> Path:
    return Path(os.environ.get("YAKUBA_VAR") or ROOT / "var")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def _stamp() -> dict[str, str]:
    try:
        known = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(state: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(_stamp() | state, indent=1), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
