"""Saving a definition, and evaluating a large form: inside one process, through the verb and the compiled form."""

import time
from collections.abc import Callable

from benchmarks import definitions, machine
from benchmarks.house import House

SAVED, LARGE, RULES = 95, 700, 300


def save_ms(house: House, times: int) -> tuple[float, float]:
    """Read, analyse, store (verb) and compile a definition of 95 components, another one every time.

    Gives CPU ms of this process and PostgreSQL together, and ms by the clock, for one.
    """
    from yakuba.kernel.actor import system
    from yakuba.procedures.actions.load_definition import load_definition
    from yakuba.procedures.rules.analysis import check_toml
    from yakuba.procedures.shelf import shelved

    def save(number: int) -> None:
        text = definitions.toml_of(SAVED, SAVED // 3).replace("大きな手続", f"大きな手続 {number}")
        definition, found = check_toml(text)
        assert definition is not None and not found
        shelved(load_definition(system("benchmark"), definition=definition).pk)

    save(0)
    before, began = _cpu_ms(house), time.perf_counter()
    for number in range(1, times + 1):
        save(number)
    clock = (time.perf_counter() - began) * 1000
    return (_cpu_ms(house) - before) / times, clock / times


def evaluation_ms(times: int) -> tuple[float, float]:
    """CPU ms to settle 700 questions with 300 conditions anew, and to judge every answer as well."""
    from yakuba.kernel import clock
    from yakuba.procedures.rules.compiling import compile_form
    from yakuba.procedures.rules.load import load_toml

    definition = load_toml(definitions.toml_of(LARGE, RULES))
    assert not isinstance(definition, list)
    form, answers, today = compile_form(definition), definitions.answers_to(LARGE), clock.today()
    assert form.check_all(answers, today=today) == {}

    def settle() -> None:
        form.visible(answers, today=today)

    def judge() -> None:
        form.check_all(answers, today=today)

    _cost_ms(settle, times // 10 or 1)
    return _cost_ms(settle, times), _cost_ms(judge, times // 10 or 1)


def _cost_ms(work: Callable[[], None], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) * 1000 / times


def _cpu_ms(house: House) -> float:
    return time.process_time() * 1000 + machine.cpu_ms([house.postmaster()])
