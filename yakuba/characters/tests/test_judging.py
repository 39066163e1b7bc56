"""Two persons decide what a 外字 is; nothing that was said is ever overwritten."""

import pytest
from django.db import connection

from yakuba.characters import bulk
from yakuba.characters.actions.confirm import confirm
from yakuba.characters.actions.forget_bearers import forget_bearers
from yakuba.characters.actions.object_to import object_to
from yakuba.characters.actions.propose import propose
from yakuba.characters.actions.reopen import reopen
from yakuba.characters.actions.withdraw_proposal import withdraw_proposal
from yakuba.characters.models import Gaiji, Judgement, JudgementStep, System
from yakuba.characters.queries.gaiji import (
    bearers,
    contradictions_visible_to,
    gaiji_by_id,
    next_gaiji,
    story,
    twins_of,
    waiting_for,
)
from yakuba.characters.tests.workshop import (
    ANNA,
    BEN,
    CHIEF,
    FIRST,
    READER,
    SECOND,
    brought,
    font,
    gaiji,
    system_of,
)
from yakuba.kernel import audit
from yakuba.kernel.actor import Actor
from yakuba.kernel.actor import system as system_actor
from yakuba.kernel.models import AuditEntry
from yakuba.kernel.refusals import Conflict, NotAllowed, NotFound, Refusal

pytestmark = pytest.mark.django_db


def proposed(
    code: str = "U+E000",
    actor: Actor = ANNA,
    outcome: str = "same",
    glyph: str = FIRST,
    reason: str = "",
) -> Judgement:
    return propose(
        actor, gaiji_id=gaiji(code).pk, outcome=outcome, glyph=glyph, reason=reason, seen=last(code)
    )


def last(code: str = "U+E000") -> int:
    return Judgement.objects.filter(gaiji=gaiji(code)).count()


def test_one_proposes_and_another_confirms(juki: System) -> None:
    made = proposed()
    assert gaiji().state == "proposed"
    step = confirm(BEN, judgement_id=made.pk)
    assert gaiji().state == "agreed" and gaiji().judgement == made
    assert (step.by_label, made.by_label) == ("第2課", "第1課")
    assert [entry.text for entry in audit.history(gaiji())] == [
        "外字の同定を確認した",
        "外字の同定を提案した",
    ]


def test_nobody_confirms_or_objects_to_their_own(juki: System) -> None:
    made = proposed()
    with pytest.raises(Refusal, match="own"):
        confirm(ANNA, judgement_id=made.pk)
    with pytest.raises(Refusal, match="own"):
        object_to(ANNA, judgement_id=made.pk, reason="違う")
    assert gaiji().state == "proposed" and not JudgementStep.objects.exists()


def test_a_confirmation_sent_twice_counts_once(juki: System) -> None:
    made = proposed()
    confirm(BEN, judgement_id=made.pk)
    for who in (BEN, CHIEF):
        with pytest.raises(Refusal, match="state"):
            confirm(who, judgement_id=made.pk)
    assert JudgementStep.objects.count() == 1


def test_an_objection_goes_to_the_conflicts_until_a_new_proposal_is_confirmed(juki: System) -> None:
    made = proposed()
    with pytest.raises(Refusal, match="reason"):
        object_to(BEN, judgement_id=made.pk, reason=" ")
    object_to(BEN, judgement_id=made.pk, reason="点が一つ多い")
    assert gaiji().state == "disputed"
    second = proposed(actor=BEN, outcome="similar", glyph=SECOND, reason="点の数が違う")
    with pytest.raises(Refusal, match="own"):
        confirm(BEN, judgement_id=second.pk)
    with pytest.raises(Conflict):
        confirm(CHIEF, judgement_id=made.pk)
    confirm(ANNA, judgement_id=second.pk)
    told = story(gaiji())
    assert [(one.judgement.outcome, [step.kind for step in one.steps]) for one in told] == [
        ("similar", ["confirmed"]),
        ("same", ["objected"]),
    ]


def test_a_proposal_is_withdrawn_by_its_author_only(juki: System) -> None:
    made = proposed()
    with pytest.raises(Refusal, match="not_own"):
        withdraw_proposal(BEN, judgement_id=made.pk)
    withdraw_proposal(ANNA, judgement_id=made.pk)
    assert gaiji().state == "open" and gaiji().judgement is None


def test_after_an_objection_a_withdrawal_leaves_the_dispute(juki: System) -> None:
    first = proposed()
    object_to(BEN, judgement_id=first.pk, reason="違う")
    withdraw_proposal(BEN, judgement_id=proposed(actor=BEN, glyph=SECOND).pk)
    assert gaiji().state == "disputed" and gaiji().judgement == first


