"""Whatever is sent: a sentence and 4xx, or the page again; nothing of it stored, never a fault of ours."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yakuba.kernel.models import StoredFile
from yakuba.procedures.models import Draft, Submission, Version
from yakuba.procedures.tests.conftest import SLUG, applicant, family, filled_in, handed_in, money
from yakuba.procedures.tests.examples import file_of
from yakuba.procedures.tests.visitor import Page, Visitor, read, upload

pytestmark = pytest.mark.django_db
START = f"/procedures/{SLUG}/"
NASTY = {
    "over-long": "あ" * 70_000,
    "NUL": "東京\x00都",
    "RTL": "\u202e東京",
    "control": "\x1b[31m東京",
    "invisible": "\u200b\ufeff",
    "unassigned": "\uffff\U0010ffff",
    "script": "<script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }}{% debug %}%(label)s",
    "format": "{0.__class__}",
    "query": "'; DROP TABLE procedures_draft; --",
    "json": '{"a": 1}',
    "combining": "が" + "\u3099" * 3000,
}


def sent(person: Visitor, page: str, inputs: Mapping[str, Any]) -> Page:
    answer = person.post(person.page_url(SLUG, page), inputs)
    assert answer.status_code in (200, 302, 400, 404, 413, 422), answer.status_code
    return read(answer)


def stored() -> str:
    return str(list(Draft.objects.values_list("answers", "prefilled", "done_pages")))


class TestTexts:
    """Texts nobody types."""

    @pytest.mark.parametrize("kind", NASTY)
    def test_in_every_box(self, kind: str, benefit: Version, visitor: Visitor) -> None:
        text = NASTY[kind]
        for page, inputs in (("applicant", applicant()), ("family", family()), ("money", money())):
            for name in inputs:
                shown = sent(visitor, page, {**inputs, name: text})
                assert "<script>alert" not in str(shown.inputs) or shown.inputs[name] == [text]
            assert sent(visitor, page, inputs).status == 302
        if kind not in ("script", "template", "format", "query", "json"):
            assert text not in stored()

    def test_markup_is_shown_as_text(self, benefit: Version, visitor: Visitor) -> None:
        visitor.post(f"{START}page/applicant", applicant(home__building=NASTY["script"]))
        answer = visitor.client.get(f"{START}page/applicant").content.decode()
        assert "<script>alert" not in answer and "&lt;script&gt;alert" in answer

    @pytest.mark.parametrize(
        "raw", [b"%ED%A0%80", b"%FF%FE", b"%C0%80", b"%F4%90%80%80", b"\xff\xfe", b"%E2%80%AE"]
    )
    def test_bytes_that_are_no_text(self, raw: bytes, benefit: Version, visitor: Visitor) -> None:
        body = b"applicant.family=" + raw + b"&home.city=" + raw + b"&spouse=" + raw
        answer = visitor.client.post(
            f"{START}page/applicant", body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 422
        assert visitor.client.get(f"{START}page/applicant").status_code == 200

    def test_several_values_where_one_is_expected(self, benefit: Version, visitor: Visitor) -> None:
        inputs: dict[str, Any] = {name: [text, "x", ""] for name, text in applicant().items()}
        assert sent(visitor, "applicant", inputs).status == 302
        assert sent(visitor, "family", {**family(), "living": ["together", "apart"]}).status == 302

    def test_answers_that_were_not_offered(self, benefit: Version, visitor: Visitor) -> None:
        page = sent(visitor, "applicant", applicant(spouse="maybe"))
        assert page.status == 422 and page.errors == ["q-spouse"]
        assert "maybe" not in stored()

    def test_another_body_than_a_form(self, benefit: Version, visitor: Visitor) -> None:
        for content_type in ("application/json", "text/plain", "multipart/form-data"):
            answer = visitor.client.post(f"{START}page/applicant", b'{"a":1}', content_type=content_type)
            assert answer.status_code in (200, 400, 422), content_type

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.dictionaries(
            st.one_of(
                st.sampled_from([*applicant(), "change", "applicant", "home", "draft", "next", ""]),
                st.text(max_size=30),
            ),
            st.one_of(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3)),
            max_size=15,
        )
    )
    def test_anything(self, benefit: Version, inputs: dict[str, Any]) -> None:
        person = Visitor()
        sent(person, "applicant", {name: text for name, text in inputs.items() if encodable(name, text)})
        assert person.get(f"{START}page/applicant").status == 200


def encodable(*texts: Any) -> bool:
    """A test client cannot send lone surrogates; raw bytes are tried apart."""
    return not any("\ud800" <= letter <= "\udfff" for text in texts for letter in "".join(text))


class TestSizes:
    """More than a form can hold."""

    def test_two_thousand_fields(self, benefit: Version) -> None:
        for checks in (False, True):
            person = Visitor()
            person.client = Client(enforce_csrf_checks=checks, raise_request_exception=False)
            page = read(person.post(f"{START}page/applicant", {f"x{n}": "1" for n in range(2000)}))
            assert page.status in (400, 413, 422) and "大きすぎます" in page.text
        assert not Draft.objects.exists()

    def test_a_body_of_two_megabytes(self, benefit: Version) -> None:
        for checks in (False, True):
            person = Visitor()
            person.client = Client(enforce_csrf_checks=checks, raise_request_exception=False)
            answer = person.client.post(
                f"{START}page/applicant",
                b"spouse=" + b"a" * 2_000_000,
                content_type="application/x-www-form-urlencoded",
            )
            assert answer.status_code in (400, 413, 422) and "大きすぎます" in answer.content.decode()
        assert not Draft.objects.exists()

    def test_more_rows_than_allowed(self, benefit: Version, visitor: Visitor) -> None:
        visitor.post(f"{START}page/applicant", applicant())
        rows = {f"children.{n}.name.given": "花" for n in range(60)}
        page = sent(visitor, "family", rows)
        assert page.status == 422 and "8件まで" in page.text
        assert "children.9.name.given" not in page.names

    @pytest.mark.parametrize(
        "row", ["99999", "9999", "-1", "٣", "²", "1e3", "0x1", "", " 1", "1 ", "00", "9" * 400, "__proto__"]
    )
    def test_forged_numbers_of_rows(self, row: str, benefit: Version, visitor: Visitor) -> None:
        visitor.post(f"{START}page/applicant", applicant())
        page = sent(visitor, "family", {f"children.{row}.name.given": "花", "living": "together"})
        assert page.status == 422 and len(page.names) < 40
        for change in ("add:children", f"remove:children:{row}", f"children.{row}.name"):
            page = sent(visitor, "family", {f"children.{row}.name.given": "花", "change": change})
            assert page.status == 200 and len(page.names) < 60


class TestButtons:
    """Buttons that are not on the page."""

    @pytest.mark.parametrize(
        "change",
        [
            "remove:x:999",
            "add:nope",
            "remove:",
            "add:",
            ":",
            "home.",
            "home.0.x",
            ".",
            "children.0.name",
            "add:home",
            "remove:home:0",
            "remove:proof:../../etc/passwd",
            "x" * 9000,
            "\x00",
            "\u202e",
            "children.99999.home",
            "applicant",
            "%s%(x)s{}",
        ],
    )
    def test_only_show_the_page_again(self, change: str, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        before = stored()
        for page, inputs in (("applicant", applicant()), ("family", family()), ("money", money())):
            shown = sent(visitor, page, {**inputs, "change": change})
            assert shown.status == (400 if "\x00" in change else 200) and set(shown.errors) <= shown.ids
        assert stored() == before

    @pytest.mark.parametrize(
        "key", ["..", "%2e%2e", "applicant%00", "applicant%0a", "名前", "APPLICANT", "p" * 5000, "__class__"]
    )
    def test_forged_pages(self, key: str, benefit: Version, visitor: Visitor) -> None:
        for answer in (
            visitor.client.get(f"{START}page/{key}"),
            visitor.client.post(f"{START}page/{key}", applicant()),
        ):
            assert answer.status_code in (400, 404)
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("slug", ["..", "%00", "KODOMO-OUEN", "s" * 5000, "名前", "kodomo-ouen%2f..%2f"])
    def test_forged_procedures(self, slug: str, benefit: Version, hanako: Visitor) -> None:
        for rest in ("", "begin", "go-on", "discard", "later", "summary", "send", "page/applicant"):
            for answer in (
                hanako.client.get(f"/procedures/{slug}/{rest}"),
                hanako.client.post(f"/procedures/{slug}/{rest}"),
            ):
                assert answer.status_code in (302, 400, 404), rest
                assert answer.status_code != 302 or answer["Location"].startswith(f"/procedures/{slug}/")

    @pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head", "trace"])
    def test_other_methods(self, method: str, benefit: Version, hanako: Visitor) -> None:
        receipt = handed_in(hanako)
        for url in (START, f"{START}page/applicant", f"{START}send", f"/my/applications/{receipt}/withdraw"):
            assert getattr(hanako.client, method)(url).status_code < 500
        assert Submission.objects.count() == 1

    @pytest.mark.parametrize("mark", ["x", "\x00", "x" * 9000, "名前"])
    def test_a_forged_mark_of_a_summary(self, mark: str, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        assert hanako.post(f"{START}send", {"draft": mark}).status_code in (302, 400)
        assert not Submission.objects.exists()

    @pytest.mark.parametrize("cookie", ["language", "receipts", f"draft_{SLUG}", "session_public"])
    def test_forged_cookies(self, cookie: str, benefit: Version) -> None:
        for value in ("", "x" * 3000, "a:b:c", '"', "..", "%00", "{}", "W10:1abcde:x"):
            person = Visitor()
            person.client.cookies[cookie] = value
            assert person.get(f"{START}page/applicant").status == 200
            assert person.get("/my/applications/KD26-0000-0000").status == 404


def bomb() -> bytes:
    """A document that unpacks to a thousand times its size."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 400_000_000)
    return stream.getvalue()


