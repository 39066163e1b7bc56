"""教示: how, where and until when one can object to a decision (行政不服審査法 82条, 行政事件訴訟法 46条)."""

_OBJECTION = (
    "この決定に不服があるときは、この決定があったことを知った日の翌日から起算して３か月以内に、{head}に対して"
    "審査請求をすることができます。ただし、この決定があったことを知った日の翌日から起算して３か月以内であっても、"
    "この決定の日の翌日から起算して１年を経過したときは、審査請求をすることができなくなります。"
)
_SUIT = (
    "この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して６か月以内に、{ward}を被告として"
    "（訴訟において{ward}を代表する者は、{head}です。）提起することができます。ただし、この決定があったことを知った日"
    "の翌日から起算して６か月以内であっても、この決定の日の翌日から起算して１年を経過したときは、提起することができなく"
    "なります。なお、審査請求をしたときは、その審査請求に対する裁決があったことを知った日の翌日から起算して６か月以内"
    "（裁決の日の翌日から起算して１年以内に限ります。）に、提起することができます。"
)
APPEALABLE = frozenset({"refused", "dismissed"})


def appeal_notice(outcome: str, ward: str, head: str) -> str:
    """The two paragraphs for a decision that takes or denies something, one a line; empty for the others.

    `ward` is the defendant (行訴法 11条), `head` the authority to which the objection goes (行審法 4条).
    """
    if outcome not in APPEALABLE:
        return ""
    return "\n".join(part.format(ward=ward, head=head) for part in (_OBJECTION, _SUIT))
