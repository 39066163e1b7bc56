"""A ward with people and what is theirs, in a database of its own, and a way to see whether anything in it changed."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import LazySettings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tests import databases
from yakuba.cases import api as cases
from yakuba.config import connections as database_of
from yakuba.config import secrets
from yakuba.identity import api as identity
from yakuba.identity.models import Account, Role, Section, Staff
from yakuba.identity.sessions import SessionStore
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor, Assurance, system
from yakuba.messaging import api as messaging
from yakuba.procedures import api as procedures
from yakuba.procedures.actions.load_definition import load_definition
from yakuba.procedures.actions.publish import publish
from yakuba.procedures.models import Draft, Submission
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.shelf import shelved
from yakuba.procedures.tests import conftest as applying
from yakuba.procedures.tests.examples import Example, walk

WARD = Path(__file__).resolve().parents[2] / "wards" / "toshima"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=clock.TOKYO)
SLUG = "jido-teate"
MARKS = {"guest": "甲乃印", "resident": "乙乃印", "other": "丙乃印"}
"""The family name in everybody's application: where another's is read, something leaked."""
LETTERS = {"guest": "甲乃便", "resident": "乙乃便", "other": "丙乃便"}
"""A word in everybody's inbox; whoever looks after the mail may read it."""
MAIL = {name: f"{name}@example.jp" for name in MARKS}
PEOPLE = {
    "public": ("anonymous", "guest", "resident"),
    "staff": ("anonymous", "officer", "chief", "auditor", "administrator", "stranger"),
}
LOGINS = {"officer": "yamada", "chief": "suzuki", "auditor": "kansa", "administrator": "tanaka", "stranger": "sato"}  # fmt: skip
IN_THE_SECTION = ("officer", "chief")
"""Those who may read what was applied for: the section's own."""

STATE = """
CREATE FUNCTION world_state() RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE found jsonb := '{}'; one regclass; told text;
BEGIN
  FOR one IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND n.nspname = 'public' AND c.relname <> 'procedures_version' LOOP
    EXECUTE format('SELECT md5(coalesce(string_agg(x::text, chr(10) ORDER BY x::text), '''')) FROM %s x', one)
      INTO told;
    found := found || jsonb_build_object(one::text, told);
  END LOOP;
  RETURN found;
END $$;
GRANT EXECUTE ON FUNCTION world_state() TO PUBLIC;
"""


@dataclass
class World:
    """The addresses and cookies of everything that is there."""

    name: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each person: the cookies of their browser."""
    values: dict[str, list[str]] = field(default_factory=dict)
    """What an argument of a route may be: the person's own where there is one, then others'."""
    receipts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)

    def others(self, person: str) -> list[str]:
        """What this person must never read."""
        if person in IN_THE_SECTION:
            return []
        marks = [mark for name, mark in MARKS.items() if name != person]
        letters = [mark for name, mark in LETTERS.items() if name != person]
        return marks + ([] if person == "administrator" else letters)


@contextmanager
def built(settings: LazySettings) -> Iterator[World]:
    """A database with the world in it, dropped afterwards."""
    name = databases.own_name(os.environ.get("PYTEST_XDIST_WORKER", "")) + "_fuzz"
    databases.restore(name, databases.migrated_template())
    own = connections["default"]
    try:
        with _speaking(name, ""), clock.frozen(FRIDAY):
            yield _built(World(name), settings)
    finally:
        connections["default"] = own
        databases.drop(name)


@contextmanager
def as_face(world: World, face: str) -> Iterator[None]:
    """Django speaks to the world with the rights of a face; what is written is undone at the end."""
    with _speaking(world.name, face), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state() -> dict[str, str]:
    """A digest of every table as it stands now, the versions of procedures apart (they never change)."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT world_state()")
        (found,) = cursor.fetchone()
    return dict(json.loads(found) if isinstance(found, str) else found)


@contextmanager
def _speaking(name: str, face: str) -> Iterator[None]:
    own = connections["default"]
    role = database_of.connection(os.environ["DATABASE_URL"], face, secrets.load())
    role["OPTIONS"].pop("pool", None)
    other: BaseDatabaseWrapper = connections.create_connection("default")
    other.settings_dict = {**own.settings_dict, **role, "NAME": name}
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = own


def _built(world: World, settings: LazySettings) -> World:
    applying.face(settings, "public")
    _ward()
    for name in MARKS:
        _applicant(world, name)
    applying.face(settings, "staff")
    for name, login in LOGINS.items():
        account = Account.objects.select_related("staff").get(login=login)
        world.cookies[name] = _signed_in(account, Assurance.TWO_FACTOR, {})
    _desk_work(world)
    world.cookies["anonymous"] = {}
    _arguments(world)
    with connections["default"].cursor() as cursor:
        cursor.execute(STATE)
    world.before = state()
    return world