def test_a_decision_is_reopened_with_its_history(juki: System) -> None:
    made = proposed()
    with pytest.raises(Refusal, match="state"):
        reopen(BEN, judgement_id=made.pk, reason="早い")
    confirm(BEN, judgement_id=made.pk)
    with pytest.raises(Refusal, match="reason"):
        reopen(BEN, judgement_id=made.pk, reason="")
    reopen(BEN, judgement_id=made.pk, reason="戸籍では別の字でした")
    assert gaiji().state == "open"
    confirm(BEN, judgement_id=proposed(glyph=SECOND).pk)
    assert [one.judgement.glyph for one in story(gaiji())] == [SECOND, FIRST]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"outcome": "same"}, "glyph"),
        ({"outcome": "same", "glyph": "MJ999999"}, "glyph"),
        ({"outcome": "same", "glyph": "あ" * 300}, "glyph"),
        ({"outcome": "similar", "glyph": FIRST}, "reason"),
        ({"outcome": "none"}, "reason"),
        ({"outcome": "none", "glyph": FIRST, "reason": "x"}, "glyph"),
        ({"outcome": "same", "glyph": FIRST, "reason": "あ" * 501}, "reason"),
    ],
)
def test_a_proposal_that_says_too_little_is_refused(juki: System, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(ANNA, gaiji_id=gaiji().pk, **given)  # type: ignore[arg-type]
    assert field in refused.value.fields
    assert not Judgement.objects.exists() and gaiji().state == "open"


def test_whoever_was_slower_is_told(juki: System) -> None:
    proposed()
    with pytest.raises(Conflict):
        propose(BEN, gaiji_id=gaiji().pk, outcome="same", glyph=SECOND, seen=0)
    with pytest.raises(Refusal, match="state"):
        propose(BEN, gaiji_id=gaiji().pk, outcome="same", glyph=SECOND, seen=1)
    assert Judgement.objects.count() == 1


def test_forged_ids_lead_nowhere(juki: System) -> None:
    for verb in (confirm, withdraw_proposal):
        with pytest.raises(NotFound):
            verb(BEN, judgement_id=0)
    for worded in (object_to, reopen):
        with pytest.raises(NotFound):
            worded(BEN, judgement_id=0, reason="x")
    with pytest.raises(NotFound):
        propose(BEN, gaiji_id=0, outcome="same", glyph=FIRST)


def test_programs_and_strangers_are_refused(juki: System) -> None:
    made = proposed()
    with pytest.raises(NotAllowed):
        confirm(system_actor("worker"), judgement_id=made.pk)
    with pytest.raises(NotAllowed):
        propose(system_actor("worker"), gaiji_id=gaiji("U+E001").pk, outcome="same", glyph=FIRST)
    for verb in (confirm, withdraw_proposal, object_to, reopen, propose):
        with pytest.raises(NotAllowed):
            verb(READER)  # type: ignore[call-arg]
    with pytest.raises(NotAllowed):
        waiting_for(READER, "propose")
    assert JudgementStep.objects.count() == 0


def test_the_next_one_touches_most_persons_and_comes_round(juki: System) -> None:
    assert next_gaiji(ANNA, "propose") == gaiji()
    assert next_gaiji(ANNA, "propose", after=gaiji()) == gaiji("U+E001")
    assert next_gaiji(ANNA, "propose", after=gaiji("U+E002")) == gaiji()
    proposed()
    assert next_gaiji(ANNA, "confirm") is None and next_gaiji(BEN, "confirm") == gaiji()


def test_many_are_done_each_by_itself(juki: System) -> None:
    made = [proposed(), proposed("U+E001", actor=BEN), proposed("U+E002")]
    ticked = {one.gaiji_id: one.pk for one in made}
    results = bulk.confirm_many(BEN, ticked=ticked)
    assert [bool(one.sentence) for one in results] == [False, True, False]
    assert Gaiji.objects.filter(state="agreed").count() == 2
    with pytest.raises(Refusal, match="too_many"):
        bulk.confirm_many(BEN, ticked={})
    with pytest.raises(Refusal, match="too_many"):
        bulk.propose_many(BEN, ticked=dict.fromkeys(range(61), bulk.Ticked(FIRST, 0)))


def test_many_are_proposed_as_they_stood_on_the_sheet(juki: System) -> None:
    ticked = {gaiji().pk: bulk.Ticked(FIRST, 0), gaiji("U+E001").pk: bulk.Ticked(SECOND, 3)}
    results = bulk.propose_many(ANNA, ticked=ticked)
    assert [bool(one.sentence) for one in results] == [False, True]
    assert gaiji().judgement.glyph == FIRST and gaiji("U+E001").state == "open"  # type: ignore[union-attr]


def test_the_same_picture_judged_otherwise_elsewhere_is_a_conflict(juki: System) -> None:
    zei = system_of("zei", "税")
    brought(zei, font({"U+E100": 12}))
    twin = gaiji("U+E100", "zei")
    assert twins_of(twin) == [gaiji()]
    proposed()
    propose(BEN, gaiji_id=twin.pk, outcome="same", glyph=FIRST)
    assert contradictions_visible_to(ANNA) == []
    withdraw_proposal(BEN, judgement_id=gaiji("U+E100", "zei").judgement_id or 0)
    propose(BEN, gaiji_id=twin.pk, outcome="design", glyph=SECOND, reason="はね", seen=1)
    (found,) = contradictions_visible_to(ANNA)
    assert [(one.system.code, one.code) for one in found.places] == [("juki", "U+E000"), ("zei", "U+E100")]


def test_who_bears_it_is_read_with_the_right_and_recorded(juki: System) -> None:
    brought(juki, "外字,宛名番号,氏名\nU+E000,7,\ue000田\n".encode(), kind="usage")
    with pytest.raises(NotAllowed):
        bearers(ANNA, gaiji_id=gaiji().pk)
    with pytest.raises(NotAllowed):
        forget_bearers(ANNA, system_id=juki.pk)
    with pytest.raises(NotFound):
        forget_bearers(CHIEF, system_id=0)
    assert [one.name for one in bearers(CHIEF, gaiji_id=gaiji().pk)] == ["\ue000田"]
    assert AuditEntry.objects.order_by("-id")[0].detail["read"]
    with pytest.raises(NotFound):
        gaiji_by_id(CHIEF, 0)


def test_the_database_lets_nobody_change_what_was_said() -> None:
    with connection.cursor() as cursor:
        for table in ("judgement", "judgementstep", "gaijitable", "gaijitableline", "enactment"):
            for right in ("UPDATE", "DELETE"):
                cursor.execute(
                    "SELECT has_table_privilege('yakuba_staff', %s, %s)", [f"characters_{table}", right]
                )
                assert cursor.fetchone() == (False,), table
