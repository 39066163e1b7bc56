"""The reference pages, written from what the modules declare: nothing here is kept by hand."""

import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from types import ModuleType
from typing import Any

from django.core.management import get_commands, load_command_class
from django.urls import URLPattern, URLResolver

from yakuba.config import demo, places, prepare, serve, urls_public, urls_staff
from yakuba.kernel import actions, events, grants, jobs, options, permissions
from yakuba.kernel.actor import Assurance
from yakuba.kernel.permissions import Permission

FOLDER = places.ROOT / "docs" / "reference"
FACES = {"Internet face (residents)": urls_public, "LGWAN face (staff)": urls_staff}
OWN_COMMANDS: tuple[ModuleType, ...] = (demo, prepare, serve)
"""Commands that start before Django does."""
ALWAYS = {
    "help",
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}
"""Arguments that every management command takes."""
KINDS = ("anonymous", "guest", "resident", "staff")


def pages() -> dict[str, str]:
    """File name → text of every reference page."""
    _furnish()
    return {
        name: f"<!-- Written by `yakuba reference`. Change what is declared in the code, then run it again. -->\n{text}"
        for name, text in (
            ("actions.md", _actions()),
            ("commands.md", _commands()),
            ("events.md", _events()),
            ("jobs.md", _jobs()),
            ("options.md", _options()),
            ("permissions.md", _permissions()),
            ("routes.md", _routes()),
        )
    }


def write() -> list[str]:
    """Write the pages that are not up to date; returns their names."""
    stale = stale_pages()
    for name, text in stale.items():
        (FOLDER / name).write_text(text, "utf-8")
    return sorted(stale)


def stale_pages() -> dict[str, str]:
    """The pages that say something else than the code: file name → what they should say."""
    return {
        name: text
        for name, text in pages().items()
        if not (FOLDER / name).exists() or (FOLDER / name).read_text("utf-8") != text
    }


def _furnish() -> None:
    """Import all that declares something: what neither a page nor a job nor a command reaches is not in use."""
    for name, app in get_commands().items():
        if str(app).startswith("yakuba."):
            load_command_class(str(app), name)


def _ours(module: str) -> bool:
    """Whether something belongs to the house and not to its tests."""
    return module.startswith("yakuba.") and ".tests." not in module


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0]


def _who(kinds: Iterable[str], needs: Assurance) -> str:
    held = [kind for kind in KINDS if kind in set(kinds)]
    return ", ".join(held) + (f" (assurance {needs.name})" if needs else "")


def _by_permission(permission: Permission) -> str:
    if permission.open_to:
        return f"`{permission.code}`: {_who(permission.open_to, permission.needs)}"
    return f"`{permission.code}`: staff by role" + (f" ({permission.needs.name})" if permission.needs else "")


def _verbs() -> list[actions.Declared]:
    return [verb for verb in actions.all_actions() if _ours(verb.name)]


def _verb(declared: actions.Declared) -> Callable[..., Any]:
    module, _, name = declared.name.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _actions() -> str:
    text = "# Verbs\n\nThe only ways to change something. Each checks its permission, runs in one transaction, and leaves the sentence in the audit trail.\n"
    for module in dict.fromkeys(verb.name.split(".")[1] for verb in _verbs()):
        text += f"\n## {module}\n\n" + _table(
            ("verb", "permission", "trail", "what it does"),
            (
                (
                    f"`{verb.name.rpartition('.')[2]}`",
                    f"`{verb.permission.code}`",
                    verb.audit or f"none: {verb.unaudited}",
                    _first_line(_verb(verb)),
                )
                for verb in _verbs()
                if verb.name.split(".")[1] == module
            ),
        )
    return text


def _events() -> str:
    text = "# Events\n\nWhat modules announce, and who listens. The worker delivers each event to each listener once.\n"
    for name, kind in events.all_events().items():
        if _ours(kind.__module__) and not kind.__subclasses__():
            listeners = sorted(events.subscribers(name))
            text += f"\n## {name}\n\n{_first_line(kind)}\n\n"
            text += f"- carries: {', '.join(f'`{one.name}`' for one in fields(kind)) or 'nothing'}\n"
            text += f"- heard by: {', '.join(f'`{one}`' for one in listeners) or f'nobody: {kind.unheard}'}\n"
    return text


