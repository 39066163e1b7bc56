"""The mail server is away for a while: applications go on, and every mail arrives once it is back."""

import pytest

from tests.faults.checks import applications_are_whole, mails_have_arrived, nobody_met_a_fault
from tests.faults.scene import Scene, after

pytestmark = pytest.mark.faults


def test_every_mail_arrives_once_the_server_is_back(scene: Scene) -> None:
    scene.house.stop(scene.mailbox)
    crowd = scene.crowd(40, after())
    nobody_met_a_fault(crowd)
    scene.eventually(lambda: _tried(scene) > 0, "the worker has not tried to send")
    assert not {one.receipt for one in crowd.came} & scene.mails().keys()
    scene.mailbox = scene.house.start_mailbox(*scene.bad_day)
    applications_are_whole(scene)
    mails_have_arrived(scene)


def _tried(scene: Scene) -> int:
    """Deliveries that were put off because nobody answered."""
    return int(
        scene.one("SELECT count(*) FROM messaging_delivery WHERE state = 'failed' AND last_error <> ''")
    )