def as_a_browser_would(inputs: Mapping[str, str], box: str, name: str, content: bytes) -> tuple[bytes, str]:
    """A form with a file whose name goes over the wire as it is, which the test client would not do."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{at}"\r\n\r\n{text}\r\n'.encode()
        for at, text in inputs.items()
    ]
    quoted = name.replace('"', "%22").replace("\r\n", "%0D%0A")
    head = f'--x\r\nContent-Disposition: form-data; name="{box}"; filename="{quoted}"\r\n\r\n'.encode()
    return b"".join([*parts, head, content, b"\r\n--x--\r\n"]), "multipart/form-data; boundary=x"


class TestUploads:
    """Files that are not what they say."""

    FILES = {
        "empty": ("a.pdf", b""),
        "text": ("a.pdf", b"hello"),
        "truncated": ("a.pdf", b"%PDF-1.7\n1 0 obj"),
        "html in a png": ("a.png", b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>"),
        "a program": ("a.jpg", b"MZ" + b"\x00" * 300),
        "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
        "polyglot": ("a.pdf", b"<html>" + file_of("pdf")[1]),
        "office where it is not taken": file_of("docx"),
        "heic": ("a.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40),
        "too large": ("a.pdf", file_of("pdf")[1] + b" " * (6 * 1024 * 1024)),
    }

    @pytest.mark.parametrize("kind", FILES)
    def test_are_refused_with_the_reason(self, kind: str, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", {**money(), "proof": upload(*self.FILES[kind])})
        if kind == "empty":  # a browser that had no file to send
            assert page.status in (302, 422)
        else:
            assert page.status == 422 and page.errors == ["q-proof"] and "q-proof" in page.ids
        assert not StoredFile.objects.exists()

    def test_a_bomb(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        page = sent(visitor, "money", {**money(), "proof": upload("a.pdf", bomb())})
        assert page.status == 422 and page.errors == ["q-proof"]
        assert not StoredFile.objects.exists()

    @pytest.mark.parametrize(
        "name",
        [
            "../../../etc/passwd",
            "..\\..\\windows\\system32\\x.pdf",
            "/etc/passwd.pdf",
            "\u202efdp.exe",
            "a" * 3000 + ".pdf",
            "<script>alert(1)</script>.pdf",
            ".htaccess",
            "con.pdf",
            "名前 with 'quotes' and \"more\".pdf",
            "a\r\nSet-Cookie: x=y.pdf",
        ],
    )
    def test_names_are_never_trusted(self, name: str, benefit: Version, hanako: Visitor) -> None:
        filled_in(hanako)
        body, content_type = as_a_browser_would(money(), "proof", name, file_of("pdf")[1])
        page = read(hanako.client.post(f"{START}page/money", body, content_type=content_type))
        if page.status == 400:  # headers of that length are nobody's
            assert len(name) > 1000 and not StoredFile.objects.exists()
            return
        row = StoredFile.objects.get()
        assert row.name.endswith(".pdf") and len(row.name) <= 110
        assert not set("/\\<>\r\n\u202e") & set(row.name)
        assert ".." not in row.path and not row.path.startswith("/")
        receipt = hanako.send(SLUG)
        link = next(link for link in hanako.get(f"/my/applications/{receipt}").links if "/documents/" in link)
        answer = hanako.client.get(link)
        assert answer.status_code == 200 and not set("\r\n") & set(answer["Content-Disposition"])
        answer.getvalue()

    def test_a_file_where_none_is_asked(self, benefit: Version, visitor: Visitor) -> None:
        page = sent(visitor, "applicant", {**applicant(), "home": upload(*file_of("pdf"))})
        assert page.status == 302
        assert not StoredFile.objects.exists()

    def test_thirty_files(self, benefit: Version, visitor: Visitor) -> None:
        filled_in(visitor)
        many = [upload(*file_of("png")) for _ in range(30)]
        answer = visitor.post(f"{START}page/money", {**money(), "proof": many})
        assert answer.status_code in (400, 413, 422)
        assert StoredFile.objects.count() <= 3


@pytest.mark.parametrize("text", ["", *list(NASTY.values())[1:], "%", "_", "\\", "手当 " * 50])
def test_searching_for_anything(text: str, benefit: Version, visitor: Visitor) -> None:
    answer = visitor.client.get(f"/?q={quote(text)}&event={quote(text)}&field={quote(text)}")
    assert answer.status_code == (400 if "\x00" in text else 200)
