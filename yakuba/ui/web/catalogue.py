"""The living catalogue at `/ui/`, mounted in development and in the demo."""

from itertools import groupby

from django.http import HttpResponse

from yakuba.kernel.actor import Kind
from yakuba.kernel.permissions import PUBLIC
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.ui.catalogue import BY_SLUG, ENTRIES
from yakuba.ui.catalogue.entries import example_of
from yakuba.ui.catalogue.samples import SAMPLES
from yakuba.ui.components.navigation import Link
from yakuba.ui.pages import PageRequest, page, render

EVERYBODY: frozenset[Kind] = PUBLIC | {"staff"}
SHELLS = {"resident": "ui/shell_resident.html", "staff": "ui/shell_staff.html"}


@page(open_to=EVERYBODY)
def index(request: PageRequest) -> HttpResponse:
    """List the components by group, and the sample pages."""
    groups = [(name, list(entries)) for name, entries in groupby(ENTRIES, key=lambda one: one.group)]
    return render(request, "ui/catalogue/index.html", {"groups": groups, "samples": SAMPLES.values()})


@page(open_to=EVERYBODY)
def entry(request: PageRequest, slug: str) -> HttpResponse:
    """Show one component: when to use it, and every variant with its call."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise NotFound()
    variants = [
        {"title": draw.__doc__, "html": draw(), "example": example_of(draw), "number": number}
        for number, draw in enumerate(found.variants, start=1)
    ]
    context = {
        "entry": found,
        "variants": variants,
        "shell_template": SHELLS[found.face],
        "breadcrumb": [Link("部品", "../../"), Link(found.title)],
    }
    return render(request, "ui/catalogue/entry.html", context)


@page(open_to=EVERYBODY)
def sample(request: PageRequest, slug: str) -> HttpResponse:
    """Show a whole page made of the components."""
    found = SAMPLES.get(slug)
    if found is None:
        raise NotFound()
    if slug == "refusal":
        raise Refusal("sample", "受付期間は令和8年4月30日までです。次の受付は10月に始まります。")
    context = found.context()
    return render(request, context.get("template", f"ui/catalogue/{slug}.html"), context)
