"""What stands between this installation and the Internet: looked at by `yakuba check --deploy`, said in Japanese.

Every look gives findings: what is well, what deserves attention, what must be mended before the doors open. They are
registered with Django's checks as well, so that a pipeline that runs those stops at the same things.
"""

import os
import smtplib
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from psycopg.conninfo import conninfo_to_dict

from yakuba.config import database, explain, places, preflight, secrets
from yakuba.kernel import jobs, scanning
from yakuba.kernel.models import AuditEntry
from yakuba.messaging.models import LineChannel
from yakuba.messaging.rules.sms import faults as sms_faults

Level = Literal["ok", "note", "bad"]
LATE_S = 300
HEARTBEAT_S = 60
MAIL_S = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands, and where that is not well, what to do."""

    level: Level
    topic: str
    sentence: str


Look = Callable[[], Iterator[Finding]]


def findings() -> list[Finding]:
    """Everything that was looked at, in the order of the report; what cannot be looked at is bad."""
    found: list[Finding] = []
    for topic, look in LOOKS:
        try:
            found += look()
        except (DatabaseError, OSError, ValueError) as error:
            found.append(Finding("bad", topic, f"調べられませんでした（{type(error).__name__}）。"))
    return found


def _judged(topic: str, well: bool, good: str, bad: str, level: Level = "bad") -> Finding:  # noqa: FBT001 - the verdict
    return Finding("ok", topic, good) if well else Finding(level, topic, bad)


def mode() -> Iterator[Finding]:
    """Neither debugging nor the demonstration, and a ward pack of one's own."""
    yield _judged("デバッグ表示", not settings.DEBUG, "切ってあります。", "YAKUBA_DEBUG=1 のままです。利用者に内部の情報が見えます。外してください。")  # fmt: skip
    yield _judged("試しの設定", not settings.DEMO, "切ってあります。", "YAKUBA_DEMO=1 のままです。職員がパスワードだけで入れます。外してください。")  # fmt: skip
    yield _judged("自治体パック", not settings.WARD.sample_note, f"{settings.WARD.name}のものです。", f"見本（{settings.WARD_PACK.name}）のままです。YAKUBA_WARD で、自分の自治体のものを指定してください。", "note")  # fmt: skip


def addresses() -> Iterator[Finding]:
    """The names the faces are asked for, and the addresses that stand in mails."""
    own = [name for name in settings.ALLOWED_HOSTS if name not in settings.LOOPBACK]
    yield _judged("名前", bool(own) and "*" not in own, "、".join(own), "YAKUBA_HOSTS に、住民と職員が使う名前を入れてください（* は使えません）。")  # fmt: skip
    for label, url in (("住民の窓口の番地", settings.PUBLIC_URL), ("職員の机の番地", settings.STAFF_URL)):
        yield _judged(label, url.startswith("https://"), url, f"{url} です。https:// で始まる番地を YAKUBA_PUBLIC_URL と YAKUBA_STAFF_URL に入れてください。")  # fmt: skip
    yield _judged("TLS", settings.TLS, "クッキーは暗号化した通信だけで送り、HSTS を付けます。", "YAKUBA_TLS=1 にして、暗号化する中継（リバースプロキシ）を前に置いてください。")  # fmt: skip


def keys() -> Iterator[Finding]:
    """Who can read the secrets, and whether they are long enough."""
    file = secrets.path()
    if not file.exists():
        yield Finding("ok", "鍵とパスワード", "すべて環境変数で渡されています。")
    else:
        open_to_others = stat.S_IMODE(file.stat().st_mode) & 0o077
        yield _judged("鍵とパスワード", not open_to_others, f"{file} は、持ち主だけが読めます。", f"{file} をほかの利用者も読めます。chmod 600 を実行してください。")  # fmt: skip
        yield _judged("鍵の持ち主", file.stat().st_uid == os.geteuid(), "この利用者のものです。", f"{file} は別の利用者のものです。", "note")  # fmt: skip
    yield _judged("署名の鍵", len(settings.SECRET_KEY) >= 50, "十分な長さです。", "YAKUBA_SECRET_KEY が短すぎます。50文字以上にしてください。")  # fmt: skip
    yield from (_private(path) for path in (places.var(), Path(settings.MEDIA_ROOT)) if path.exists())


