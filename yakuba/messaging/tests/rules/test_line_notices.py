"""A notice on LINE: the words without the address, and one button."""

import pytest

from yakuba.messaging.rules.line_notices import notice

URL = "https://city.example.jp/my/applications/T26-4K7P-3XQ9"
BODY = f"児童手当の申請について、決定しました。\n\n受付番号：T26-4K7P-3XQ9\n\n次のページで確かめてください。\n{URL}\n\nこのメールに心当たりのない方は、消してください。\n"


def texts(message: dict[str, object]) -> list[str]:
    return [one["text"] for one in message["contents"]["body"]["contents"]]  # type: ignore[index]


def test_says_the_words_and_leads_to_the_page() -> None:
    message = notice("【決定のお知らせ】", BODY, URL, "ja")
    assert texts(message) == [
        "【決定のお知らせ】",
        "児童手当の申請について、決定しました。\n\n受付番号：T26-4K7P-3XQ9",
    ]
    button = message["contents"]["footer"]["contents"][0]["action"]
    assert button == {"type": "uri", "label": "くわしく見る", "uri": URL}


@pytest.mark.parametrize("body", ["", URL, f"{URL}\n"])
def test_words_may_be_missing(body: str) -> None:
    assert texts(notice("題", body, URL, "en")) == ["題"]


def test_without_a_page_there_is_no_button() -> None:
    message = notice("題", "本文", "", "ja-easy")
    assert "footer" not in message["contents"] and texts(message) == ["題", "本文"]
