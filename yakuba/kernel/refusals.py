"""How a verb says no: a code for machines, a sentence for the person. Never an HTTP error."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refusal(Exception):
    """The office does not do this, and says why in the words of the person who asked.

    `fields` ties sentences to fields of the form that was sent, where that helps.
    """

    def __init__(self, code: str, sentence: Sentence, fields: Mapping[str, Sentence] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.fields = dict(fields or {})


class NotAllowed(Refusal):
    """The actor does not hold the permission."""

    def __init__(
        self, code: str = "not_allowed", sentence: Sentence = _("この操作をする権限がありません。")
    ) -> None:
        super().__init__(code, sentence)


class NotFound(Refusal):
    """There is no such row, or it is somebody else's: the answer is the same, so that nothing leaks."""

    def __init__(
        self, code: str = "not_found", sentence: Sentence = _("お探しのページは見つかりませんでした。")
    ) -> None:
        super().__init__(code, sentence)


class Conflict(Refusal):
    """Somebody else changed it in the meantime; nothing was overwritten."""

    def __init__(
        self,
        code: str = "conflict",
        sentence: Sentence = _("ほかの人が先に変更しました。最新の内容を確かめて、もう一度お試しください。"),
    ) -> None:
        super().__init__(code, sentence)