def _permissions() -> str:
    asked: dict[str, list[str]] = {}
    for verb in _verbs():
        asked.setdefault(verb.permission.code, []).append(f"`{verb.name.rpartition('.')[2]}`")
    for _, _, name, view in _all_routes():
        entry = getattr(view, "entry", None)
        if entry and entry.permission:
            asked.setdefault(entry.permission.code, []).append(f"page `{name}`")
    return (
        "# Permissions\n\nStaff hold them through the roles of their appointments; the others by what they are.\n\n"
        + _table(
            ("code", "allows", "held by", "asked by"),
            (
                (
                    f"`{one.code}`",
                    one.label,
                    _who(one.open_to, one.needs) if one.open_to else "staff by role, or the system",
                    ", ".join(dict.fromkeys(asked.get(one.code, ["queries"]))),
                )
                for one in permissions.all_permissions()
                if _declared_by_a_module(one)
            ),
        )
    )


def _declared_by_a_module(permission: Permission) -> bool:
    """Whether the permission is not one that a test made up."""
    homes = (module.name for module in grants.modules())
    files = [f"{home}.permissions" for home in homes] + ["yakuba.kernel.audit"]
    known = (importlib.import_module(file) for file in files if importlib.util.find_spec(file))
    return any(permission is value for file in known for value in vars(file).values())


def _options() -> str:
    return "# Options\n\nWhat an office may choose for itself.\n\n" + _table(
        ("code", "label", "default", "help"),
        ((f"`{one.code}`", one.label, f"`{one.default}`", one.help) for one in options.all_options()),
    )


def _jobs() -> str:
    return (
        "# Jobs\n\nWhat the worker does: by the clock (cron, Tokyo time), or when it is asked to.\n\n"
        + _table(
            ("job", "when", "what it does"),
            (
                (f"`{one.name}`", _when(one), _first_line(one.work))
                for one in jobs.all_jobs()
                if _ours(one.work.__module__)
            ),
        )
    )


def _when(one: jobs.Job) -> str:
    when = f"`{one.every}`" if one.every else "when asked"
    return f"{when}, and when a worker starts" if one.at_start else when


def _commands() -> str:
    text = "# Commands\n\n`yakuba <command> --help` says the same at the terminal.\n"
    for module in OWN_COMMANDS:
        text += f"\n## yakuba {module.__name__.rpartition('.')[2]}\n\n{_first_line(module)}\n"
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("yakuba."):
            command, spoken = load_command_class(str(app), name), name.replace("_", "-")
            text += f"\n## yakuba {spoken}\n\n{command.help}\n"
            rows = list(_arguments(command.create_parser("yakuba", spoken)))
            text += f"\n{_table(('argument', 'meaning'), rows)}" if rows else ""
    return text


def _arguments(parser: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The arguments of a command that are its own, those of its subcommands included."""
    for argument in parser._actions:
        if isinstance(argument.choices, dict):
            for name, inner in argument.choices.items():
                yield f"`{before}{name}`", inner.description or _help_of(argument, name)
                yield from _arguments(inner, f"{before}{name} ")
        elif argument.dest not in ALWAYS:
            name = ", ".join(argument.option_strings) or str(argument.metavar or argument.dest)
            yield f"`{before}{name}`", argument.help or ""


def _help_of(argument: Any, name: str) -> str:
    return next((one.help or "" for one in argument._choices_actions if one.dest == name), "")


def _all_routes() -> Iterator[tuple[str, str, str, Callable[..., Any]]]:
    """Face, address, name, view of every route."""
    for face, addresses in FACES.items():
        yield from ((face, *route) for route in _walk(addresses.urlpatterns, "/", ""))


def _walk(patterns: Iterable[Any], before: str, spaces: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for one in patterns:
        address = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(one, URLResolver):
            yield from _walk(
                one.url_patterns, address, f"{spaces}{one.namespace}:" if one.namespace else spaces
            )
        elif isinstance(one, URLPattern):
            yield address, f"{spaces}{one.name or ''}", one.callback


def _routes() -> str:
    text = "# Addresses\n\nEvery page of the two faces, and who may enter.\n"
    for face in FACES:
        text += f"\n## {face}\n\n" + _table(
            ("address", "name", "view", "who may enter"),
            (
                (
                    f"`{address}`",
                    f"`{name}`",
                    f"`{view.__module__.removeprefix('yakuba.')}.{view.__name__}`",
                    _entry(view),
                )
                for where, address, name, view in _all_routes()
                if where == face
            ),
        )
    return text


def _entry(view: Callable[..., Any]) -> str:
    entry = getattr(view, "entry", None)
    if entry is None:
        return "the view decides"
    if entry.permission is not None:
        return _by_permission(entry.permission)
    return _who(entry.open_to, entry.assurance)
