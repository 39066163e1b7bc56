"""A template as another module would declare it, and people to tell."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from yakuba.config import secrets
from yakuba.kernel import clock
from yakuba.messaging import campaign_sending, declarations
from yakuba.messaging.api import Template, Variable, declare_template
from yakuba.messaging.gateways.line_sandbox.server import Sandbox
from yakuba.messaging.gateways.sms import carrier
from yakuba.messaging.gateways.sms_sandbox import Telephones
from yakuba.messaging.tests import campaign_scene
from yakuba.messaging.tests.campaign_scene import NOON

WORDS = {
    "ja": "【受付】{title}（{number}）\n\n{title}を受け付けました。\n受付番号：{number}\n{url}\n",
    "ja-easy": "うけつけました：{title}（{number}）\n\n{title}を うけつけました。\n番号：{number}\n{url}\n",
    "en": "Received: {title} ({number})\n\nWe have received {title}.\nNumber: {number}\n{url}\n",
}
FRAMES = Path(declarations.__file__).parent / "templates" / "messaging" / "mail"


@pytest.fixture
def words_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package folder in which tests may put words; the registry is as before afterwards."""
    folder = tmp_path / "trial" / "templates" / "trial" / "mail"
    folder.mkdir(parents=True)
    frames = tmp_path / "messaging" / "templates" / "messaging"
    frames.mkdir(parents=True)
    (frames / "mail").symlink_to(FRAMES)
    monkeypatch.setattr(declarations, "_PACKAGE", tmp_path)
    monkeypatch.setattr(declarations, "_registry", dict(declarations._registry))
    declarations.shipped_words.cache_clear()
    yield folder
    declarations.shipped_words.cache_clear()


@pytest.fixture
def receipt(words_folder: Path) -> Template:
    """A declared template with three variables."""
    for language, text in WORDS.items():
        (words_folder / f"receipt.{language}.txt").write_text(text, "utf-8")
    return declare_template(
        Template(
            "trial.receipt",
            "申請を受け付けたとき",
            (
                Variable("title", "手続の名前", "犬の登録"),
                Variable("number", "受付番号", "2026-000001-5"),
                Variable("url", "申請のページ", "https://example.jp/a/1"),
            ),
        )
    )


@pytest.fixture
def as_public_role(transactional_db: None) -> Iterator[None]:
    """The connection of the Internet face, with that role's rights and no others."""
    own = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER="yakuba_public", PASSWORD=secrets.load().public_password)
    yield
    connection.close()
    connection.settings_dict.update(own)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is twelve o'clock and stays so: nobody waits for what is due in a moment."""
    monkeypatch.setattr(campaign_sending, "SOON", timedelta(0))
    with clock.frozen(NOON):
        yield


@pytest.fixture
def line() -> Iterator[Sandbox]:
    """LINE's stand-in, connected."""
    with campaign_scene.line() as sandbox:
        yield sandbox


@pytest.fixture
def sms(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Telephones]:
    """Short messages can be sent: to telephones of a stand-in."""
    monkeypatch.setattr(carrier, "SETTLED_S", 0.0)
    with campaign_scene.telephones(settings, tmp_path) as made:
        yield made
