"""`@action`: a verb checks the permission, runs in one transaction and leaves one audit entry; nothing else."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from django.db import models, transaction

from yakuba.kernel import audit as trail
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import Permission
from yakuba.kernel.refusals import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")
Verb = Callable[Concatenate[Actor, P], R]

_registry: dict[str, "Declared"] = {}


class Declared:
    """What a verb says of itself, for the tests and the reference pages."""

    __slots__ = ("audit", "name", "permission", "unaudited")

    def __init__(self, name: str, permission: Permission, audit: str, unaudited: str) -> None:
        self.name = name
        self.permission = permission
        self.audit = audit
        self.unaudited = unaudited


def all_actions() -> list[Declared]:
    """Every declared verb, by name."""
    return [_registry[name] for name in sorted(_registry)]


@overload
def action(*, permission: Permission, audit: str) -> Callable[[Verb[P, R]], Verb[P, R]]: ...
@overload
def action(*, permission: Permission, unaudited: str) -> Callable[[Verb[P, R]], Verb[P, R]]: ...
def action(
    *, permission: Permission, audit: str = "", unaudited: str = ""
) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Declare a verb.

    `audit` is the sentence that the trail keeps, in the past tense (「申請を受け付けた」). A verb that changes
    no record of the office says why it leaves none in `unaudited`.
    """
    if bool(audit) == bool(unaudited):
        raise ValueError("a verb either leaves an audit entry or says why it leaves none")

    def declare(verb: Verb[P, R]) -> Verb[P, R]:
        name = f"{verb.__module__}.{verb.__qualname__}"
        _registry[name] = Declared(name, permission, audit, unaudited)

        @functools.wraps(verb)
        def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if not actor.may(permission):
                raise NotAllowed()
            with transaction.atomic():
                if not audit:
                    return verb(actor, *args, **kwargs)
                with trail.noting() as notes:
                    result = verb(actor, *args, **kwargs)
                about: Any = notes.about
                if about is None and isinstance(result, models.Model):
                    about = result
                trail.write(actor, text=audit, about=about, detail=notes.detail)
            return result

        return run

    return declare
