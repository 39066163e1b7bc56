"""One application of the sample on its way: what its applicant and its section do, each by the verb of the page."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from yakuba.cases import api as cases
from yakuba.cases.jobs import issue_notices
from yakuba.cases.options import UNDO_MINUTES
from yakuba.config.sample import moments
from yakuba.config.sample.reading import Kind, Person, Sample
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.kernel.permissions import Permission
from yakuba.procedures.api import Submission
from yakuba.procedures.samples import applying

PROMPT = 14  # days until a correction is due


@dataclass(slots=True)
class Rooms:
    """Who sits in which section on which day; asked once for each."""

    known: dict[tuple[int, str, date], list[int]] = field(default_factory=dict)

    def able(self, section: int, permission: Permission) -> list[int]:
        """Ids of the staff who hold the permission in the section today."""
        at = section, permission.code, clock.today()
        if at not in self.known:
            self.known[at] = [one.id for one in identity.staff_in_section(section, permission)]
        return self.known[at]


@dataclass(slots=True)
class Way:
    """A person, a procedure, a lot of its own. Verbs are done at the clock's moment."""

    sample: Sample
    person: Person
    kind: Kind
    seed: str
    rooms: Rooms
    lot: Random = field(init=False)
    submission: Submission | None = None
    asked: tuple[int, tuple[str, ...]] = (0, ())
    corrected: bool = False

    def __post_init__(self) -> None:
        self.lot = Random(self.seed)  # noqa: S311 - a lot that can be drawn again, no secret

    # When

    def soon(self) -> datetime:
        """Later in office hours, today or on the next open day."""
        return moments.at_the_office(clock.now(), self.lot.choice((0, 0, 1)), self.lot)

    def days(self, least: int, most: int) -> datetime:
        """In office hours some open days later."""
        return moments.at_the_office(clock.now(), self.lot.randint(least, most), self.lot)

    def at_home(self, least: int, most: int) -> datetime:
        """When the applicant has time, some days later."""
        return moments.at_home(clock.now(), self.lot.randint(least, most), self.lot)

    def undone_no_more(self) -> datetime:
        """When the time in which a decision can be undone is over and the worker comes by."""
        return clock.now() + timedelta(minutes=max(0, UNDO_MINUTES.value()), seconds=self.lot.randint(1, 59))

    # The applicant

    @property
    def applicant(self) -> Actor:
        """The person at their own session."""
        return session_of(self.person)

    def hand_in(self) -> None:
        """The application arrives."""
        self.submission = applying.apply(
            self.applicant,
            self.kind.slug,
            wishes=self.sample.wishes(self.person, self.kind.slug),
            seed=self.seed,
            language=self.person.language,
        )

    def leave_unfinished(self) -> None:
        """A draft is begun and left lying."""
        applying.begin(
            self.applicant,
            self.kind.slug,
            wishes=self.sample.wishes(self.person, self.kind.slug),
            seed=self.seed,
            language=self.person.language,
            pages=2,
        )

    def answer_correction(self) -> None:
        """The applicant answers what was asked, where they can."""
        correction_id, keys = self.asked
        self.corrected = applying.correct(
            self.applicant,
            self._row,
            correction_id=correction_id,
            keys=keys,
            wishes=self.sample.wishes(self.person, self.kind.slug),
            seed=f"{self.seed}/again",
        )

    def reply(self) -> None:
        """The applicant writes to the office."""
        cases.reply(self.applicant, receipt=self._row.receipt, text=self._say("reply"))

    def withdraw(self) -> None:
        """The applicant takes it back."""
        cases.withdraw(self.applicant, receipt=self._row.receipt, reason=self._say("withdrawn"))

    def open_notice(self) -> None:
        """The applicant opens the notice, where there is a paper."""
        found = cases.application(self.applicant, self._row.receipt)
        if found.decision is not None and found.decision.notice_id is not None:
            cases.open_notice(self.applicant, receipt=self._row.receipt)

    # The section

    def look(self) -> None:
        """An officer opens the case and leaves it."""
        self._page(self._officer)

    def take(self) -> None:
        """An officer takes the case on."""
        page = self._page(self._officer)
        cases.take(self._officer, case_id=page.case.pk, revision=page.case.revision)

    def assign(self) -> None:
        """The chief gives the case to an officer."""
        officer = self._officer.staff_id
        page = self._page(self._chief)
        if officer is not None:
            cases.assign(self._chief, case_id=page.case.pk, staff_id=officer, revision=page.case.revision)

    def note(self) -> None:
        """An officer writes to colleagues."""
        cases.add_note(self._officer, case_id=self._page(self._officer).case.pk, text=self._say("note"))

    def message(self) -> None:
        """An officer writes to the applicant."""
        cases.send_message(
            self._officer, case_id=self._page(self._officer).case.pk, text=self._say("message")
        )

    def ask_correction(self) -> None:
        """An officer asks for one or two answers again."""
        page = self._page(self._officer)
        items = [cases.CorrectionItem(key, self._reason(kind)) for key, kind in self._mistaken(page)]
        made = cases.ask_correction(
            self._officer,
            case_id=page.case.pk,
            items=items,
            deadline=clock.today() + timedelta(days=PROMPT),
            revision=page.case.revision,
            words=self._say("correction"),
        )
        self.asked = (made.pk, tuple(item.key for item in items))

    def cancel_correction(self) -> None:
        """An officer gives up waiting for the correction."""
        page = self._page(self._officer)
        cases.cancel_correction(self._officer, case_id=page.case.pk, revision=page.case.revision)

    def ask_opinion(self) -> None:
        """An officer asks the other section."""
        page = self._page(self._officer)
        cases.ask_opinion(
            self._officer, case_id=page.case.pk, section=self._asked_section, question=self._say("question")
        )

    def answer_opinion(self) -> None:
        """Somebody of the other section answers."""
        other = self._staff(self._asked_section, cases.READ)
        waiting = [one for one in self._page(other).own_opinions if one.answered_at is None]
        for one in waiting:
            cases.answer_opinion(other, opinion_id=one.pk, answer=self._say("answer"))

    def decide(self, outcome: str) -> None:
        """The chief decides; a notification that is granted is completed."""
        chief, page = self._chief, self._page(self._chief)
        told = applying.open_now()[self.kind.slug].definition.outcome if outcome == "accepted" else None
        if told is not None and told.completed is not None:
            outcome = "completed"
        needs_reason = outcome in ("refused", "dismissed")
        cases.decide(
            chief,
            case_id=page.case.pk,
            outcome=outcome,
            revision=page.case.revision,
            reason=self._say(outcome) if needs_reason else "",
            words="" if needs_reason else self._say("accepted"),
        )

    def undo_decision(self) -> None:
        """The chief notices a slip in time."""
        page = self._page(self._chief)
        cases.undo_decision(
            self._chief, case_id=page.case.pk, reason=self._say("undone"), revision=page.case.revision
        )

    def issue(self) -> None:
        """The worker prints and sends what is due."""
        issue_notices()

    # What they need for it

    @property
    def can_be_asked(self) -> bool:
        """Whether there is another section to ask, with somebody in it."""
        return bool(self.kind.asks) and bool(self.rooms.able(self._asked_section, cases.READ))

    @property
    def has_staff(self) -> bool:
        """Whether somebody sits in the section who can do everything."""
        return bool(self.rooms.able(self._section, cases.DECIDE))

    @property
    def _row(self) -> Submission:
        if self.submission is None:
            raise RuntimeError("the application comes first")
        return self.submission

    @property
    def _section(self) -> int:
        return applying.open_now()[self.kind.slug].section_id

    @property
    def _asked_section(self) -> int:
        return identity.section_by_code(self.kind.asks).id

    @property
    def _officer(self) -> Actor:
        return self._staff(self._section, cases.HANDLE)

    @property
    def _chief(self) -> Actor:
        return self._staff(self._section, cases.DECIDE)

    def _staff(self, section: int, permission: Permission) -> Actor:
        """The same member of staff of a section for the whole way: those who may least come first."""
        found = self.rooms.able(section, permission)
        chiefs = self.rooms.able(section, cases.DECIDE)
        able = [one for one in found if one not in chiefs] or found
        return identity.actor_for_staff(able[Random(self.seed).randrange(len(able))])  # noqa: S311

    def _page(self, actor: Actor) -> cases.CasePage:
        return cases.open_case_page(actor, self._row.case_id)

    def _mistaken(self, page: cases.CasePage) -> list[tuple[str, str]]:
        """Keys and kinds of the rows to be corrected: those the sample names, else a file, else any text."""
        rows = [row for one in page.pages for row in one.rows if row.shown]
        named = self.kind.words.get("keys", [])
        wanted = [row for key in named for row in rows if row.key.partition(".")[0] == key]
        files = [row for row in rows if row.kind == "file"]
        texts = [row for row in rows if row.kind in ("text", "long_text")]
        found = (wanted or files or texts or rows)[: self.lot.choice((1, 1, 2))]
        return [(row.key, row.kind) for row in found]

    def _reason(self, kind: str) -> str:
        return self._say("correction_file" if kind == "file" else "correction_text")

    def _say(self, about: str) -> str:
        said: Any = self.kind.words.get(about, "")
        return str(self.lot.choice(said)) if isinstance(said, list) else str(said)


def session_of(person: Person) -> Actor:
    """A person at their own session: a resident with an account, or a guest."""
    row = identity.Resident.objects.filter(email=person.email).exclude(account=None).first()
    if person.account and row is not None:
        return identity.actor_for_resident(row)
    return identity.guest(person.email)
