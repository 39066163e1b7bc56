"""Many residents at once, each reading for a while before the next page."""

import random
import threading
import time
from dataclasses import dataclass, field

from benchmarks import journey
from benchmarks.figures import percentile
from benchmarks.visitor import Visitor


class _TimeIsUp(Exception):
    """This resident stops where they are."""


@dataclass
class Rush:
    """What all residents together saw."""

    waited_ms: list[float] = field(default_factory=list)
    applications: int = 0
    wrong: list[str] = field(default_factory=list)

    def p(self, share: float) -> float:
        """A percentile of the time a resident waited for an answer (ms)."""
        return percentile(self.waited_ms, share)


def rush(port: int, *, users: int, seconds: float, think_s: float) -> Rush:
    """Let `users` people apply again and again for so long; half to one and a half times `think_s` before a page."""
    seen = Rush()
    lock = threading.Lock()
    ends = time.monotonic() + seconds
    people = [
        threading.Thread(target=_person, args=(port, number, ends, think_s, seen, lock))
        for number in range(users)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return seen


def _person(port: int, number: int, ends: float, think_s: float, seen: Rush, lock: threading.Lock) -> None:
    chance = random.Random(number)
    visitor = Visitor(port)

    def pause() -> None:
        if time.monotonic() > ends:
            raise _TimeIsUp
        if think_s:
            time.sleep(think_s * chance.uniform(0.5, 1.5))

    done, wrong = 0, []
    time.sleep(think_s * chance.random())
    try:
        while True:
            visitor.cookies.clear()
            journey.apply(visitor, number, pause)
            done += 1
    except _TimeIsUp:
        pass
    except Exception as error:
        wrong.append(repr(error)[:300])
    visitor.close()
    with lock:
        seen.waited_ms += visitor.waited_ms
        seen.applications += done
        seen.wrong += wrong
