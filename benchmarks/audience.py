"""People for the benchmarks of messaging: as many as the ward has, spread over its 町丁目 by their real population."""

import random
from collections.abc import Iterator

import psycopg

from yakuba.messaging import ward_audience
from yakuba.messaging.rules.channels import Way
from yakuba.messaging.sealing import line_user_key, seal

TOPICS = 8
THIS_MONTH = 2026 * 12 + 10
_READER = """
COPY messaging_reader (id, friend_id, language, ways, rounding, tester, declared_chome, held_chome, held_facts, topics,
                       declined, declared_births, held_births, quiet_from, quiet_until, changed_at) FROM STDIN
"""
_FRIEND = """
COPY messaging_linefriend (id, channel_id, user_key, user_id, language, line_only, followed, decided_at, decided_by, written_at)
FROM STDIN
"""
_ADDRESS = "COPY messaging_readeraddress (reader_id, way, address, since) FROM STDIN"
NOW = "2026-11-20 03:00:00+00"


def fill(owner: str, *, people: int, line_ids: list[str], mails: int, channel: int) -> None:
    """Put `people` readers into the house, the first of them friends on LINE with these ids, the next with a mail.

    What everybody declared is drawn by a seeded chance: two of ten have a child, three of four an area, half of them
    one to three topics, every fiftieth stopped one.
    """
    chance = random.Random(116)
    with psycopg.connect(owner) as connection, connection.cursor() as cursor:
        for table in ("addressee", "personal", "batch", "run", "campaign", "readeraddress", "readerdate"):
            cursor.execute(f"DELETE FROM messaging_{table}".encode())
        cursor.execute("DELETE FROM messaging_reader")
        cursor.execute("DELETE FROM messaging_linefriend")
        with cursor.copy(_FRIEND) as copy:
            for number, one in enumerate(line_ids, 1):
                copy.write_row(
                    (number, channel, line_user_key(one), seal(one), "ja", False, True, NOW, "bench", NOW)
                )
        with cursor.copy(_READER) as copy:
            for row in _readers(chance, people, len(line_ids)):
                copy.write_row(row)
        first = len(line_ids) + 1
        with cursor.copy(_ADDRESS) as copy:
            for number in range(first, first + mails):
                copy.write_row((number, int(Way.MAIL), seal(f"r{number}@example.jp"), NOW))
        cursor.execute(
            "UPDATE messaging_reader SET ways = 4 WHERE id BETWEEN %s AND %s", [first, first + mails - 1]
        )
        cursor.execute("SELECT setval('messaging_reader_id_seq', %s)", [people])
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE messaging_reader, messaging_linefriend, messaging_readeraddress")


def _readers(chance: random.Random, people: int, friends: int) -> Iterator[tuple[object, ...]]:
    chome = ward_audience.chome()
    places = chance.choices([one.number for one in chome], [one.people for one in chome], k=people)
    for number, place in enumerate(places, 1):
        topics = (
            sorted(chance.sample(range(1, TOPICS + 1), chance.randint(1, 3))) if chance.random() < 0.5 else []
        )
        births = [THIS_MONTH - chance.randrange(18 * 12) for _ in range(chance.choice((1, 1, 2)))]
        yield (
            number,
            number if number <= friends else None,
            chance.choices(("ja", "ja-easy", "en"), (90, 4, 6))[0],
            int(Way.LINE.bit) if number <= friends else int(Way.LETTER.bit),
            chance.randrange(5),
            False,
            place if chance.random() < 0.75 else None,
            place,
            [1],
            topics,
            [chance.randint(1, TOPICS)] if chance.random() < 0.02 else [],
            births if chance.random() < 0.2 else [],
            [],
            0,
            0,
            NOW,
        )
