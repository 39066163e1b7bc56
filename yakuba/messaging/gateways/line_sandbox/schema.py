"""Judges bodies by the facts of LINE's OpenAPI: every object by the very kind that its `type` names.

A judge is compiled once for each kind of object. What is wrong is told in LINE's words: the property, and why.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from yakuba.messaging.gateways.line_sandbox import limits

Fault = tuple[str, str]
"""A property (`messages[0].text`) and what is wrong with it."""
Judge = Callable[[Any, str, list[Fault]], None]
Facts = Mapping[str, Any]
FACTS = Path(__file__).with_name("facts.json")
MOST_FAULTS = 20
_encode = msgspec.json.Encoder().encode
_URI = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:.+")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


class Shapes:
    """The judges of all objects that some facts describe."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._judges: dict[str, Judge] = {}

    def faults(self, name: str, value: object) -> list[Fault]:
        """What is wrong with a value as the named object; at most 20 faults."""
        found: list[Fault] = []
        try:
            self._judge(name)(value, "", found)
        except RecursionError:
            return [("", "Nested too deeply")]
        return found[:MOST_FAULTS]

    def _judge(self, name: str) -> Judge:
        known = self._judges.get(name)
        if known is None:
            told = self._facts[name]
            known = self._by_kind(told["kinds"]) if "kinds" in told else self._object(name, told)
            self._judges[name] = known
        return known

    def _named(self, name: str) -> Judge:
        """A judge that is looked for when it is first needed: objects hold objects of their own kind."""

        def judge(value: Any, at: str, found: list[Fault]) -> None:
            self._judge(name)(value, at, found)

        return judge

    def _by_kind(self, kinds: Mapping[str, str]) -> Judge:
        judges = {kind: self._named(name) for kind, name in kinds.items()}
        allowed = f"Must be one of the following values: [{', '.join(kinds)}]"

        def judge(value: Any, at: str, found: list[Fault]) -> None:
            if type(value) is not dict:
                found.append((at, "Must be an object"))
                return
            kind = value.get("type")
            chosen = judges.get(kind) if type(kind) is str else None
            if chosen is None:
                found.append((_below(at, "type"), allowed if kind is not None else "May not be empty"))
                return
            chosen(value, at, found)

        return judge

    def _object(self, name: str, told: Mapping[str, Any]) -> Judge:
        fields = {one: self._field(of) for one, of in told["fields"].items()}
        needs = tuple(told["needs"])
        closed = bool(told.get("closed"))
        also = _EXTRA[name] if told.get("also") else None

        def judge(value: Any, at: str, found: list[Fault]) -> None:
            if type(value) is not dict:
                found.append((at, "Must be an object"))
                return
            for one in needs:
                if value.get(one) is None:
                    found.append((_below(at, one), "May not be empty"))
            for one, inner in value.items():
                field = fields.get(one)
                if field is None:
                    if closed:
                        found.append((_below(at, one), "unknown field"))
                elif inner is not None:
                    field(inner, _below(at, one), found)
            if also is not None and not found:
                also(value, at, found)

        return judge

    def _field(self, told: Mapping[str, Any]) -> Judge:
        kind = told["is"]
        if kind == "any":
            return _anything
        if kind[:1].isupper():
            return self._named(kind)
        if kind == "array":
            return self._list(told)
        if kind == "object":
            return self._values(told)
        return _text(told) if kind == "string" else _plain(told)

    def _list(self, told: Mapping[str, Any]) -> Judge:
        least, most, inner = told.get("min", 0), told.get("max"), self._field(told.get("of", {"is": "any"}))

        def judge(value: Any, at: str, found: list[Fault]) -> None:
            if type(value) is not list:
                found.append((at, "Must be an array"))
                return
            if len(value) < least or (most is not None and len(value) > most):
                found.append((at, f"Size must be between {least} and {most if most is not None else 'any'}"))
                return
            for number, one in enumerate(value):
                inner(one, f"{at}[{number}]", found)
                if len(found) > MOST_FAULTS:
                    return

        return _ids(least, most) if told.get("of") == {"is": "string"} else judge

    def _values(self, told: Mapping[str, Any]) -> Judge:
        inner = self._field(told.get("of", {"is": "any"}))

        def judge(value: Any, at: str, found: list[Fault]) -> None:
            if type(value) is not dict:
                found.append((at, "Must be an object"))
                return
            for name, one in value.items():
                inner(one, _below(at, name), found)

        return judge


