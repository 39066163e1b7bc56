"""E-mail addresses: read conservatively, shown masked."""

import re
import unicodedata

from yakuba.kernel.values.bad_value import BadValue

_LONGEST = 254  # RFC 5321 4.5.3.1.3: a path of 256 with its angle brackets
_LONGEST_LOCAL = 64
_TOO_LONG = "メールアドレスが長すぎます。もう一度確かめてください。"
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Mobile carriers once gave out addresses with two dots in a row or a dot before @, against RFC 5321; they
# are in use.
_LOOSE_DOTS = (
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "vodafone.ne.jp",
    "disney.ne.jp",
    "willcom.com",
    "pdx.ne.jp",
)


class BadEmailAddress(BadValue):
    """The text is no e-mail address mail can be sent to."""


def parse_email(text: str) -> str:
    """Read one address and return it as it is stored: ASCII, the domain in lower case and in its IDNA form.

    Full-width letters are read; the part before @ keeps its case. `a..b.@docomo.ne.jp` is taken as
    the carriers gave it out, without quotes. Refuses anything over 254 characters, spaces and line breaks,
    quoted parts, addresses without a dotted domain, and non-ASCII before the @.
    """
    if len(text) > _LONGEST * 4:
        raise BadEmailAddress(_TOO_LONG)
    plain = unicodedata.normalize("NFKC", text).strip(" ")
    if any(letter.isspace() or not letter.isprintable() for letter in plain):
        raise BadEmailAddress("メールアドレスの中に、空白や改行があります。取りのぞいてください。")
    if plain.count("@") != 1:
        raise BadEmailAddress(
            "メールアドレスは「taro@example.jp」のように、@を1つだけ入れて入力してください。"
        )
    local, _, host = plain.partition("@")
    domain = _domain(host)
    _check_local(local, domain)
    address = f"{local}@{domain}"
    if len(address) > _LONGEST:
        raise BadEmailAddress(_TOO_LONG)
    return address


def mask(email: str) -> str:
    """`yamada@example.jp` as `y***@example.jp`, for pages that need not know all of it."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***"


def _check_local(local: str, domain: str) -> None:
    if not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
        raise BadEmailAddress(
            "メールアドレスの@より前の部分が正しくありません。半角の英数字で入力してください。"
        )
    loose = any(domain == carrier or domain.endswith(f".{carrier}") for carrier in _LOOSE_DOTS)
    if local.startswith(".") or (not loose and (local.endswith(".") or ".." in local)):
        raise BadEmailAddress(
            "メールアドレスの@より前の部分に、余分な「.」があります。もう一度確かめてください。"
        )


def _domain(host: str) -> str:
    try:
        domain = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadEmailAddress(
            "メールアドレスの@より後ろの部分が正しくありません。「example.jp」のような形です。"
        )
    return domain
