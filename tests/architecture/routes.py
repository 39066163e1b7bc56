"""The routes of both faces, one by one, with arguments to knock on each."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

FACES = ("public", "staff")
DUMMIES = (
    "1",
    "x",
    "child-allowance",
    "person@example.jp",
    "2026-04-01",
    str(uuid.UUID(int=1)),
    "1-x",
    "A" * 26,
)


@dataclass(frozen=True, slots=True)
class Route:
    """One address of a face: the pattern as written, the full name, the view."""

    face: str
    pattern: str
    name: str
    view: Callable[..., Any]
    parts: tuple[Any, ...]

    @property
    def module(self) -> str:
        """The module of the house whose view answers; "" for somebody else's view."""
        parts = self.view.__module__.split(".")
        return parts[1] if parts[0] == "yakuba" else ""

    @property
    def entry(self) -> Any:
        """What `@page` says of who may enter, or None."""
        return getattr(self.view, "entry", None)

    def address(self) -> str:
        """An address that leads to this route, with dummy arguments."""
        return "/" + "".join(piece for part in self.parts for piece in filled(part))


def filled(part: Any) -> Iterator[str]:
    """One pattern with a dummy for every argument."""
    if isinstance(part, RoutePattern):
        rest = str(part)
        for found in re.finditer(r"<(?:[^>:]+:)?(\w+)>", rest):
            rest = rest.replace(found[0], dummy(part.converters[found[1]].regex), 1)
        yield rest
    else:
        rest = str(part).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        rest = re.sub(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)", lambda found: dummy(found[1]), rest)
        yield rest.replace("\\", "")


def dummy(pattern: str) -> str:
    """A value that the pattern of an argument takes."""
    for value in DUMMIES:
        if re.fullmatch(pattern, value):
            return value
    raise AssertionError(f"no dummy value matches {pattern}: add one to tests/architecture/routes.py")


@cache
def of(face: str) -> list[Route]:
    """All routes of a face."""
    return within(face, get_resolver(f"yakuba.config.urls_{face}").url_patterns)


def within(face: str, patterns: list[Any]) -> list[Route]:
    """All routes of some patterns."""
    return list(_walk(face, patterns, (), ""))


def _walk(face: str, patterns: list[Any], before: tuple[Any, ...], spaces: str) -> Iterator[Route]:
    for one in patterns:
        parts = (*before, one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{spaces}{one.namespace}:" if one.namespace else spaces
            yield from _walk(face, one.url_patterns, parts, inner)
        elif isinstance(one, URLPattern):
            name = f"{spaces}{one.name}" if one.name else ""
            yield Route(face, "".join(map(str, parts)), name, one.callback, parts)
