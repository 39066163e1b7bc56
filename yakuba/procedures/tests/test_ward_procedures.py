"""Every procedure of the sample ward, from its page to the copy of the answers, without JavaScript."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from yakuba.cases import api as cases
from yakuba.identity import api as identity
from yakuba.kernel import clock
from yakuba.kernel.actor import Actor
from yakuba.procedures.models import Submission
from yakuba.procedures.rules.analysis import check_toml
from yakuba.procedures.rules.compiling import Form, compile_form
from yakuba.procedures.rules.definition import Definition
from yakuba.procedures.rules.dump import dump_toml
from yakuba.procedures.rules.load import load_toml
from yakuba.procedures.shelf import shelved
from yakuba.procedures.tests.conftest import (
    HANAKO,
    WARD,
    Opened,
    account_of,
    guest,
    resident,
    ward_definition,
)
from yakuba.procedures.tests.examples import FAMILY, GIVEN, Example, answers_of, walk
from yakuba.procedures.tests.visitor import Page, Visitor, rows_to_add

SLUGS = sorted(path.stem for path in (WARD / "procedures").glob("*.toml"))
LANGUAGES = {"ja": "ja", "ja-easy": "ja", "en": "en"}
SEEDS = range(6)


def definition_of(slug: str) -> Definition:
    found = load_toml(ward_definition(slug))
    assert isinstance(found, Definition)
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_the_file_has_no_mistakes_and_is_written_as_it_is_exported(slug: str) -> None:
    text = ward_definition(slug)
    definition, mistakes = check_toml(text)
    assert mistakes == [] and definition is not None
    exported = dump_toml(definition)
    assert load_toml(exported) == definition
    assert dump_toml(definition_of(slug)) == exported


def somebody(definition: Definition) -> Visitor:
    """Somebody sure enough for this procedure."""
    return resident(account_of(HANAKO)) if definition.assurance == "account" else guest(HANAKO)


@pytest.mark.parametrize("slug", SLUGS)
def test_from_the_page_of_the_procedure_to_the_copy_of_the_answers(slug: str, opened: Opened) -> None:
    version = opened(ward_definition(slug))
    form = shelved(version.pk).form
    person = somebody(form.definition)
    start = person.get(f"/procedures/{slug}/")
    assert form.definition.title.ja in start.text
    begun = person.post(f"/procedures/{slug}/begin")
    examples = walk(form, today=clock.today(), seed=1)
    assert begun["Location"] == person.page_url(slug, examples[0].page)
    for one, following in zip(examples, [*examples[1:], None], strict=True):
        in_every_language(person, form, one)
        answer = person.fill(slug, one)
        target = person.page_url(slug, following.page) if following else f"/procedures/{slug}/summary"
        assert answer.status_code == 302 and answer["Location"] == target
    receipt = sent_from_the_summary(person, slug)
    arrived(person, receipt, version.pk)


def in_every_language(person: Visitor, form: Form, example: Example) -> None:
    """The page is there in three languages, asks for everything of the example, and names no input twice."""
    slug, url = form.definition.slug, f"/procedures/{form.definition.slug}/page/{example.page}"
    for code, html in LANGUAGES.items():
        person.client.cookies["language"] = code
        page = person.get(url)
        assert page.status == 200 and page.language.startswith(html)
        one = form.page(example.page)
        assert one.title.say({"ja-easy": "easy"}.get(code, code)) in page.text.replace("\u200b", "")
        for group in rows_to_add(form, example, page):
            page = person.press(slug, example.page, page.inputs, f"add:{group}")
            assert page.status == 200
        missing = (example.inputs.keys() | example.uploads.keys()) - page.names
        assert not missing
    person.client.cookies["language"] = "ja"


def sent_from_the_summary(person: Visitor, slug: str) -> str:
    """The summary in every language leads back to every answer; then the application is handed in."""
    for code in LANGUAGES:
        person.client.cookies["language"] = code
        summary = person.get(f"/procedures/{slug}/summary")
        assert summary.status == 200 and f"/procedures/{slug}/send" in summary.actions
        changes = [link for link in summary.links if "/page/" in link and "#" in link]
        assert changes
        for page in {link.partition("#")[0] for link in changes}:
            ids = person.get(page).ids
            asked = [link.partition("#")[2] for link in changes if link.startswith(f"{page}#")]
            assert [one for one in asked if one not in ids] == []
    person.client.cookies["language"] = "ja"
    return person.send(slug)


def arrived(person: Visitor, receipt: str, version_id: int) -> None:
    """Receipt page, status page and copy; the case is there once, with every answer in its sheet."""
    received = person.get(f"/my/applications/{receipt}/received")
    assert received.status == 200 and receipt in received.text
    status = person.get(f"/my/applications/{receipt}")
    assert status.status == 200 and receipt in status.text
    submission = Submission.objects.get(receipt=receipt)
    assert submission.version_id == version_id
    assert cases.Case.objects.filter(subject_id=str(submission.key)).count() == 1
    found = cases.application(actor_of(person, submission), receipt)
    answered = {row.key: row for page in found.pages for row in page.rows}
    for key in submission.answers:
        rows = [row for name, row in answered.items() if name.partition(".")[0] == key]
        assert rows and any(row.shown for row in rows), key
    the_copy(person, receipt, status)


def actor_of(person: Visitor, submission: Submission) -> Actor:
    return identity.actor_for_resident(submission.resident) if submission.resident else identity.guest(HANAKO)


def the_copy(person: Visitor, receipt: str, status: Page) -> None:
    """The copy of the answers is a tagged PDF in which names stand as they were entered."""
    assert f"/my/applications/{receipt}/answers.pdf" in status.links
    answer = person.client.get(f"/my/applications/{receipt}/answers.pdf")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    pdf = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert receipt in text
    if FAMILY in status.text:
        assert FAMILY in text and GIVEN[0] in text
    with pikepdf.open(BytesIO(answer.content)) as tagged:
        assert tagged.Root.MarkInfo.Marked


@pytest.mark.parametrize("slug", SLUGS)
def test_many_answers_pass_the_rules(slug: str) -> None:
    """The examples go through every branch they draw; what they give is complete when it is judged anew."""
    form = compile_form(definition_of(slug))
    for seed in SEEDS:
        answers = answers_of(form, today=clock.today(), seed=seed)
        assert form.check_all(answers, today=clock.today()) == {}
