"""The set-up script says in one sentence what is missing, and does nothing twice."""

import hashlib
import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts import bootstrap, fetch_uv, translations
from yakuba.config import places

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

#, python-format
msgid "%(count)s件"
msgstr "{translation}"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """As much of a clone as the script reads before it needs the network."""
    shutil.copytree(places.ROOT / "scripts", tmp_path / "scripts")
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(places.ROOT / name, tmp_path / name)
    return tmp_path


def bootstrap_in(clone: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    bare = {"PATH": os.defpath, "HOME": str(clone), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [f"{sys.base_prefix}/bin/python3", "scripts/bootstrap.py"],
        cwd=clone,
        env=bare | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_network_it_says_so(clone: Path) -> None:
    done = bootstrap_in(clone)
    assert done.returncode == 1
    assert "ネットワークにつながっているか" in done.stderr
    assert "Traceback" not in done.stderr


def test_japanese_comes_out_without_any_locale(clone: Path) -> None:
    assert "道具（uv）を入れています" in bootstrap_in(clone, LC_ALL="C").stdout


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(bootstrap.Stopped, match="ディスクがいっぱいです"):
        bootstrap._run("写しています", ["sh", "-c", "echo 'cp: No space left on device'; exit 1"], tmp_path)


def test_too_little_room_is_told_before_anything_is_fetched(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, path in {"ROOT": clone, "VENV": clone / ".venv", "PYTHON": clone / "none", "UV": clone}.items():
        monkeypatch.setattr(bootstrap, name, path)
    monkeypatch.setattr(bootstrap, "SPACE_NEEDED", 10**18)
    with pytest.raises(bootstrap.Stopped, match="空きが足りません"):
        bootstrap._packages()


ONE, TWO = "1" * 64, "2" * 64
INDEX_PAGE = f"""<a href="../../w/uv-9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl#sha256={ONE}">a</a>
<a href="../../w/uv-9-py3-none-musllinux_1_1_x86_64.whl#sha256={TWO}">b</a>"""


def test_without_pip_the_pinned_wheel_of_this_machine_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare Debian has python3 without pip: the wheel is found by its hash, checked, and its program unpacked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("uv-9.data/scripts/uv", b"program")
    wheel = packed.getvalue()
    right = hashlib.sha256(wheel).hexdigest()
    pages = {
        "https://mirror.example/simple/uv/": INDEX_PAGE.replace(ONE, right).encode(),
        "https://mirror.example/w/uv-9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl": wheel,
    }
    pinned = tmp_path / "requirements-uv.txt"
    pinned.write_text(f"uv==9 --hash=sha256:{right} --hash=sha256:{TWO}", "utf-8")
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    monkeypatch.setattr(fetch_uv, "PINNED", pinned)
    monkeypatch.setattr(fetch_uv, "_tags", lambda: ("manylinux", "x86_64"))
    monkeypatch.setattr(fetch_uv, "_read", pages.__getitem__)
    fetch_uv.fetch_uv(tmp_path)
    program = tmp_path / "bin" / "uv"
    assert program.read_bytes() == b"program" and os.access(program, os.X_OK)
    pages[next(address for address in pages if address.endswith(".whl"))] = wheel + b"!"
    with pytest.raises(fetch_uv.CannotFetch, match="記録されたものと違います"):
        fetch_uv.fetch_uv(tmp_path)


@pytest.mark.parametrize(
    ("hashes", "machine"), [({ONE}, "riscv64"), (set(), "x86_64")], ids=["other machine", "not pinned"]
)
def test_no_other_wheel_will_do(hashes: set[str], machine: str) -> None:
    with pytest.raises(fetch_uv.CannotFetch, match=machine):
        fetch_uv.chosen(INDEX_PAGE, hashes, ("manylinux", machine))


def test_only_a_safe_way_will_do() -> None:
    with pytest.raises(fetch_uv.CannotFetch, match="https"):
        fetch_uv._read("http://mirror.example/simple/uv/")


def test_an_unforeseen_failure_shows_the_end_of_its_output(tmp_path: Path) -> None:
    with pytest.raises(bootstrap.Stopped, match="something odd"):
        bootstrap._run("試しています", ["sh", "-c", "seq 100; echo something odd; exit 1"], tmp_path)


def test_translations_are_compiled_and_a_wrong_placeholder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(PO.format(translation="%(count)s items"), "utf-8")
    assert translations.compiled(path) == []
    compiled = path.with_suffix(".mo").read_bytes()
    assert struct.unpack("<I", compiled[:4])[0] == 0x950412DE
    path.write_text(PO.format(translation="%(number)s items"), "utf-8")
    assert "django.po:7" in translations.compiled(path)[0]
    assert path.with_suffix(".mo").read_bytes() == compiled


@pytest.mark.parametrize("script", ["demo", "test", "check"])
def test_the_commands_are_executable_shell(script: str) -> None:
    path = places.ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
