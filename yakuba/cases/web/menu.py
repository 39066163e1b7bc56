"""What can be done with a case now: one main action for its status, the others in a quiet menu."""

from dataclasses import dataclass

from django.urls import reverse

from yakuba.cases import api as cases
from yakuba.cases.web.words import moment
from yakuba.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do: its words and address. `post` sends at once; `hint` says what it is for."""

    label: str
    url: str
    post: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The main action (or none), the sentence above it, the others."""

    main: Item | None
    hint: str
    others: tuple[Item, ...]


_LABELS = {
    "decide": "決定する",
    "ask_correction": "補正を求める",
    "cancel_correction": "補正の依頼を取り消す",
    "send_message": "申請した方に連絡する",
    "ask_opinion": "ほかの課に意見を聞く",
    "add_note": "メモを書く",
    "undo_decision": "決定を取り消す",
    "release_notice": "通知書をすぐに送る",
    "take": "担当になる",
    "assign": "担当を決める",
    "transfer": "ほかの課へ移す",
}
_PAGES = {
    "take": "case_take",
    "decide": "case_decide",
    "ask_correction": "case_correction",
    "cancel_correction": "case_correction_cancel",
    "send_message": "case_message",
    "ask_opinion": "case_opinion",
    "add_note": "case_note",
    "assign": "case_assign",
    "transfer": "case_transfer",
    "undo_decision": "case_undo",
    "release_notice": "case_release",
}


def menu(page: cases.CasePage, actor: Actor) -> Menu:
    """The actions of one case for one officer."""
    if "answer_opinion" in page.may and not actor.may(cases.HANDLE, page.case.section_id):
        opinion = next(one for one in page.own_opinions if not one.answered_at and not one.cancelled_at)
        url = reverse("case_opinion_answer", args=[page.case.pk, opinion.pk])
        return Menu(Item("意見を答える", url), "意見を求められています。", ())
    verb = main_verb(page, actor)
    others = tuple(_item(page, actor, one) for one in _LABELS if one in page.may and one != verb)
    return Menu(_item(page, actor, verb) if verb else None, _hint(page, actor), others)


def main_verb(page: cases.CasePage, actor: Actor) -> str:
    """The verb that brings the case on from where it stands, "" where there is none."""
    case = page.case
    if case.status == cases.Status.CORRECTION:
        wanted = ["send_message"]
    elif not case.is_open:
        wanted = []
    elif case.assignee_id is None:
        wanted = ["take", "assign", "decide"]
    elif case.assignee_id == actor.staff_id:
        wanted = ["decide", "ask_correction"]
    else:
        wanted = ["decide"]
    return next((verb for verb in wanted if verb in page.may), "")


def _item(page: cases.CasePage, actor: Actor, verb: str) -> Item:
    label = _LABELS[verb]
    taken = page.case.assignee_id is not None
    if taken and verb in ("take", "assign"):
        label = {"take": "担当を引き継ぐ", "assign": "担当を替える"}[verb]
    return Item(label, reverse(_PAGES[verb], args=[page.case.pk]), post=verb == "take" and not taken)


def _hint(page: cases.CasePage, actor: Actor) -> str:
    """What the officer should know before choosing, in a sentence."""
    case = page.case
    if case.status == cases.Status.WITHDRAWN:
        return "申請した方が取り下げました。"
    if page.decision is not None:
        sent = page.decision.issued_at
        return (
            f"決定を通知しました（{moment(sent)}）。" if sent else "決定しました。通知書はこれから送ります。"
        )
    if not page.may:
        return "この案件は読むことができます。変えることはできません。"
    if case.status == cases.Status.CORRECTION:
        return "補正の答えを待っています。"
    if case.assignee_id is None:
        return "担当がまだいません。"
    if case.assignee_id != actor.staff_id:
        return f"{page.staff.get(case.assignee_id, 'ほかの職員')}さんが担当しています。"
    return "" if "decide" in page.may else "決定は、決裁者が行います。"
