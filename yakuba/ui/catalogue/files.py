"""Catalogue: what is on file, and the lists of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from yakuba.ui.catalogue.entries import Entry
from yakuba.ui.components.fields import Choice, FieldView, select_input
from yakuba.ui.components.lists import list_view, simple_table
from yakuba.ui.components.markup import markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import TagKind, status_tag
from yakuba.ui.components.records import (
    Card,
    Figure,
    Message,
    Moment,
    SummaryRow,
    card_list,
    figures,
    message_thread,
    summary_list,
    timeline,
)
from yakuba.ui.tables import Bulk, Column, Filter, ListPage, ListQuery, Page


@dataclass(frozen=True, slots=True)
class SampleCase:
    """A made-up row for the samples."""

    number: str
    title: str
    applicant: str
    received: str
    due: str
    state: str
    kind: TagKind
    officer: str


_TITLES = ("児童手当 認定請求", "保育所 入所申込", "高齢者補聴器 購入費助成", "犬の登録")
_NAMES = ("山田 太郎", "佐藤 花子", "鈴木 一郎", "髙橋 さくら", "𠮷田 健", "グエン ティ ラン")
_STATES: tuple[tuple[str, TagKind], ...] = (
    ("審査中", "info"),
    ("審査中", "info"),
    ("補正待ち", "warning"),
    ("期限超過", "danger"),
    ("受付", "neutral"),
)


def sample_cases(count: int = 20) -> Sequence[SampleCase]:
    """Return made-up applications."""
    return [
        SampleCase(
            number=f"R8-{1040 + one:04d}-{(one * 37) % 10}",
            title=_TITLES[one % 4],
            applicant=_NAMES[one % 6],
            received=f"4月{1 + one % 28}日",
            due=f"5月{1 + one % 28}日",
            state=_STATES[one % 5][0],
            kind=_STATES[one % 5][1],
            officer=("", "田中", "小林")[one % 3],
        )
        for one in range(count)
    ]


QUEUE: ListPage[SampleCase] = ListPage(
    name="queue",
    caption="申請",
    search_label="受付番号・氏名・カナ・電話",
    default_order="-received",
    filters=(
        Filter("state", "状態", (("", "すべて"), ("open", "審査中"), ("correction", "補正待ち"))),
        Filter("officer", "担当", (("", "全員"), ("me", "自分"), ("none", "担当なし"))),
    ),
    columns=(
        Column(
            "number",
            "受付番号",
            lambda row: markup('<a href="#{}">{}</a>', row.number, row.number),
            order=("number",),
            wrap=False,
            heads_row=True,
        ),
        Column("title", "手続", lambda row: row.title, order=("title",)),
        Column("applicant", "申請者", lambda row: row.applicant, order=("applicant",)),
        Column("received", "受付日", lambda row: row.received, order=("received",), wrap=False),
        Column("due", "処理期限", lambda row: row.due, order=("due",), wrap=False),
        Column("state", "状態", lambda row: status_tag(row.state, row.kind)),
        Column("officer", "担当", lambda row: row.officer or "—", wrap=False),
    ),
    row_key=lambda row: row.number,
    row_label=lambda row: row.number,
)


def list_whole() -> SafeString:
    """絞り込み・選択・書き出しのある一覧"""
    people = FieldView(
        id="officer-new", name="officer", label="担当", width="m", extra={"aria-label": "担当にする人"}
    )
    return list_view(
        QUEUE,
        ListQuery(order="-received", number=2),
        Page(rows=sample_cases(), count=128, number=2, size=20),
        bulk=(Bulk("assign", "担当にする"),),
        bulk_fields=select_input(people, [Choice("5", "田中"), Choice("6", "小林")], empty="担当を選ぶ"),
        exports=(Link("CSV で書き出す", "#csv"), Link("Excel で書き出す", "#xlsx")),
    )


def list_empty() -> SafeString:
    """見つからないとき"""
    return list_view(
        replace(QUEUE, name="empty"), ListQuery(word="存在しない"), Page(rows=(), count=0, number=1, size=20)
    )


def table_alone() -> SafeString:
    """表だけ"""
    columns: tuple[Column[tuple[str, int]], ...] = (
        Column("section", "課", lambda row: row[0], heads_row=True),
        Column("count", "件数", lambda row: f"{row[1]:,}", align="end"),
    )
    page = ListPage(name="counts", caption="課ごとの件数", columns=columns)
    return simple_table(page, None, [("子育て支援課", 1240), ("介護保険課", 318), ("税務課", 96)])


def figures_plain() -> SafeString:
    """今日の数字"""
    return figures(
        [
            Figure(label="自分の担当", value="12", unit="件", url="#mine", note="今日が期限のもの 2件"),
            Figure(label="期限を過ぎたもの", value="3", unit="件", url="#overdue", kind="danger"),
            Figure(label="補正の返事", value="5", unit="件", url="#answered", kind="warning"),
            Figure(label="今日届いた申請", value="41", unit="件", url="#today"),
        ]
    )


def summary_plain() -> SafeString:
    """答えの確認"""
    return summary_list(
        [
            SummaryRow(
                label="お名前", value="山田 太郎（ヤマダ タロウ）", change_url="#name", key="row-name"
            ),
            SummaryRow(label="生年月日", value="昭和55年（1980年）4月1日", change_url="#birthday"),
            SummaryRow(
                label="住所", value="〒171-8422\n東京都豊島区南池袋2丁目45番1号", change_url="#address"
            ),
            SummaryRow(
                label="課税証明書",
                value="課税証明書.pdf",
                change_url="#file",
                note="裏面も送ってください。（子育て支援課）",
            ),
            SummaryRow(label="備考", value="", change_url="#note"),
        ]
    )


def timeline_plain() -> SafeString:
    """これまでの経過"""
    return timeline(
        [
            Moment(
                when="令和8年4月14日 10時32分",
                iso="2026-04-14T10:32",
                what="課税証明書の差し替えをお願いしました",
                who="子育て支援課",
                body="裏面が写っていないためです。",
            ),
            Moment(
                when="令和8年4月10日 9時5分",
                iso="2026-04-10T09:05",
                what="審査を始めました",
                who="子育て支援課",
            ),
            Moment(when="令和8年4月9日 21時47分", iso="2026-04-09T21:47", what="申請を受け付けました"),
        ]
    )


def thread_plain() -> SafeString:
    """やり取り"""
    return message_thread(
        [
            Message(
                author="子育て支援課",
                when="4月14日 10時32分",
                iso="2026-04-14T10:32",
                text="課税証明書の裏面が写っていません。\n写真を撮り直して送ってください。",
            ),
            Message(
                author="山田 太郎",
                when="4月14日 20時10分",
                iso="2026-04-14T20:10",
                text="裏面を送りました。",
                mine=True,
            ),
        ]
    )


def cards_plain() -> SafeString:
    """自分の申請"""
    return card_list(
        [
            Card(
                title="児童手当 認定請求",
                url="#case",
                facts=("受付番号 R8-0123-4567", "4月9日に申請"),
                tag=status_tag("補正のお願い", "warning"),
            ),
            Card(title="犬の登録", url="#dog", facts=("下書き", "4月2日に保存")),
        ]
    )


ENTRIES = (
    Entry(
        "summary",
        "答えの一覧",
        "記録",
        "送る前の確認、送った後の控え。1つずつ直せます。",
        "表を使わない（狭い画面で読めません）。",
        (summary_plain,),
    ),
    Entry(
        "timeline",
        "経過",
        "記録",
        "いつ、だれが、何をしたかを示すとき。新しい順に並べます。",
        "役所の中の細かい動きを、そのまま見せない。",
        (timeline_plain,),
    ),
    Entry(
        "thread",
        "やり取り",
        "記録",
        "住民と課のやり取り。古い順に並べます。",
        "電話の記録には使わない。",
        (thread_plain,),
    ),
    Entry(
        "cards",
        "開くものの一覧",
        "記録",
        "申請や手続など、開いて見るものを並べるとき。",
        "10を超えるなら検索も置く。",
        (cards_plain,),
    ),
    Entry(
        "lists",
        "一覧",
        "机",
        "たくさんの中から探し、まとめて扱うとき。/ で検索、j・k で移動、Enter で開く、x で選択。",
        "住民のページには「開くものの一覧」を使います。",
        (list_whole, list_empty, table_alone),
        face="staff",
    ),
    Entry(
        "figures",
        "数字",
        "机",
        "仕事を始める前に見る数字。押すと、数えたものの一覧が開きます。",
        "動かせない数字、比べる相手のない数字を置かない。",
        (figures_plain,),
        face="staff",
    ),
)
