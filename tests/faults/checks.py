"""What must hold in a house after any fault."""

from collections import Counter

from tests.faults.scene import Crowd, Scene, sha256_of

# Every case with what belongs to it, counted.
_WHOLE = """
SELECT c.receipt, s.email,
       (SELECT count(*) FROM procedures_submission s2 WHERE s2.case_id = c.id),
       (SELECT count(*) FROM cases_sheet t WHERE t.case_id = c.id),
       (SELECT count(*) FROM cases_document d WHERE d.case_id = c.id),
       (SELECT count(*) FROM procedures_draft d WHERE d.token_hash = s.draft_hash AND d.submitted_at IS NOT NULL),
       (SELECT count(*) FROM kernel_auditentry a WHERE a.module = 'cases' AND a.noun = 'Case' AND a.object_id = c.id::text),
       (SELECT count(*) FROM kernel_auditentry a WHERE a.module = 'procedures' AND a.noun = 'Submission' AND a.object_id = s.id::text),
       (SELECT count(*) FROM procrastinate_jobs j WHERE j.task_name = 'kernel.deliver'
               AND (j.args->'values'->>'submission_id')::bigint = s.id),
       (SELECT min(f.sha256) FROM cases_document d JOIN kernel_storedfile f ON f.id = d.file_id WHERE d.case_id = c.id),
       (SELECT min(f.path) FROM cases_document d JOIN kernel_storedfile f ON f.id = d.file_id
               WHERE d.case_id = c.id AND f.kept_until IS NULL)
FROM cases_case c LEFT JOIN procedures_submission s ON s.case_id = c.id
"""


def nobody_met_a_fault(crowd: Crowd) -> None:
    """Everybody saw pages of ours or no answer at all; who was patient has a receipt."""
    assert [one.wrong for one in crowd.came if one.wrong] == []
    assert [one.number for one in crowd.came if not one.receipt and one.number % 4] == []


def applications_are_whole(scene: Scene) -> None:
    """Each acknowledged application is there once with everything; every other one is whole or not there at all."""
    rows = scene.rows(_WHOLE)
    by_receipt = {row[0]: row for row in rows}
    halves = [row for row in rows if row[2:9] != (1, 1, 1, 1, 1, 1, 2)]
    assert halves == []
    assert scene.one("SELECT count(*) FROM procedures_submission") == len(rows)
    twice = [email for email, times in Counter(row[1] for row in rows).items() if times > 1]
    assert twice == [], "pressed again, it became two"
    files = scene.house.var / "files"
    for outcome in scene.outcomes:
        if outcome.receipt:
            _receipt, email, *_counts, digest, path = by_receipt[outcome.receipt]
            assert email == f"a{outcome.number}@example.jp"
            assert digest == outcome.sha256 == sha256_of(files / path)


def mails_have_arrived(scene: Scene) -> None:
    """A receipt mail for each acknowledged application, at least once; copies carry the same Message-ID."""
    wanted = {outcome.receipt for outcome in scene.outcomes if outcome.receipt}
    scene.eventually(lambda: wanted <= scene.mails().keys(), "receipt mails are missing")
    arrived = scene.mails()
    assert {receipt for receipt in wanted if len(set(arrived[receipt])) != 1} == set()
    scene.eventually(lambda: _open(scene) == 0, "deliveries are still open")
    assert scene.one("SELECT count(*) FROM messaging_delivery WHERE state <> 'sent'") == 0
    assert scene.one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == 0


def _open(scene: Scene) -> int:
    waiting = scene.one("SELECT count(*) FROM messaging_delivery WHERE state IN ('waiting', 'failed')")
    jobs = scene.one(
        "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name = 'kernel.deliver'"
    )
    return int(waiting) + int(jobs)


def trail_holds(scene: Scene) -> None:
    """`yakuba audit verify` finds nothing."""
    scene.house.run("audit", "verify")
