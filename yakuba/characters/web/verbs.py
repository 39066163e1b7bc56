"""What a person does with one 外字; afterwards the next one lies there."""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from yakuba.characters.actions import confirm as confirming
from yakuba.characters.actions import object_to as objecting
from yakuba.characters.actions import propose as proposing
from yakuba.characters.actions import reopen as reopening
from yakuba.characters.actions import withdraw_proposal as withdrawing
from yakuba.characters.permissions import IDENTIFY
from yakuba.characters.queries.gaiji import Stage, gaiji_by_id, next_gaiji
from yakuba.characters.web.judging import show
from yakuba.characters.web.parts import number
from yakuba.kernel.refusals import NotAllowed, NotFound, Refusal
from yakuba.ui.pages import PageRequest, page

_REASON = 5_000


@page(permission=IDENTIFY)
@require_POST
def propose(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Propose what it is; then the next."""

    def do() -> None:
        proposing.propose(
            request.actor,
            gaiji_id=gaiji_id,
            outcome=request.POST.get("outcome", ""),
            glyph=request.POST.get("glyph", "") if request.POST.get("outcome") != "none" else "",
            reason=_reason(request),
            seen=number(request.POST.get("seen")),
        )

    return _done(request, gaiji_id, do, "proposed", "propose")


@page(permission=IDENTIFY)
@require_POST
def confirm(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Confirm somebody else's proposal; then the next."""

    def do() -> None:
        confirming.confirm(request.actor, judgement_id=_judgement(request))

    return _done(request, gaiji_id, do, "confirmed", "confirm")


@page(permission=IDENTIFY)
@require_POST
def object_to(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Object to somebody else's proposal; then the next."""

    def do() -> None:
        objecting.object_to(request.actor, judgement_id=_judgement(request), reason=_reason(request))

    return _done(request, gaiji_id, do, "objected", "confirm")


@page(permission=IDENTIFY)
@require_POST
def withdraw(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Take one's own proposal back, and stay."""

    def do() -> None:
        withdrawing.withdraw_proposal(request.actor, judgement_id=_judgement(request))

    return _done(request, gaiji_id, do, "withdrawn", None)


@page(permission=IDENTIFY)
@require_POST
def reopen(request: PageRequest, gaiji_id: int) -> HttpResponse:
    """Look at a decision again, and stay."""

    def do() -> None:
        reopening.reopen(request.actor, judgement_id=_judgement(request), reason=_reason(request))

    return _done(request, gaiji_id, do, "reopened", None)


def _judgement(request: PageRequest) -> int:
    return number(request.POST.get("judgement"))


def _reason(request: PageRequest) -> str:
    return request.POST.get("reason", "")[:_REASON]


def _done(
    request: PageRequest, gaiji_id: int, do: Callable[[], None], word: str, stage: Stage | None
) -> HttpResponse:
    """Do it and lead on: to the next in this stage, or to the same page; a refusal stays on the page."""
    one = gaiji_by_id(request.actor, gaiji_id)
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        return show(request, gaiji_id, refusal)
    system = number(request.GET.get("system"))
    kept = f"&system={system}" if system else ""
    if stage is None:
        return HttpResponseRedirect(f"{reverse('gaiji', args=[gaiji_id])}?done={word}{kept}")
    following = next_gaiji(request.actor, stage, system=system, after=one)
    if following is None:
        return HttpResponseRedirect(f"{reverse('characters')}?ended={stage}")
    return HttpResponseRedirect(f"{reverse('gaiji', args=[following.pk])}?done={word}{kept}")
