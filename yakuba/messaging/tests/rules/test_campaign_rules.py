"""Ways, areas, segments, figures, times and words of campaigns."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.messaging.rules import areas, figures
from yakuba.messaging.rules.areas import BadArea, Chome
from yakuba.messaging.rules.campaign_timing import (
    Plan,
    Repeat,
    key_is_spent,
    next_time,
    out_of_quiet,
    quiet,
    times,
)
from yakuba.messaging.rules.campaign_words import Text, is_personal, language_of, leaving, mistakes
from yakuba.messaging.rules.channels import LANES_OF_A_WAY, ORDER, Way, lane, reach, way_for, ways_in
from yakuba.messaging.rules.segment_words import Names, in_words
from yakuba.messaging.rules.segments import Ages, BadSegment, Group, Known, Segment, from_json, to_json
from yakuba.messaging.rules.wording import Words

SQUARE = ((139.70, 35.72), (139.72, 35.72), (139.72, 35.74), (139.70, 35.74))
NEXT_DOOR = tuple((x + 0.03, y) for x, y in SQUARE)
CHOME = (
    Chome(1, "1", "池袋一丁目", 100, SQUARE),
    Chome(2, "2", "池袋二丁目", 100, NEXT_DOOR),
)
KNOWN = Known({1, 2, 3}, {1, 2}, {1})


class TestWays:
    def test_the_first_way_of_the_order_that_reaches_is_taken(self) -> None:
        both = reach([Way.MAIL, Way.LINE])
        assert way_for(both, [Way.LINE, Way.MAIL]) is Way.LINE
        assert way_for(both, [Way.LINE, Way.MAIL], after=Way.LINE) is Way.MAIL
        assert way_for(both, [Way.SMS]) is None
        assert way_for(both, [Way.LINE, Way.MAIL], after=Way.MAIL) is None
        assert ways_in(both) == [Way.LINE, Way.MAIL]
        assert ways_in(reach(Way)) == [Way.LINE, Way.PUSH, Way.SMS, Way.MAIL, Way.LETTER]
        assert set(ORDER) == set(Way), "every way has its place"

    def test_lanes_never_meet(self) -> None:
        lanes = {
            lane(way, language, silent=silent)
            for way in Way
            for language in ("ja", "ja-easy", "en")
            for silent in (False, True)
        }
        assert len(lanes) == len(Way) * 6
        assert all(one // LANES_OF_A_WAY in set(Way) for one in lanes)


class TestFigures:
    def test_a_few_are_not_counted(self) -> None:
        assert [figures.words(count, 3) for count in (0, 1, 4)] == ["5人未満"] * 3
        assert figures.told(3) == "5人未満" and figures.told(0) == "0人" and figures.told(1234) == "1,234人"

    @given(st.integers(5, 10_000), st.integers(0, 100_000))
    def test_a_number_is_rounded_by_who_they_are(self, count: int, keys: int) -> None:
        shown = figures.shown(count, keys)
        assert shown is not None and shown % 5 == 0 and abs(shown - count) < 5
        assert sum(figures.shown(count, key) or 0 for key in range(5)) == 5 * count  # no bias


class TestAreas:
    def test_touching_and_centre(self) -> None:
        around = ((139.715, 35.71), (139.735, 35.71), (139.735, 35.75), (139.715, 35.75))
        assert areas.chosen(around, CHOME) == {1, 2}
        assert areas.chosen(around, CHOME, "centre") == set()
        assert areas.chosen(SQUARE, CHOME, "centre") == {1}

    def test_one_inside_the_other_and_sides_that_only_cross(self) -> None:
        small = tuple((139.71 + x / 1000, 35.73 + y / 1000) for x, y in ((0, 0), (1, 0), (1, 1)))
        assert areas.touches(small, SQUARE) and areas.touches(SQUARE, small)
        cross = ((139.69, 35.729), (139.73, 35.729), (139.73, 35.731), (139.69, 35.731))
        assert areas.touches(cross, SQUARE)
        assert not areas.touches(SQUARE, NEXT_DOOR)

    def test_geojson_is_read_with_what_is_around_it(self) -> None:
        text = areas.as_geojson(SQUARE)
        assert areas.parse_area(text) == SQUARE
        feature = json.dumps({"type": "Feature", "geometry": json.loads(text)})
        assert areas.parse_area(feature) == SQUARE
        whole = json.dumps({"type": "FeatureCollection", "features": [json.loads(feature)]})
        assert areas.parse_area(whole) == SQUARE

    @pytest.mark.parametrize(
        "text",
        ["", "{}", "[]", "nonsense", '{"type":"Point","coordinates":[1,2]}', "[" * 2000,
         '{"type":"Polygon","coordinates":[[[35.7,139.7],[35.8,139.7],[35.8,139.8]]]}',
         '{"type":"Polygon","coordinates":[[[139.7,35.7],[139.8,35.7]]]}', "x" * 200_000],
    )  # fmt: skip
    def test_what_is_no_area_is_refused_in_words(self, text: str) -> None:
        with pytest.raises(BadArea, match="。"):
            areas.parse_area(text)

    def test_names_with_any_figures(self) -> None:
        named = areas.by_name(CHOME)
        assert named["池袋一丁目"] == named["池袋1丁目"] == named["池袋１丁目"] == 1


class TestSegments:
    def test_are_kept_and_read_again(self) -> None:
        segment = Segment(
            (
                Group(chome=frozenset({1}), ring=SQUARE, centre=True, topics=frozenset({2})),
                Group(
                    ages=Ages(0, 2, date(2026, 4, 1)), languages=frozenset({"en"}), ways=frozenset({Way.LINE})
                ),
            ),
            frozenset({1}),
        )
        assert from_json(json.loads(json.dumps(to_json(segment))), KNOWN) == segment
        assert not segment.everybody and Segment().everybody

    @pytest.mark.parametrize(
        ("row", "place"),
        [
            ({"chome": [9]}, "g0-area"),
            ({"topics": [9]}, "g0-topics"),
            ({"ages": [5, 2]}, "g0-ages"),
            ({"ages": [0, 99]}, "g0-ages"),
            ({"ages": [0, 2, "2026-13-01"]}, "g0-ages"),
            ({"languages": ["fr"]}, "g0-ways"),
            ({"ways": ["pigeon"]}, "g0-ways"),
            ({"ring": [[1, 2]]}, "g0-ring"),
            ({"chome": "x"}, "g0"),
            ("x", "g0"),
        ],
    )
    def test_what_the_ward_does_not_know_is_refused(self, row: object, place: str) -> None:
        with pytest.raises(BadSegment) as refused:
            from_json({"groups": [row]}, KNOWN)
        assert place in refused.value.fields

    @pytest.mark.parametrize(
        "data", [{}, {"groups": []}, {"groups": [{}] * 4}, {"groups": [{}], "facts": [7]}]
    )
    def test_so_is_a_wrong_shape(self, data: dict[str, object]) -> None:
        with pytest.raises(BadSegment):
            from_json(data, KNOWN)

    def test_ages_are_those_of_the_day(self) -> None:
        first, last = Ages(0, 2, date(2026, 4, 1)).births(date(2020, 1, 1))
        assert (divmod(first, 12), divmod(last, 12)) == ((2023, 4), (2026, 3))  # May 2023 to April 2026

    def test_are_said_in_words(self) -> None:
        names = Names({1: "池袋一丁目", 2: "池袋二丁目"}, {1: "防災", 2: "子育て"})
        segment = Segment(
            (
                Group(chome=frozenset({1, 2}), topics=frozenset({2})),
                Group(ages=Ages(3, 3), ways=frozenset({Way.MAIL})),
            )
        )
        assert in_words(segment, names, "ja") == (
            "池袋一丁目・池袋二丁目に住んでいる方で、「子育て」のお知らせを希望した方。"
            "または、送る日に3歳のお子さんがいる方で、メールで届く方"
        )
        assert "people who live in 池袋一丁目" in in_words(segment, names, "en")
        assert in_words(Segment(), names, "ja-easy").endswith("みんな")
        many = Segment((Group(chome=frozenset(range(40))),))
        assert "など40の町丁目" in in_words(many, names, "ja")


NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class TestTimes:
    def test_a_month_without_the_day_takes_its_last(self) -> None:
        plan = Plan(NOON, Repeat.MONTHLY)
        assert [(at.month, at.day) for at in islice(times(plan), 4)] == [(1, 31), (2, 28), (3, 31), (4, 30)]

    def test_once_is_once_and_until_ends(self) -> None:
        assert next_time(Plan(NOON), NOON) is None
        assert next_time(Plan(NOON), None) == NOON
        weekly = Plan(NOON, Repeat.WEEKLY, date(2026, 2, 14))
        assert len(list(times(weekly))) == 3
        assert next_time(weekly, NOON + timedelta(days=8)) == NOON + timedelta(days=14)

    def test_nothing_leaves_at_night(self) -> None:
        night = NOON.replace(hour=23)
        assert quiet(night, 21, 8) and not quiet(NOON, 21, 8) and not quiet(night, 5, 5)
        assert quiet(NOON.replace(hour=3), 1, 6) and not quiet(NOON.replace(hour=6), 1, 6)
        assert out_of_quiet(night, 21, 8) == NOON.replace(month=2, day=1, hour=8)
        assert out_of_quiet(NOON.replace(hour=3), 21, 8) == NOON.replace(hour=8)
        assert out_of_quiet(NOON, 21, 8) == NOON

    def test_a_key_of_line_does_not_hold_for_ever(self) -> None:
        assert not key_is_spent(None, NOON)
        assert not key_is_spent(NOON, NOON + timedelta(hours=22))
        assert key_is_spent(NOON, NOON + timedelta(hours=23))


class TestWords:
    def test_japanese_is_needed_and_other_languages_are_whole(self) -> None:
        assert set(mistakes({}, of_a_date=False)) == {"ja-subject", "ja-body"}
        texts = {"ja": Text("防災訓練", "{ward}の訓練です。"), "en": Text("Drill", "")}
        assert set(mistakes(texts, of_a_date=False)) == {"en-body"}
        assert mistakes({"ja": texts["ja"]}, of_a_date=False) == {}

    def test_values_are_checked_at_saving(self) -> None:
        texts = {"ja": Text("期限", "{date}まで{what}", "{nobody}")}
        assert set(mistakes(texts, of_a_date=False)) == {"ja-body", "ja-sms"}
        assert set(mistakes(texts, of_a_date=True)) == {"ja-sms"}
        assert set(mistakes({"ja": Text("あ" * 61, "い" * 3001, "う" * 201)}, of_a_date=False)) == {
            "ja-subject", "ja-body", "ja-sms",
        }  # fmt: skip

    def test_leave_by_each_way(self) -> None:
        text = Text("訓練", "{ward}です。", "短く")
        by_line = leaving(text, Way.LINE, "ja", {"ward": "豊島区"}, "https://x/n/1")
        assert by_line.body.startswith("訓練\n\n豊島区です。") and "https://x/n/1" in by_line.body
        assert leaving(text, Way.SMS, "ja", {}, "u").body == "短く\nu"
        assert leaving(Text("訓練", "b"), Way.SMS, "ja", {}, "u").body == "訓練\nu"
        assert leaving(text, Way.PUSH, "en", {"ward": "Toshima"}, "u") == Words("訓練", "")
        assert leaving(text, Way.MAIL, "en", {"ward": "Toshima"}, "u").subject == "訓練"

    def test_are_personal_only_where_they_name_something_of_the_person(self) -> None:
        assert is_personal(Text("{what}", "x")) and not is_personal(Text("{ward}", "x"))
        assert language_of({"ja": Text("a", "b")}, "en") == "ja"
        assert language_of({"ja": Text("a", "b"), "en": Text("a", "b")}, "en") == "en"
