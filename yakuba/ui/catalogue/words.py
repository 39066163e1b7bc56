"""Catalogue: actions, notices, ways."""

from django.utils.safestring import SafeString

from yakuba.ui.catalogue.entries import Entry
from yakuba.ui.components.actions import (
    button,
    button_row,
    copy_button,
    link_button,
    print_button,
    search_box,
)
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link, breadcrumbs, pagination, steps, tabs
from yakuba.ui.components.notices import (
    ErrorLink,
    definition,
    disclosure,
    empty_state,
    error_summary,
    notice,
    panel,
    progress,
    status_tag,
)

PAGES = ("はじめに", "申請する人", "お子さん", "口座", "確認")


def buttons_page() -> SafeString:
    """ページの終わり"""
    return button_row(button("次へ進む"), link_button("前のページに戻る", "#back", kind="text"))


def buttons_kinds() -> SafeString:
    """種類"""
    return button_row(
        button("申請する"),
        button("保存して中断する", kind="secondary"),
        button("申請を取り下げる", kind="danger"),
        button("取り消す", kind="text", subject="証明書.pdf"),
    )


def buttons_browser() -> SafeString:
    """ブラウザにできること"""
    return button_row(print_button(), copy_button("R8-0123-4567", label="受付番号をコピーする"))


def search_plain() -> SafeString:
    """手続を探す"""
    return search_box(label="手続を探す", value="児童手当")


def notice_kinds() -> SafeString:
    """種類"""
    return joined(
        [
            notice(
                "info",
                "5月1日から郵送料が変わります",
                markup("<p>{}</p>", "1通84円から110円になります。"),
                level=3,
            ),
            notice("success", "下書きを保存しました", level=3),
            notice(
                "warning",
                "6月30日までに直してください",
                markup("<p>{}</p>", "過ぎると、審査できません。"),
                level=3,
            ),
            notice(
                "error",
                "書類を読み込めませんでした",
                markup("<p>{}</p>", "もう一度送ってください。"),
                level=3,
            ),
        ]
    )


def errors_plain() -> SafeString:
    """間違いのまとめ"""
    return error_summary(
        [
            ErrorLink("school", "学校の名前を入力してください。"),
            ErrorLink("birthday", "生年月日：2月は28日までです。"),
            ErrorLink("", "同じ内容の申請を、すでに受け付けています。"),
        ]
    )


def tag_kinds() -> SafeString:
    """状態"""
    return joined(
        markup("{} ", one)
        for one in (
            status_tag("下書き"),
            status_tag("審査中", "info"),
            status_tag("認定", "success"),
            status_tag("補正のお願い", "warning"),
            status_tag("期限超過", "danger"),
        )
    )


def panel_plain() -> SafeString:
    """受付番号"""
    return panel(
        markup('<p class="number">{}</p><p>{}</p>', "R8-0123-4567", "お問い合わせのときにお知らせください。"),
        heading="受付番号",
        level=3,
    )


def definition_plain() -> SafeString:
    """言葉の説明"""
    return definition("補正（ほせい）", markup("<p>{}</p>", "申請の足りないところを、あとから直すことです。"))


def disclosure_plain() -> SafeString:
    """折りたたみ"""
    return disclosure("所得が分からないとき", markup("<p>{}</p>", "源泉徴収票の「支払金額」を見てください。"))


def empty_plain() -> SafeString:
    """何もないとき"""
    return empty_state("まだ申請はありません。", link_button("手続を探す", "#search"))


def progress_plain() -> SafeString:
    """終わりの分かる作業"""
    return progress("申請の一覧を書き出しています", done=9600, total=24000)


def progress_open() -> SafeString:
    """終わりの分からない作業"""
    return progress("書類の安全を確認しています")


def steps_plain() -> SafeString:
    """進み具合"""
    return steps(PAGES, 3, urls=("#1", "#2"))


def crumbs_plain() -> SafeString:
    """現在の場所"""
    way = [Link("最初のページ", "#top"), Link("子育て", "#children"), Link("児童手当 認定請求")]
    return breadcrumbs(way, label="見本の場所")


def tabs_plain() -> SafeString:
    """見方を替える"""
    return tabs(
        [
            Link("自分の担当", "#mine", current=True, count=12),
            Link("担当なし", "#open", count=3),
            Link("すべて", "#all", count=1240),
        ],
        label="申請の絞り込み",
    )


def pages_plain() -> SafeString:
    """ページの移動"""
    return pagination(6, 24, lambda number: f"#page-{number}")


ENTRIES = (
    Entry(
        "buttons",
        "ボタン",
        "動作",
        "何かを送る・変えるときはボタン、別のページへ行くだけならリンクを使います。",
        "青いボタン（primary）は、1ページに1つだけ。押せないボタンを置かない。",
        (buttons_page, buttons_kinds, buttons_browser),
    ),
    Entry(
        "search",
        "検索",
        "動作",
        "言葉で探すとき。何を探す欄か、見出しに書きます。",
        "絞り込みだけで足りるところに置かない。",
        (search_plain,),
    ),
    Entry(
        "notices",
        "お知らせ",
        "言葉",
        "読まないと困ることを伝えるとき。消えません。",
        "1ページに2つまで。飾りに使わない。",
        (notice_kinds,),
    ),
    Entry(
        "errors",
        "間違いのまとめ",
        "言葉",
        "送った内容に直すところがあるとき。ページの最初に置き、欄へのリンクを並べます。",
        "欄の下の文を省かない（両方必要です）。",
        (errors_plain,),
    ),
    Entry("tags", "状態", "言葉", "状態を一言で示すとき。", "色だけで区別しない。", (tag_kinds,)),
    Entry(
        "panels",
        "囲みと説明",
        "言葉",
        "本文から分けて見せるもの、役所の言葉の説明、少しの人だけに要る説明。",
        "答えるのに要ることを折りたたまない。",
        (panel_plain, definition_plain, disclosure_plain, empty_plain),
    ),
    Entry(
        "progress",
        "待ち時間",
        "言葉",
        "数秒より長い作業のとき。",
        "終わりが分かるのに、分からない表示をしない。",
        (progress_plain, progress_open),
    ),
    Entry(
        "ways",
        "道しるべ",
        "移動",
        "今どこにいるか、あとどれだけあるかを示すとき。",
        "2ページの手続に進み具合は要りません。",
        (steps_plain, crumbs_plain, tabs_plain, pages_plain),
    ),
)
