"""Pages of the catalogue, shells, refusals."""

import pytest
from django.http import HttpResponseRedirect
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings

from yakuba.ui.catalogue import ENTRIES
from yakuba.ui.catalogue.entries import example_of
from yakuba.ui.catalogue.samples import SAMPLES
from yakuba.ui.middleware import HouseMiddleware
from yakuba.ui.tests.reading import elements, one, text

ADDRESSES = [
    "/ui/",
    *(f"/ui/parts/{entry.slug}/" for entry in ENTRIES),
    *(f"/ui/samples/{slug}/" for slug in SAMPLES),
]


@pytest.fixture(autouse=True)
def _addresses() -> object:
    with override_settings(ROOT_URLCONF="yakuba.ui.tests.urls"):
        yield


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == (422 if "refusal" in address else 200), address
    return response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_of_the_catalogue_is_whole(client: Client, address: str) -> None:
    html = page(client, address)
    ids = [element.attributes["id"] for element in elements(html) if "id" in element.attributes]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for element in elements(html):
        for name in ("aria-describedby", "aria-labelledby", "for"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, (name, target)
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
    assert len(elements(html, "h1")) == 1
    assert len(elements(html, "main")) == 1
    assert len(elements(html, "script")) == len(elements(html, "script", type="module"))


def test_every_variant_shows_its_own_call() -> None:
    for entry in ENTRIES:
        for variant in entry.variants:
            assert variant.__doc__
            assert "(" in example_of(variant)
            assert not example_of(variant).startswith("def ")


def test_an_unknown_part_is_not_found(client: Client) -> None:
    assert client.get("/ui/parts/nothing/").status_code == 404
    assert client.get("/ui/samples/nothing/").status_code == 404


def test_the_page_speaks_the_chosen_language(client: Client) -> None:
    client.cookies["language"] = "en"
    html = page(client, "/ui/samples/form/")
    assert one(html, "html").attributes["lang"] == "en"
    assert "Skip to main content" in text(html)
    assert one(html, "button", name="language", aria_pressed="true").attributes["value"] == "en"


def test_errors_stand_before_the_title(client: Client) -> None:
    assert "<title>エラー：" in page(client, "/ui/samples/form/")
    assert "<title>エラー：" not in page(client, "/ui/samples/check/")


def test_htmx_is_loaded_only_where_a_page_asks(client: Client) -> None:
    assert "htmx" not in page(client, "/ui/samples/form/")


def test_a_redirect_takes_htmx_to_the_whole_page() -> None:
    """Followed silently, another page would be put into a part of this one."""
    house = HouseMiddleware(lambda request: HttpResponseRedirect("/elsewhere"))
    answer = house(RequestFactory().post("/form", headers={"HX-Request": "true"}))
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/elsewhere")
    assert "Location" not in answer.headers
    assert house(RequestFactory().post("/form")).status_code == 302


def test_our_own_fault_has_a_page_that_needs_nothing() -> None:
    html = get_template("500.html").render()
    assert "申し訳ありません" in text(html)
    assert one(html, "html").attributes["lang"] == "ja"


def test_a_mail_is_plain_text_without_escaping() -> None:
    words = get_template("ui/shell_mail.txt").render(
        {"ward_name": "豊島区 & <区>", "section": "子育て支援課"}
    )
    assert "豊島区 & <区> 子育て支援課" in words
    assert "&amp;" not in words
