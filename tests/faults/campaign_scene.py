"""People, friends on LINE and two approved campaigns in a house: `python -m tests.faults.campaign_scene …`, as the owner.

Arguments: channel id, secret, token, address of the stand-in, how many people, how many of them have a date near.
The ids of the friends come by standard input, one a line.
"""

import os
import sys
from datetime import timedelta


def main(channel_id: str, secret: str, token: str, base: str, people: str, pushed: str) -> None:
    """Put everything in place."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yakuba.config.settings"
    import django

    django.setup()
    import psycopg

    from benchmarks import audience
    from yakuba.kernel import clock, options
    from yakuba.kernel.actor import system
    from yakuba.messaging import options as own
    from yakuba.messaging.models import LineChannel
    from yakuba.messaging.rules.campaign_timing import Repeat
    from yakuba.messaging.rules.campaign_words import Text
    from yakuba.messaging.rules.channels import Way
    from yakuba.messaging.sealing import seal
    from yakuba.messaging.tests import campaign_scene as scene

    for one, value in ((own.QUIET_FROM, 0), (own.QUIET_UNTIL, 0), (own.MOST_A_WEEK, 0)):
        options.choose(system("scene"), code=one.code, value=value)
    channel = LineChannel.objects.create(
        code="ward", name="区", channel_id=channel_id, secret=seal(secret), token=seal(token), api_base=base,
        data_base=base, written_at=clock.now(),
    )  # fmt: skip
    owner = os.environ["DATABASE_URL"]
    audience.fill(owner, people=int(people), line_ids=sys.stdin.read().split(), mails=0, channel=channel.pk)
    day = clock.today() + timedelta(days=3)
    dates = [("1", day), ("2", day + timedelta(days=1))]  # midnight may pass before the reminder goes out
    with psycopg.connect(owner) as connection:
        connection.execute("UPDATE messaging_reader SET declined = '{}'")
        for key, one_day in dates:
            connection.execute(
                "INSERT INTO messaging_readerdate (reader_id, kind, key, day, what)"
                " SELECT id, 'scene.due', %s, %s, %s FROM messaging_reader WHERE id <= %s",
                [key, one_day, seal("現況届"), int(pushed)],
            )
    scene.approved(ways=[Way.LINE])
    scene.approved(
        ways=[Way.LINE], repeat=Repeat.BEFORE, date_kind="scene.due", days_before=3,
        known_dates=frozenset({"scene.due"}), first_at=clock.now() + timedelta(seconds=1),
        texts={"ja": Text("期限のお知らせ", "{date}までに{what}を出してください。")},
        until=clock.today() + timedelta(days=1),
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:7])
