"""Catalogue: whole pages, to see the parts at work together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from yakuba.ui.catalogue import composites, files, words
from yakuba.ui.components.fields import Choice, FieldView, radio_group, text_field
from yakuba.ui.components.markup import joined
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import ErrorLink, status_tag
from yakuba.ui.components.parts import PartsView, address_field, date_field, name_field
from yakuba.ui.components.records import Card, SummaryRow

Context = dict[str, Any]
WAY = [Link("最初のページ", "#top"), Link("児童手当 認定請求")]
DESK = [
    {"label": "机", "url": "#desk", "current": "page"},
    {"label": "申請", "url": "#cases", "current": ""},
    {"label": "期限超過", "url": "#overdue", "current": ""},
    {"label": "手続", "url": "#procedures", "current": ""},
]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of the samples; the template is named after the slug."""

    slug: str
    title: str
    context: Callable[[], Context]


def _home() -> Context:
    procedures = [
        Card(
            title="児童手当 認定請求",
            url="#1",
            text="中学校を卒業するまでのお子さんを育てている方に、手当をお支払いします。",
            facts=("10分ほど", "手数料なし"),
        ),
        Card(
            title="保育所 入所申込",
            url="#2",
            text="来年4月からの入所を申し込みます。",
            facts=("20分ほど", "4月30日まで"),
            tag=status_tag("受付中", "success"),
        ),
        Card(
            title="犬の登録",
            url="#3",
            text="犬を飼い始めた方は、30日以内に登録してください。",
            facts=("5分ほど", "3,000円"),
        ),
    ]
    return {"cards": procedures, "navigation": [{"label": "マイページ", "url": "#me", "current": ""}]}


def _fields() -> SafeString:
    return joined(
        [
            name_field(
                PartsView(
                    id="child",
                    name="child",
                    label="お子さんのお名前",
                    values={"family": "山田", "given": "さくら", "family_kana": "ヤマダ"},
                    errors={"given_kana": "名のフリガナを入力してください。"},
                    required=True,
                )
            ),
            date_field(
                PartsView(
                    id="birthday",
                    name="birthday",
                    label="お子さんの生年月日",
                    values={"era": "令和", "year": "7", "month": "12", "day": "3"},
                    readback="令和7年（2025年）12月3日",
                    required=True,
                ),
                eras=composites.ERAS,
            ),
            radio_group(
                FieldView(
                    id="living",
                    name="living",
                    label="お子さんと一緒に住んでいますか",
                    value="apart",
                    required=True,
                ),
                [
                    Choice("together", "一緒に住んでいる"),
                    Choice("apart", "別に住んでいる", help="次の質問に答えてください。"),
                ],
            ),
            address_field(
                PartsView(
                    id="home",
                    name="home",
                    label="お子さんの住所",
                    values={"postcode": "1718422", "prefecture": "東京都", "city": "豊島区"},
                    errors={"street": "「お子さんの住所」の町名か番地を入力してください。"},
                    required=True,
                )
            ),
            text_field(FieldView(id="note", name="note", label="区に伝えたいこと")),
        ]
    )


def _form() -> Context:
    errors = [
        ErrorLink("child-given_kana", "名のフリガナを入力してください。"),
        ErrorLink("home-street", "「お子さんの住所」の町名か番地を入力してください。"),
    ]
    return {
        "names": words.PAGES,
        "fields": _fields(),
        "errors": errors,
        "has_errors": True,
        "breadcrumb": WAY,
    }


def _check() -> Context:
    rows = [
        SummaryRow(label="お名前", value="山田 太郎（ヤマダ タロウ）", change_url="#1"),
        SummaryRow(label="生年月日", value="昭和55年（1980年）4月1日", change_url="#1"),
        SummaryRow(label="住所", value="〒171-8422\n東京都豊島区南池袋2丁目45番1号", change_url="#1"),
        SummaryRow(label="電話番号", value="03-1234-5678", change_url="#1"),
    ]
    children = [
        SummaryRow(label="お子さんのお名前", value="山田 さくら（ヤマダ サクラ）", change_url="#2"),
        SummaryRow(label="お子さんの生年月日", value="令和7年（2025年）12月3日", change_url="#2"),
    ]
    return {"names": words.PAGES, "rows": rows, "children": children, "breadcrumb": WAY}


def _receipt() -> Context:
    return {"number": "R8-0123-4567", "breadcrumb": WAY}


def _status() -> Context:
    return {
        "timeline": files.timeline_plain(),
        "thread": files.thread_plain(),
        "breadcrumb": [Link("マイページ", "#me"), Link("児童手当 認定請求")],
        "tag": status_tag("補正のお願い", "warning"),
    }


def _desk() -> Context:
    return {
        "navigation": DESK,
        "figures": files.figures_plain(),
        "list": files.list_whole(),
        "tabs": words.tabs_plain(),
    }


def _case() -> Context:
    return {
        "navigation": DESK,
        "breadcrumb": [Link("机", "#desk"), Link("自分の担当", "#mine"), Link("R8-0123-4567")],
        "summary": files.summary_plain(),
        "timeline": files.timeline_plain(),
        "thread": files.thread_plain(),
        "officers": [("5", "田中"), ("6", "小林")],
    }


def _confirm() -> Context:
    return {
        "template": "ui/confirm.html",
        "shell_template": "ui/shell_resident.html",
        "heading": "この申請を取り下げますか",
        "consequence": "取り下げると、審査は終わります。元には戻せません。",
        "rows": [
            SummaryRow(label="手続", value="児童手当 認定請求"),
            SummaryRow(label="受付番号", value="R8-0123-4567"),
        ],
        "label": "取り下げる",
        "cancel_url": "#status",
        "breadcrumb": [Link("マイページ", "#me"), Link("取り下げ")],
    }


def _nothing() -> Context:
    return {}


SAMPLES = {
    one.slug: one
    for one in (
        Sample("home", "住民：最初のページ", _home),
        Sample("form", "住民：記入（直すところがあるとき）", _form),
        Sample("check", "住民：確認", _check),
        Sample("receipt", "住民：受け付けました", _receipt),
        Sample("status", "住民：申請の状況", _status),
        Sample("confirm", "住民：取り下げの確認", _confirm),
        Sample("desk", "職員：机", _desk),
        Sample("case", "職員：申請", _case),
        Sample("paper", "紙", _receipt),
        Sample("refusal", "断りのページ", _nothing),
    )
}
