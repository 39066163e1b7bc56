"""`@action`: a verb checks the permission, runs in one transaction and leaves one audit entry; nothing else."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from django.db import connection, models, transaction

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
def action(
    *, permission: Permission, unaudited: str, one_statement: bool = ...
) -> Callable[[Verb[P, R]], Verb[P, R]]: ...
def action(
    *, permission: Permission, audit: str = "", unaudited: str = "", one_statement: bool = False
) -> Callable[[Verb[P, R]], Verb[P, R]]:
    """Declare a verb.

    `audit` is the sentence that the trail keeps, in the past tense (「申請を受け付けた」). A verb that changes
    no record of the office says why it leaves none in `unaudited`. A verb called inside a verb stands or falls
    with it: there is one transaction, and the outermost verb writes all entries at its end.

    `one_statement` is for an unaudited verb on a hot path that is a single SQL statement, which PostgreSQL makes
    atomic by itself: no transaction is opened, and a second statement is refused.
    """
    if bool(audit) == bool(unaudited) or (one_statement and audit):
        raise ValueError("a verb either leaves an audit entry or says why it leaves none")

    def declare(verb: Verb[P, R]) -> Verb[P, R]:
        name = f"{verb.__module__}.{verb.__qualname__}"
        _registry[name] = Declared(name, permission, audit, unaudited)
        around = _one_statement if one_statement else _in_transaction

        @functools.wraps(verb)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not actor.may(permission):
                raise NotAllowed()
            with around():
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


@contextmanager
def _in_transaction() -> Iterator[None]:
    """The outermost verb's transaction and its page of the trail; inside it, nothing more is opened."""
    if trail.gathering():
        with transaction.atomic(savepoint=False):
            yield
        return
    with transaction.atomic(), trail.gathered():
        yield


@contextmanager
def _one_statement() -> Iterator[None]:
    """Let exactly one statement pass."""
    passed = False

    def once(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        nonlocal passed
        if passed:
            raise RuntimeError("this verb was declared to be one statement")
        passed = True
        return execute(sql, params, many, context)

    with connection.execute_wrapper(once):
        yield
