"""E-mail addresses."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yakuba.kernel.tests.values.steady import read_or_refused, steady
from yakuba.kernel.values.email_address import BadEmailAddress, mask, parse_email


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("  Taro.Yamada+ward@Example.CO.JP ", "Taro.Yamada+ward@example.co.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
        ("a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"),
        ("a-._b.@ezweb.ne.jp", "a-._b.@ezweb.ne.jp"),
        ("a..b@t.vodafone.ne.jp", "a..b@t.vodafone.ne.jp"),
        ("o'hara/x@example.jp", "o'hara/x@example.jp"),
        ("taro@日本語.jp", "taro@xn--wgv71a119e.jp"),
        ("taro@日本語。jp", "taro@xn--wgv71a119e.jp"),
        ("taro@xn--wgv71a119e.jp", "taro@xn--wgv71a119e.jp"),
        ("a@b-c.d.example", "a@b-c.d.example"),
        (f"{'a' * 64}@example.jp", f"{'a' * 64}@example.jp"),
    ],
)
def test_addresses_are_read(text: str, address: str) -> None:
    assert parse_email(text) == address
    assert parse_email(address) == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "@を1つだけ"),
        ("taro", "@を1つだけ"),
        ("a@b@example.jp", "@を1つだけ"),
        ("ta ro@example.jp", "空白や改行"),
        ("taro@example.jp\r\nBcc: x@example.jp", "空白や改行"),
        ("taro@example.jp\n", "空白や改行"),
        ("taro@example.jp\x00", "空白や改行"),
        ("ta\u200bro@example.jp", "空白や改行"),
        ("@example.jp", "より前"),
        ("太郎@example.jp", "より前"),
        ('"ta..ro"@example.jp', "より前"),
        ("<taro@example.jp", "より前"),
        ("<taro@example.jp>", "より後ろ"),
        ("taro,jiro@example.jp", "より前"),
        (f"{'a' * 65}@example.jp", "より前"),
        ("ta..ro@example.jp", "余分な"),
        ("taro.@example.jp", "余分な"),
        (".taro@docomo.ne.jp", "余分な"),
        ("ta..ro@notdocomo.ne.jp", "余分な"),
        ("taro@", "より後ろ"),
        ("taro@localhost", "より後ろ"),
        ("taro@example..jp", "より後ろ"),
        ("taro@.jp", "より後ろ"),
        ("taro@example.jp.", "より後ろ"),
        ("taro@-example.jp", "より後ろ"),
        ("taro@exa_mple.jp", "より後ろ"),
        ("taro@192.0.2.1", "より後ろ"),
        ("taro@[192.0.2.1]", "より後ろ"),
        (f"taro@{'a' * 64}.jp", "より後ろ"),
        (f"{'a' * 60}@{'b' * 63}.{'c' * 63}.{'d' * 63}.jp", "長すぎ"),
        ("a" * 100_000 + "@example.jp", "長すぎ"),
    ],
)
def test_refusals_say_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(BadEmailAddress, match=sentence):
        parse_email(text)


def test_254_characters_are_enough() -> None:
    longest = f"{'a' * 60}@{'b' * 63}.{'c' * 63}.{'d' * 61}.jp"
    assert len(longest) == 253
    assert parse_email(f"a{longest}") == f"a{longest}"
    with pytest.raises(BadEmailAddress, match="長すぎ"):
        parse_email(f"aa{longest}")


@given(st.text(max_size=20), st.text(max_size=20))
@steady
def test_what_is_accepted_is_plain_ascii(local: str, domain: str) -> None:
    for text in (f"{local}@{domain}", f"{local}@{domain}.jp"):
        address, sentence = read_or_refused(parse_email, text, BadEmailAddress)
        if address is None:
            assert sentence.endswith("。")
        else:
            assert address.isascii()
            assert address.isprintable()
            assert " " not in address
            assert parse_email(address) == address


def test_a_carrier_address_can_stand_in_a_mail() -> None:
    address = parse_email("a..b.@docomo.ne.jp")
    mail = EmailMessage()
    mail["To"] = address
    assert [to.username + "@" + to.domain for to in mail["To"].addresses] == [address]


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("yamada@example.jp", "y***@example.jp"),
        ("y@example.jp", "y***@example.jp"),
        ("", "***"),
        ("yamada", "***"),
    ],
)
def test_masked(address: str, masked: str) -> None:
    assert mask(address) == masked
