"""The webhook: what LINE signed is kept once and quickly; everything else is turned away and leaves nothing."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakuba.kernel.actor import ANONYMOUS, Actor, system
from yakuba.kernel.refusals import NotAllowed
from yakuba.messaging import line
from yakuba.messaging.actions.receive_line_events import receive_line_events
from yakuba.messaging.gateways.line import signature
from yakuba.messaging.models import LineChannel, LineEvent, LineFriend
from yakuba.messaging.rules import line_events as rules
from yakuba.messaging.sealing import seal
from yakuba.messaging.tests.line.conftest import Post, connected, event, text

pytestmark = pytest.mark.django_db
SECRET = "5" * 32


class TestASignedReport:
    def test_is_kept_sealed_and_settled_later(self, post: Post) -> None:
        answer = post(text("住民票を見せて"))
        assert (answer.status_code, answer.content) == (200, b"")
        row = LineEvent.objects.get()
        assert (row.kind, row.state, row.message_id) == ("message.text", "waiting", "100")
        assert "住民票".encode() not in bytes(row.body)
        assert LineFriend.objects.count() == 0
        assert line.settle_reports() == 1
        row.refresh_from_db()
        assert row.state == "done" and row.friend is not None
        assert line.line_text(system("test"), event_id=row.pk) == "住民票を見せて"

    def test_that_comes_twice_is_kept_once(self, post: Post) -> None:
        first = event("follow")
        again = {**first, "deliveryContext": {"isRedelivery": True}}
        assert [post(first).status_code, post(again).status_code] == [200, 200]
        assert post(first, again, event("unfollow")).status_code == 200
        assert LineEvent.objects.count() == 2

    def test_may_be_empty(self, post: Post) -> None:
        assert post().status_code == 200
        assert LineEvent.objects.count() == 0

    def test_costs_three_statements_whatever_it_holds(self, post: Post) -> None:
        post(event("follow"))
        with CaptureQueriesContext(connection) as asked:
            post(*[text(f"{number}", str(number)) for number in range(50)])
        told = [one["sql"].split()[0] for one in asked if "SAVEPOINT" not in one["sql"]]
        assert told == ["SELECT", "INSERT", "SELECT"], "channels, events, the job (a function of the queue)"

    def test_may_say_what_nobody_knows_yet(self, post: Post) -> None:
        odd = event("teleport", destination={"x": [1]}, novelty={"deep": [None, 1.5, "髙"]})
        assert post(odd, {"type": 5}, 7, None, [], "x", {}, event("follow"), more={"a": 1}).status_code == 200
        line.settle_reports()
        assert set(LineEvent.objects.values_list("kind", "state")) == {
            ("teleport", "done"),
            ("follow", "done"),
        }

    def test_of_a_group_or_of_another_turn_is_not_acted_upon(self, post: Post) -> None:
        post(
            event("message", source={"type": "group", "groupId": "C1", "userId": "U" + "2" * 32}),
            event("follow", mode="standby"),
            event("follow", source={}),
        )
        assert set(LineEvent.objects.values_list("state", "body")) == {("ignored", b"")}
        assert line.settle_reports() == 0

    def test_goes_to_the_account_it_is_for(self, post: Post, quiet_channel: LineChannel) -> None:
        other = connected(None, "other")
        LineChannel.objects.filter(pk=other.pk).update(destination="U" + "c" * 32)
        assert post(event("follow"), destination="U" + "c" * 32).status_code == 200
        assert LineEvent.objects.get().channel_id == other.pk
        LineChannel.objects.filter(pk=other.pk).update(secret=seal("6" * 32))
        assert post(event("follow"), destination="U" + "c" * 32).status_code == 403, (
            "signed by another account"
        )
        assert LineEvent.objects.count() == 1

    def test_of_an_account_at_rest_is_turned_away(self, post: Post, quiet_channel: LineChannel) -> None:
        LineChannel.objects.update(active=False)
        assert post(event("follow")).status_code == 403


class TestWhatLineDidNotSign:
    @pytest.mark.parametrize(
        "mark",
        [
            "",
            "x",
            signature.signed("6" * 32, b"{}"),
            signature.signed(SECRET, b"{} "),
            signature.signed(SECRET, b"{}").lower(),
            signature.signed(SECRET, b"{}")[:-1],
            signature.signed(SECRET, b"{}") + "=",
            " " + signature.signed(SECRET, b"{}"),
            "あ" * 44,
            "A" * 44,
            "A" * 5000,
        ],
    )
    def test_is_refused_and_leaves_nothing(self, post: Post, mark: str) -> None:
        latin = mark.encode("utf-8").decode("latin-1")
        assert post(body=b"{}", given=latin).status_code == 403
        assert LineEvent.objects.count() == 0

    def test_a_changed_byte_breaks_the_signature(self, post: Post) -> None:
        raw = json.dumps({"destination": "U" + "b" * 32, "events": [event("follow")]}).encode()
        mark = signature.signed(SECRET, raw)
        for place in range(0, len(raw), 37):
            forged = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
            assert post(body=forged, given=mark).status_code == 403
        assert LineEvent.objects.count() == 0
        assert post(body=raw, given=mark).status_code == 200

    @pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
    def test_no_other_method_is_taken(self, post: Post, method: str) -> None:
        assert getattr(Client(), method)(line.WEBHOOK_PATH).status_code == 405

    def test_too_much_is_too_much(self, post: Post) -> None:
        assert post(body=b"x" * (1024 * 1024 + 1)).status_code == 413

    @pytest.mark.parametrize(
        "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
    )
    def test_forms_are_no_reports(self, post: Post, kind: str) -> None:
        body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
        answer = Client().post(line.WEBHOOK_PATH, body, content_type=kind)
        assert answer.status_code == 403

    @pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"null", b'{"events":{}}', b"\xff\xfe", b"[" * 20_000])
    def test_signed_nonsense_is_refused_quietly(self, post: Post, raw: bytes) -> None:
        assert post(body=raw).status_code == 400
        assert LineEvent.objects.count() == 0

    @pytest.mark.parametrize("kind", ["anonymous", "guest", "resident", "staff"])
    def test_nobody_reports_but_the_house(self, quiet_channel: LineChannel, kind: Any) -> None:
        actor = ANONYMOUS if kind == "anonymous" else Actor(kind=kind, key=f"{kind}:1", label="")
        with pytest.raises(NotAllowed):
            receive_line_events(actor, channel_id=quiet_channel.pk, events=[])


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "type",
    "mode",
    "timestamp",
    "source",
    "webhookEventId",
    "message",
    "unsend",
    "postback",
    "link",
    "follow",
)


@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=6) | json_values, max_size=4),
    st.data(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_signed_report_knocks_it_over(post: Post, events: list[Any], data: st.DataObject) -> None:
    """Sound events with one field after another made odd: kept or left out, settled or put aside, never a 500."""
    sound = text("こんにちは")
    field = data.draw(st.sampled_from(sorted(sound)))
    odd = {**sound, field: data.draw(json_values)}
    assert post(*events, odd).status_code == 200
    line.settle_reports()
    assert not LineEvent.objects.filter(state__in=("waiting", "failed")).exists()


@given(st.binary(max_size=300), st.text(max_size=60))
def test_a_signature_fits_its_body_only(body: bytes, given_mark: str) -> None:
    assert signature.matches(SECRET, body, signature.signed(SECRET, body))
    assert not signature.matches(SECRET, body + b"\0", signature.signed(SECRET, body))
    assert not signature.matches(SECRET, body, given_mark)


@given(json_values)
def test_reading_a_report_never_fails_otherwise(report: Any) -> None:
    try:
        rules.events_in(report)
    except ValueError:
        assert not (isinstance(report, dict) and isinstance(report.get("events"), list))


@pytest.mark.django_db(transaction=True)
class TestTheInternetFace:
    def test_takes_a_report_with_its_own_rights(self, post: Post, as_public_role: None) -> None:
        assert post(event("follow"), event("unfollow")).status_code == 200
        assert post(event("follow"), event("follow")).status_code == 200

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT token FROM messaging_linechannel",
            "SELECT body FROM messaging_lineevent",
            "SELECT user_id FROM messaging_linefriend",
            "SELECT user_key FROM messaging_linefriend",
            "UPDATE messaging_linefriend SET followed = false",
            "INSERT INTO messaging_linefriend (id) VALUES (1)",
            "SELECT digest FROM messaging_linenonce",
            "UPDATE messaging_linechannel SET active = false",
            "DELETE FROM messaging_lineevent",
        ],
    )
    def test_reaches_nothing_else(self, post: Post, as_public_role: None, statement: str) -> None:
        with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