def _private(path: Path) -> Finding:
    writable = stat.S_IMODE(path.stat().st_mode) & 0o002
    return _judged("置き場所", not writable, f"{path} は、ほかの利用者に書けません。", f"{path} に、だれでも書けます。chmod o-w を実行してください。")  # fmt: skip


def roles() -> Iterator[Finding]:
    """Three roles of the database, none of which may do everything; the rights as the modules declare them."""
    faces = [os.environ.get(f"DATABASE_URL_{face}", "") for face in ("PUBLIC", "STAFF")]
    names = [str(conninfo_to_dict(url).get("user") or "") for url in faces if url] or [
        database.PUBLIC,
        database.STAFF,
    ]
    names.append(str(connection.settings_dict["USER"]))
    yield _judged("データベースの利用者", len(set(names)) == 3, "、".join(names), f"住民の窓口、職員の机、持ち主が同じ利用者を使っています（{'、'.join(names)}）。分けてください。")  # fmt: skip
    strong = _asked(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)", [names]
    )
    yield _judged("利用者の権限", not strong, "データベースの管理者はいません。", f"{'、'.join(row[0] for row in strong)} はデータベースの管理者です。権限を外してください。")  # fmt: skip
    reads = _asked("SELECT has_table_privilege(%s, 'cases_note', 'SELECT')", [names[0]])
    yield _judged("窓口から見えるもの", not reads[0][0], "職員のメモは、住民の窓口からは読めません。", "住民の窓口が職員の表を読めます。yakuba grant を実行してください。")  # fmt: skip


def data() -> Iterator[Finding]:
    """The database's form, its durability, and the way to it."""
    pending = explain.migrations_pending()
    yield _judged("データベースの形", not pending, "このプログラムに合っています。", "古いままです。yakuba prepare を実行してください。")  # fmt: skip
    loose = [row[0] for row in _asked("SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'")]  # fmt: skip
    yield _judged("書き込みの確かさ", not loose, "停電しても、受け付けたものは残ります。", f"PostgreSQL の {'、'.join(loose)} が off です。停電で受付が失われます。on にしてください。")  # fmt: skip
    host = str(connection.settings_dict["HOST"])
    local = host in ("", "127.0.0.1", "::1", "localhost") or host.startswith("/")
    plain = not local and not _asked("SELECT 1 FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")
    yield _judged("データベースへの通信", not plain, "この機械の中です。" if local else "暗号化しています。", "暗号化していません。接続先に sslmode=verify-full を付けてください。")  # fmt: skip
    short = preflight.disk_short(places.var())
    yield _judged("ディスク", not short, "空きがあります。", short or "")


def kept() -> Iterator[Finding]:
    """What has to be copied elsewhere; only people can see to it."""
    yield Finding("note", "控え（バックアップ）", f"データベース、{settings.MEDIA_ROOT}、それと別の場所に {secrets.path()} の三つを、毎日写し、戻す練習をしてください（docs/guides/upgrade-and-backup.md）。")  # fmt: skip
    count = AuditEntry.objects.count()
    yield Finding("note", "監査記録の控え", f"記録は {count:,} 件です。yakuba audit heads の出力を、毎日この機械の外に残してください。")  # fmt: skip


def scanner() -> Iterator[Finding]:
    """The virus scanner."""
    if not settings.CLAMD:
        yield Finding("bad", "ウイルス検査", "YAKUBA_CLAMD がありません。受け取ったファイルを検査していません。clamd を指定してください。")  # fmt: skip
        return
    yield _judged("ウイルス検査", scanning.answers(), f"{settings.CLAMD} が答えます。", f"{settings.CLAMD} が答えません。ファイルは検査を待っています。")  # fmt: skip


def mail() -> Iterator[Finding]:
    """The way out for mails."""
    at = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with closing(smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_S)) as server:
            answers = server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        answers = False
    yield _judged("メールの出口", answers, f"{at} が答えます。", f"{at} が答えません。YAKUBA_SMTP_HOST と YAKUBA_SMTP_PORT を確かめてください。")  # fmt: skip
    sender = settings.DEFAULT_FROM_EMAIL
    made_up = (
        sender.rpartition("@")[2].split(".", 1)[-1] in ("example.jp", "example.com") or "@example." in sender
    )
    yield _judged("差出人", not made_up, sender, f"{sender} は見本です。YAKUBA_MAIL_FROM に、区の番地を入れてください。")  # fmt: skip


