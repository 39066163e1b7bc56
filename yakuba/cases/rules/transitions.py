"""Which verb is allowed in which status, and the sentence that says why not."""

from dataclasses import dataclass

RECEIVED = "received"
IN_REVIEW = "in_review"
CORRECTION = "correction"
DECIDED = "decided"
WITHDRAWN = "withdrawn"

_OPEN = frozenset({RECEIVED, IN_REVIEW, CORRECTION})
_ALL = _OPEN | {DECIDED, WITHDRAWN}

ALLOWED: dict[str, frozenset[str]] = {
    "take": _OPEN,
    "assign": _OPEN,
    "transfer": _OPEN,
    "add_note": _ALL,
    "ask_opinion": _OPEN,
    "answer_opinion": _OPEN,
    "cancel_opinion": _ALL,
    "ask_correction": frozenset({RECEIVED, IN_REVIEW}),
    "answer_correction": frozenset({CORRECTION}),
    "cancel_correction": frozenset({CORRECTION}),
    "send_message": _ALL,
    "reply": _ALL,
    "decide": frozenset({RECEIVED, IN_REVIEW}),
    "undo_decision": frozenset({DECIDED}),
    "release_notice": frozenset({DECIDED}),
    "withdraw": _OPEN,
}

_DECIDED = "この案件は、すでに決定しています。"
_WITHDRAWN = "この案件は、申請した方が取り下げています。"

_SENTENCES: dict[tuple[str, str], str] = {
    (
        "ask_correction",
        CORRECTION,
    ): "補正をお願いしている途中です。答えを待つか、その依頼を取り消してください。",
    ("decide", CORRECTION): "補正をお願いしている途中です。その依頼を取り消してから決定してください。",
    ("cancel_correction", RECEIVED): "取り消す補正の依頼がありません。",
    ("cancel_correction", IN_REVIEW): "取り消す補正の依頼がありません。",
    ("withdraw", DECIDED): "決定が出ているため、取り下げられません。",
    ("withdraw", WITHDRAWN): "この申請は、すでに取り下げられています。",
    ("answer_correction", DECIDED): "決定が出ているため、補正は受け付けられません。",
    ("answer_correction", WITHDRAWN): "この申請は、すでに取り下げられています。",
}
_BY_STATUS = {DECIDED: _DECIDED, WITHDRAWN: _WITHDRAWN}
_BY_VERB = {
    "answer_correction": "補正のお願いは、すでに終わっています。",
    "undo_decision": "取り消す決定がありません。",
    "release_notice": "まだ決定していません。",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to "may this be done now": allowed, or the sentence why not."""

    allowed: bool
    sentence: str = ""


def standing(verb: str, status: str) -> Standing:
    """Whether the verb may be done on a case of this status."""
    if status in ALLOWED[verb]:
        return Standing(allowed=True)
    sentence = (
        _SENTENCES.get((verb, status))
        or _BY_VERB.get(verb)
        or _BY_STATUS.get(status)
        or "今の状況では、この操作はできません。"
    )
    return Standing(allowed=False, sentence=sentence)


def verbs_for(status: str) -> frozenset[str]:
    """All verbs that the status allows."""
    return frozenset(verb for verb, allowed in ALLOWED.items() if status in allowed)
