"""The kinds of days that modules keep for people (a deadline, an appointment), so that campaigns can remind of them."""

from dataclasses import dataclass

_registry: dict[str, "DateKind"] = {}


@dataclass(frozen=True, slots=True)
class DateKind:
    """A kind of day: `code` is `module.name`, `label` says what day it is (「補正の期限」), `easy` and `en` the same in
    the other languages: officers choose by it, and the page behind a message gives it as the reason."""

    code: str
    label: str
    easy: str
    en: str

    def said(self, language: str) -> str:
        """Its name in a language of the pages."""
        return {"ja-easy": self.easy, "en": self.en}.get(language, self.label)


def declare_date(kind: DateKind) -> DateKind:
    """Take a kind of day into the registry. Raises ValueError for one without a module, or declared twice."""
    module, _, name = kind.code.partition(".")
    if not (module and name) or _registry.get(kind.code, kind) != kind:
        raise ValueError(f"kind of date {kind.code!r} has no module or is declared twice")
    _registry[kind.code] = kind
    return kind


def all_dates() -> list[DateKind]:
    """Every kind of day, by code."""
    return [_registry[code] for code in sorted(_registry)]


def date_called(code: str) -> DateKind | None:
    """The kind with this code; None where no module declares it (any more)."""
    return _registry.get(code)


def whose(code: str, days: int, language: str) -> str:
    """Whom a reminder is for, in words: 「補正の期限」の3日前の方."""
    kind = _registry.get(code)
    name = kind.said(language) if kind else code
    if language == "en":
        when = {0: "is today", 1: "is tomorrow"}.get(days, f"is {days} days away")
        return f"people whose day ({name}) {when}"
    if language == "ja-easy":
        return f"「{name}」の {f'{days}日（にち）前（まえ）' if days else '日（ひ）'}の 人（ひと）"
    return f"「{name}」の{f'{days}日前' if days else '当日'}の方"