def sms() -> Iterator[Finding]:
    """The provider of short messages: all entries or none; and nothing left of what was once written in the clear."""
    given = (settings.SMS_URL, settings.SMS_ACCOUNT, settings.SMS_TOKEN, settings.SMS_FROM)
    wrong = sms_faults(*given, stand_in=False) if any(given) else []
    yield _judged("SMS", not wrong, f"{urlsplit(settings.SMS_URL).hostname} を使います。" if any(given) else "使いません。", "".join(wrong))  # fmt: skip
    if (left := settings.VAR / "sms" / "sent.jsonl").exists():
        yield Finding(
            "bad", "SMSの控え", f"{left} に、電話番号と文面がそのまま残っています。消してください。"
        )


def line() -> Iterator[Finding]:
    """The accounts at LINE: that none speaks with the stand-in, and that LINE takes their keys."""
    for row in LineChannel.objects.filter(active=True).order_by("code"):
        real = row.api_base.startswith("https://")
        yield _judged("LINE", real, f"{row.name}は、本物のLINEにつながります。", f"{row.name}（{row.code}）は、試しの受け皿（{row.api_base}）につないであります。休ませてください。")  # fmt: skip
        if real:
            yield _judged("LINEとの間", row.state == LineChannel.State.WELL and not row.finding, f"{row.name}の鍵は通り、LINEから届きます。", f"{row.name}：{row.finding or 'LINEに、まだ確かめていません。'}", "note")  # fmt: skip


def worker() -> Iterator[Finding]:
    """Whether a worker beats its heart, and what it leaves waiting."""
    alive = _asked("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)", [HEARTBEAT_S])[0][0]  # fmt: skip
    yield _judged("仕事係", bool(alive), f"{alive} 人が働いています。", "働いていません。yakuba worker を起動してください。受付のメールも通知書も出ません。")  # fmt: skip
    left = jobs.health()
    yield _judged("待っている仕事", left.oldest_s < LATE_S, f"{left.waiting:,} 件です。", f"いちばん古いものが {left.oldest_s / 60:.0f} 分待っています。", "note")  # fmt: skip
    yield _judged("できなかった仕事", not left.failed, "ありません。", f"{left.failed:,} 件あります。仕事係の記録を見てください。", "note")  # fmt: skip


def pages() -> Iterator[Finding]:
    """What pages and notices are made of."""
    collected = (settings.STATIC_ROOT / "staticfiles.json").exists()
    yield _judged("画面の部品", collected, "まとめてあります。", "まとめてありません。python3 scripts/bootstrap.py --demo を実行してください。")  # fmt: skip
    fonts = any(next(place.rglob("NotoS*CJK*"), None) for place in settings.FONT_PATHS if place.exists())
    yield _judged("通知書の文字", fonts, "日本語の書体があります。", "日本語の書体がなく、通知書（PDF）を作れません。fonts-noto-cjk を入れてください。")  # fmt: skip


LOOKS: tuple[tuple[str, Look], ...] = (
    ("動かし方", mode), ("番地", addresses), ("鍵", keys), ("データベースの利用者", roles), ("データベース", data),
    ("控え", kept), ("ウイルス検査", scanner), ("メール", mail), ("SMS", sms), ("LINE", line), ("仕事係", worker), ("画面と書類", pages),
)  # fmt: skip


def _asked(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def as_messages(**_asked_for: object) -> list[checks.CheckMessage]:
    """The findings as Django's checks tell them: bad ones are errors, the others warnings."""
    kinds = {"bad": checks.Error, "note": checks.Warning}
    return [
        kinds[one.level](
            f"{one.topic}：{one.sentence}", id=f"yakuba.{'E' if one.level == 'bad' else 'W'}{number:03d}"
        )
        for number, one in enumerate(findings(), start=1)
        if one.level in kinds
    ]


def register() -> None:
    """Let `check --deploy` of Django run them too."""
    checks.register(as_messages, checks.Tags.security, deploy=True)
