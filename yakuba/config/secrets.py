"""Keys and passwords of this installation: made at the first start, kept in var/secrets.json (0600).

Every value can be given by an environment variable instead (`YAKUBA_SECRET_KEY`, `YAKUBA_FIELD_KEY`, ...);
when all of them are given, no file is written at all.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from yakuba.config import places
from yakuba.config.locks import locked


@dataclass(frozen=True, slots=True)
class Secrets:
    """All secrets of one installation. Printing it shows none of them."""

    secret_key: str
    """Django's SECRET_KEY: signs sessions, links and tokens."""
    field_key: str
    """32 random bytes in URL-safe base64 (a Fernet key): encrypts single fields at rest."""
    push_key: str
    """Private key (P-256, 32 bytes in URL-safe base64) by which push services of browsers know this installation.
    With another key every registered device has to be registered again."""
    postgres_password: str
    """Superuser of the embedded PostgreSQL."""
    owner_password: str
    """Role `yakuba_owner`: owns the tables, runs migrations."""
    public_password: str
    """Role `yakuba_public`: the Internet face."""
    staff_password: str
    """Role `yakuba_staff`: the staff face and the worker."""

    def __repr__(self) -> str:
        return "Secrets(…)"


def _password() -> str:
    return secrets.token_urlsafe(24)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def _push_key() -> str:
    return base64.urlsafe_b64encode((secrets.randbelow(_P256_ORDER - 1) + 1).to_bytes(32, "big")).decode(
        "ascii"
    )


_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many private keys the curve P-256 has, and one (FIPS 186-5)."""
_MAKERS: Mapping[str, Callable[[], str]] = {
    "secret_key": lambda: secrets.token_urlsafe(48),
    "field_key": _fernet_key,
    "push_key": _push_key,
}
_NAMES = tuple(field.name for field in fields(Secrets))


def path() -> Path:
    """The file that keeps the secrets of this installation."""
    return places.var() / "secrets.json"


def load() -> Secrets:
    """Reads the secrets, making the missing ones first. Safe when several processes start at the same moment.

    Raises OSError when the file cannot be read or written, ValueError when it is damaged (then it is never
    overwritten: losing `field_key` would lose what was encrypted with it).
    """
    given = {name: value for name in _NAMES if (value := os.environ.get(f"YAKUBA_{name.upper()}"))}
    if len(given) < len(_NAMES):
        given = _kept() | given
    return Secrets(**{name: given[name] for name in _NAMES})


def _kept() -> dict[str, str]:
    file = path()
    stored = _read(file)
    missing = [name for name in _NAMES if name not in stored]
    if not missing:
        return stored
    with locked(file.with_suffix(".lock")):
        stored = _read(file)  # another process may have been faster
        made = {name: _MAKERS.get(name, _password)() for name in _NAMES if name not in stored}
        if made:
            _write(file, stored | made)
    return stored | made


def _read(file: Path) -> dict[str, str]:
    try:
        content = file.read_text("utf-8")
    except FileNotFoundError:
        return {}
    try:
        values = json.loads(content)
    except ValueError:
        values = None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ValueError(f"{file} is damaged: restore it from a backup")
    return values


def _write(file: Path, values: Mapping[str, str]) -> None:
    fresh = file.with_suffix(".new")
    with suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(values, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