def _ids(least: int, most: int | None) -> Judge:
    """A plain list of texts, which may be 500 long: looked at in one go."""

    def judge(value: Any, at: str, found: list[Fault]) -> None:
        if type(value) is not list:
            found.append((at, "Must be an array"))
        elif len(value) < least or (most is not None and len(value) > most):
            found.append((at, f"Size must be between {least} and {most if most is not None else 'any'}"))
        elif set(map(type, value)) - {str}:
            found.append((at, "Must be an array of strings"))

    return judge


def _anything(value: Any, at: str, found: list[Fault]) -> None:
    """No fact is known: whatever it is will do."""


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _text(told: Mapping[str, Any]) -> Judge:
    least, most = told.get("min", 0), told.get("max")
    pattern = re.compile(told["pattern"]) if "pattern" in told else None
    allowed = frozenset(told["one_of"]) if "one_of" in told else None
    is_uri = told.get("format") == "uri"

    def judge(value: Any, at: str, found: list[Fault]) -> None:
        if type(value) is not str:
            found.append((at, "Must be a string"))
        elif len(value) < least:
            found.append((at, "May not be empty"))
        elif most is not None and len(value) > most:
            found.append((at, f"Length must be between {least} and {most}"))
        elif allowed is not None and value not in allowed:
            found.append((at, f"Must be one of the following values: [{', '.join(sorted(allowed))}]"))
        elif (pattern is not None and not pattern.search(value)) or (is_uri and not _URI.match(value)):
            found.append((at, "invalid uri" if is_uri else "invalid property"))

    return judge


def _plain(told: Mapping[str, Any]) -> Judge:
    types, least, most = _TYPES[told["is"]], told.get("min"), told.get("max")
    step = told.get("step")

    def judge(value: Any, at: str, found: list[Fault]) -> None:
        if type(value) not in types:
            found.append((at, f"Must be of type {told['is']}"))
        elif (least is not None and value < least) or (most is not None and value > most):
            found.append((at, f"Must be between {least} and {most}"))
        elif step and value % step:
            found.append((at, f"Must be a multiple of {step}"))

    return judge


def _flex(value: Any, at: str, found: list[Fault]) -> None:
    """A bubble has something to show; bubbles and carousels stay within their sizes, boxes within a depth."""
    contents = value["contents"]
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    most = limits.LARGEST_CAROUSEL if contents["type"] == "carousel" else limits.LARGEST_BUBBLE
    if len(_encode(contents)) > most:
        found.append((_below(at, "contents"), "Too large"))
    for number, bubble in enumerate(bubbles):
        blocks = [bubble[name] for name in ("header", "hero", "body", "footer") if bubble.get(name)]
        where = f"{at}.contents[{number}]"
        if not blocks:
            found.append((where, "At least one block must be specified"))
        if any(_depth(block) > limits.FLEX_DEPTH for block in blocks):
            found.append((where, "Nested too deeply"))


def _depth(component: Mapping[str, Any]) -> int:
    inner = [one for one in component.get("contents") or () if isinstance(one, dict)]
    return 1 + max(map(_depth, inner), default=0)


def _labelled(value: Any, at: str, found: list[Fault]) -> None:
    """Whatever is pressed as a button has a label."""
    pressed = value["actions"] if "actions" in value else [value["action"]]
    found += [(f"{at}.action.label", "May not be empty") for one in pressed if not one.get("label")]


def _says_something(value: Any, at: str, found: list[Fault]) -> None:
    if not (value.get("text") or value.get("contents")):
        found.append((_below(at, "text"), "May not be empty"))


_EXTRA: dict[str, Judge] = {
    "FlexMessage": _flex,
    "FlexText": _says_something,
    **dict.fromkeys(limits.LABELLED, _labelled),
}


def tightened(facts: Facts) -> Facts:
    """The facts with the limits of the reference pages on top; never looser than they were."""
    merged: dict[str, Any] = json.loads(json.dumps(facts))
    for place, more in limits.FIELDS.items():
        name, _, field = place.partition(".")
        merged[name]["fields"][field] |= more
    for name, needs in limits.NEEDS.items():
        merged[name]["needs"] = sorted({*merged[name]["needs"], *needs})
    for name, told in merged.items():
        if name.startswith(limits.CLOSED) and "fields" in told:
            told["closed"] = True
        if name in _EXTRA:
            told["also"] = True
    return merged


@cache
def shapes() -> Shapes:
    """The judges that the stand-in uses."""
    return Shapes(tightened(json.loads(FACTS.read_text("utf-8"))))
