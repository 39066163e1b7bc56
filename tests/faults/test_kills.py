"""kill -9 in the middle of 200 applications with attachments: of web processes, the worker, PostgreSQL."""

import pytest

from tests.faults.checks import (
    applications_are_whole,
    mails_have_arrived,
    nobody_met_a_fault,
    trail_holds,
)
from tests.faults.scene import (
    Scene,
    Watch,
    after,
    kill_database,
    kill_web_process,
    kill_web_server,
    kill_worker,
)

pytestmark = pytest.mark.faults
CROWD = 200
KILLS: dict[str, Watch] = {
    "web": after((40, kill_web_process), (110, kill_web_server)),
    "worker": after((40, kill_worker)),
    "database": after((40, kill_database)),
}


@pytest.mark.parametrize("killed", KILLS)
def test_what_was_acknowledged_is_there_once_and_nothing_by_half(scene: Scene, killed: str) -> None:
    crowd = scene.crowd(CROWD, KILLS[killed])
    assert killed == "worker" or crowd.met, "nobody noticed anything"
    nobody_met_a_fault(crowd)
    applications_are_whole(scene)
    mails_have_arrived(scene)
    trail_holds(scene)
