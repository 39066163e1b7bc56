"""What somebody on LINE wants: a small explicit table of words and buttons. Nothing is guessed."""

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("ja", "ja-easy", "en")
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted (`name`), and which (`value`: a field, a topic, a receipt number …)."""

    name: str
    value: str = ""

    @property
    def data(self) -> str:
        """As a button carries it."""
        return f"{self.name}:{self.value}" if self.value else self.name


NAMES = frozenset(
    [
        "menu",
        "find",
        "field",
        "status",
        "link",
        "unlink",
        "unlink_now",
        "only",
        "settings",
        "topics",
        "topic",
        "topics_done",
        "towns",
        "town",
        "chome",
        "no_area",
        "stop",
        "hours",
        "faq",
        "event",
        "desk",
        "ask",
        "ask_slug",
        "end",
        "languages",
        "language",
        "fix_ask",
        "fix",
        "fix_date",
        "fix_type",
        "send_fix",
    ]
)
"""Every button there is."""

_SAID = {
    Wish("menu"): "メニュー めにゅー ヘルプ 使い方 つかいかた menu help start",
    Wish(
        "find"
    ): "手続 手続き 手続をさがす 手続きをさがす 手続きを探す さがす 探す 申請 申請したい てつづき find apply procedures",
    Wish("status"): "申請の状況 状況 申請状況 受付番号 じょうきょう status",
    Wish("settings"): "お知らせの設定 お知らせ 設定 せってい settings notices",
    Wish("hours"): "休日 夜間 休日夜間 電話番号 開庁時間 受付時間 hours phone",
    Wish("faq"): "よくある質問 質問 faq",
    Wish("desk"): "職員に聞く 職員 相談 相談したい 人と話したい しょくいん staff talk",
    Wish("end"): "相談を終わる 終わる 終わり おわり おわる end",
    Wish("languages"): "ことば 言葉 言語 language languages",
    Wish("language", "ja"): "日本語 japanese",
    Wish("language", "ja-easy"): "やさしい日本語 にほんご やさしいにほんご",
    Wish("language", "en"): "english 英語 えいご",
    Wish("link"): "アカウント連携 連携 つなぐ アカウントをつなぐ link",
    Wish("unlink"): "連携解除 つながりを解く unlink",
    Wish("stop"): "停止 配信停止 お知らせを止める stop unsubscribe",
}
_BY_WORDS = {word: wish for wish, words in _SAID.items() for word in words.split()}
_GAPS = re.compile(r"[\s。、．，!！?？・/／「」]+")


def plain(text: str) -> str:
    """Words as they are compared: one width, small letters, without gaps and full stops."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def of_words(text: str) -> Wish | None:
    """What a whole message of known words asks for; None for anything else: then procedures are looked for."""
    return _BY_WORDS.get(plain(text))


def of_button(data: str, picked: str = "") -> Wish | None:
    """What a button asks for; `picked` is the date chosen with it. None for a button that there is no longer."""
    name, _, value = data.partition(":")
    if name not in NAMES or len(value) > LONGEST_VALUE:
        return None
    if name == "fix_date":
        return Wish("fix", f"{value}:{picked}") if re.fullmatch(r"\d{4}-\d{2}-\d{2}", picked) else None
    return Wish(name, value)