def _ward() -> None:
    house = system("ward")
    identity.load_ward(house, WARD)
    definition = load_toml((WARD / "procedures" / f"{SLUG}.toml").read_text("utf-8"))
    assert not isinstance(definition, list), definition
    publish(house, version=load_definition(house, definition=definition))
    procedures.forget_remembered()


def _applicant(world: World, name: str) -> None:
    """Somebody with an application, a draft, a message and two cookies of their own."""
    actor = applying.account_of(MAIL[name]) if name == "resident" else identity.guest(MAIL[name])
    person = applying.resident(actor) if name == "resident" else applying.guest(MAIL[name])
    person.post(f"/procedures/{SLUG}/begin")
    draft = Draft.objects.latest("pk")
    form = shelved(draft.version_id).form
    examples = [_marked(one, MARKS[name]) for one in walk(form, today=clock.today(), seed=3)]
    world.receipts[name] = person.apply(SLUG, examples)
    person.post(f"/procedures/{SLUG}/begin")
    for one in examples:
        person.fill(SLUG, one)
    world.tokens[name] = person.client.cookies[f"draft_{SLUG}"].value
    world.cookies[name] = {key: morsel.value for key, morsel in person.client.cookies.items()}
    messaging.notify(
        system("test"),
        recipient=messaging.Recipient(MAIL[name], actor.resident_id),
        template="procedures.received",
        context={"title": LETTERS[name], "number": world.receipts[name], "url": "http://localhost:8000/"},
        key=f"world:{name}",
    )
    cases.reply(actor, receipt=world.receipts[name], text=f"{MARKS[name]}から", receipts_shown=())


def _marked(one: Example, mark: str) -> Example:
    """The same answers under a name of one's own."""
    marked = {key: [mark] for key in one.inputs if re.fullmatch(r"\w+\.family", key)}
    return replace(one, inputs={**one.inputs, **marked})


def _desk_work(world: World) -> None:
    """A correction is out for the guest and the other; the resident's case is decided."""
    officer, chief = _staff("yamada"), _staff("suzuki")
    nursery = Section.objects.get(code="nursery").pk
    for name in ("guest", "other"):
        case = cases.Case.objects.get(receipt=world.receipts[name])
        cases.add_note(officer, case_id=case.pk, text=f"{MARKS[name]}のメモ")
        cases.ask_opinion(officer, case_id=case.pk, section=nursery, question=f"{MARKS[name]}について")
        case.refresh_from_db()
        cases.ask_correction(
            officer,
            case_id=case.pk,
            items=[cases.CorrectionItem("applicant", f"{MARKS[name]}の字")],
            deadline=clock.today() + timedelta(days=14),
            revision=case.revision,
        )
    case = cases.Case.objects.get(receipt=world.receipts["resident"])
    cases.decide(chief, case_id=case.pk, outcome="accepted", revision=case.revision)
    cases.Case.objects.update(news="")  # else looking at a case would mark what came in as seen


def _staff(login: str) -> Actor:
    return identity.actor_for_staff(Staff.objects.get(account__login=login))


def _signed_in(account: Account, assurance: Assurance, data: dict[str, Any]) -> dict[str, str]:
    from django.conf import settings

    session = SessionStore()
    session.begin(account=account, assurance=assurance, data=data, until=clock.now() + timedelta(hours=8))
    return {str(settings.SESSION_COOKIE_NAME): session.session_key or ""}


def _arguments(world: World) -> None:
    """Real values for every argument of a route, by its name."""
    from yakuba.cases.models import Document
    from yakuba.messaging.models import Delivery, InboxItem

    ids = list(cases.Case.objects.order_by("pk").values_list("pk", flat=True))
    staff = list(Staff.objects.filter(account__login__in=LOGINS.values()).values_list("pk", flat=True))
    documents = list(Document.objects.order_by("pk").values_list("pk", flat=True))
    form = shelved(Submission.objects.all()[0].version_id).form
    world.values = {
        "slug": [SLUG, "inu-toroku", "x"],
        "page_key": [*form.pages],
        "receipt": [*world.receipts.values(), "JT26-0000-0000"],
        "document_id": [str(one) for one in [*documents, 0]],
        "message_id": [str(one) for one in InboxItem.objects.values_list("message_id", flat=True)],
        "delivery_id": [str(one) for one in Delivery.objects.values_list("pk", flat=True)],
        "token": ["x" * 32],
        "code": ["child_support", "procedures.receipt", "x"],
        "language": ["ja", "xx"],
        "staff_id": [str(one) for one in staff],
        "appointment_id": ["1", "999999"],
        "factor": ["totp", "1", "x"],
        "case_id": [str(one) for one in ids],
        "role": list(Role.objects.values_list("code", flat=True)[:1]),
        "day": [date(2026, 12, 1).isoformat()],
    }
