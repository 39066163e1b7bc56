"""The staff face: staff, their appointments, and what helps them back in; the roles in words."""

from datetime import date, timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from yakuba.identity.actions.add_staff import add_staff
from yakuba.identity.actions.appoint import appoint
from yakuba.identity.actions.end_appointment import end_appointment
from yakuba.identity.actions.issue_password import issue_password
from yakuba.identity.actions.reset_second_factor import reset_second_factor
from yakuba.identity.actions.retire_staff import retire_staff
from yakuba.identity.flows import passwords
from yakuba.identity.models import Appointment, Staff
from yakuba.identity.permissions import MANAGE_STAFF, READ_STAFF
from yakuba.identity.queries import appointments_of, find_staff, one_staff, roles, tree
from yakuba.identity.second_factors import factors_of
from yakuba.identity.web.answers import number_of, refuse_into, said, say, show_form
from yakuba.identity.web.forms.staff import (
    A_DAY,
    AppointmentForm,
    ConfirmForm,
    EndAppointmentForm,
    StaffForm,
)
from yakuba.identity.web.organization import section_choices
from yakuba.kernel import audit, clock
from yakuba.kernel.permissions import permission as permission_of
from yakuba.kernel.refusals import NotFound, Refusal
from yakuba.kernel.values.wareki import format_both
from yakuba.ui.components.lists import list_view
from yakuba.ui.components.markup import joined, markup
from yakuba.ui.components.navigation import Link
from yakuba.ui.components.notices import status_tag
from yakuba.ui.components.records import SummaryRow
from yakuba.ui.pages import PageRequest, page, render
from yakuba.ui.tables import Column, Filter, ListPage, paged, read_query

REACHES = {"section": "その課だけ", "below": "その課と、下の係・事務所", "ward": "全庁"}


def _placed(row: Staff) -> SafeString:
    found, today = tree(), clock.today()
    lines = (
        markup("<li>{}　{}</li>", found.full_name(one.section_id, today), one.role.name)
        for one in row.appointments.all()
    )
    return markup('<ul class="plain">{}</ul>', joined(lines))


def _list(sections: list[tuple[str, str]]) -> ListPage[Staff]:
    return ListPage(
        name="staff",
        caption="職員",
        search_label="氏名・フリガナ・ログイン名",
        columns=(
            Column(
                "name",
                "氏名",
                lambda row: markup('<a href="{}">{}</a>', reverse("staff_member", args=[row.pk]), row.name),
                order=("family_kana", "given_kana"),
                heads_row=True,
                wrap=False,
            ),
            Column("kana", "フリガナ", lambda row: f"{row.family_kana} {row.given_kana}", wrap=False),
            Column("login", "ログイン名", lambda row: row.account.login, order=("account__login",)),
            Column("appointments", "今の発令", _placed),
        ),
        filters=(
            Filter("section", "組織", [("", "すべて"), *sections]),
            Filter("left", "在職", [("", "在職"), ("left", "退職")]),
        ),
        default_order="name",
        empty="該当する職員はいません。",
    )


@page(permission=READ_STAFF)
def staff(request: PageRequest) -> HttpResponse:
    """Find staff by name, reading, login, section."""
    today = clock.today()
    listing = _list(section_choices(today))
    query = read_query(listing, request.GET)
    rows = find_staff(
        request.actor,
        words=query.word,
        section=number_of(query.chosen.get("section", "")) or None,
        left=query.chosen.get("left", ""),
        on=today,
    )
    context = {
        "list": list_view(listing, query, paged(listing, query, rows)),
        "may_change": request.actor.may(MANAGE_STAFF),
        "notices": said(request),
    }
    return render(request, "identity/staff/people.html", context)


@page(permission=READ_STAFF)
def staff_member(request: PageRequest, staff_id: int) -> HttpResponse:
    """One member of staff: appointments, past and to come, and (for who manages) the sign-in. The look is recorded."""
    person = one_staff(request.actor, staff_id)
    audit.record_read(request.actor, about=person, text="職員の情報を見た")
    today = clock.today()
    managing = request.actor.may(MANAGE_STAFF)
    context = {
        "person": person,
        "rows": _about(person, managing=managing),
        "appointments": [_line(one, today) for one in appointments_of(person)],
        "may_change": managing and person.left_on is None,
        "is_self": person.pk == request.actor.staff_id,
        "breadcrumb": [Link("職員", reverse("staff")), Link(person.name)],
        "notices": said(request),
    }
    return render(request, "identity/staff/person.html", context)


def _about(person: Staff, *, managing: bool) -> list[SummaryRow]:
    rows = [("氏名", person.name), ("フリガナ", f"{person.family_kana} {person.given_kana}".strip())]
    rows += [("ログイン名", person.account.login), ("仕事のメールアドレス", person.account.email)]
    if person.left_on:
        rows.append(("退職", format_both(person.left_on)))
    elif managing:
        rows += [("パスワード", _password_state(person)), ("二つめの手段", _factor_state(person))]
    return [SummaryRow(label=label, value=value) for label, value in rows]


def _password_state(person: Staff) -> str:
    if not person.account.has_usable_password():
        return "まだありません（はじめのパスワードを渡してください）"
    return "はじめのパスワードのまま" if person.account.password_is_initial else "本人が決めたもの"


def _factor_state(person: Staff) -> str:
    factors = factors_of(person.account)
    parts = ["認証アプリ"] if factors.totp else []
    if factors.passkeys:
        parts.append(f"パスキー{len(factors.passkeys)}個")
    return "、".join(parts) or "まだありません（次のサインインで用意します）"


def _line(one: Appointment, today: date) -> dict[str, object]:
    last = None if one.until is None else one.until - A_DAY
    if one.since > today:
        state = status_tag("これから", "info")
    elif one.until is not None and one.until <= today:
        state = status_tag("終わりました", "neutral")
    else:
        state = status_tag("いま", "success")
    return {
        "id": one.pk,
        "section": tree().full_name(
            one.section_id, min(last or today, today) if one.since <= today else one.since
        ),
        "role": one.role.name,
        "since": one.since,
        "last": last,
        "state": state,
        "open": one.until is None or one.until > today,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def new_staff(request: PageRequest) -> HttpResponse:
    """Register somebody."""
    form, status = StaffForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            person = add_staff(request.actor, **form.cleaned_data)
            say(request, "登録しました。次に、発令と、はじめのパスワードを用意してください。")
            return HttpResponseRedirect(reverse("staff_member", args=[person.pk]))
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return show_form(
        request,
        "identity/staff/confirm.html",
        form,
        status=status,
        heading="職員を登録する",
        back=reverse("staff"),
        breadcrumb=[Link("職員", reverse("staff")), Link("職員を登録する")],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def new_appointment(request: PageRequest, staff_id: int) -> HttpResponse:
    """Appoint somebody."""
    person = one_staff(request.actor, staff_id)
    choices = [(str(one.pk), one.name) for one in roles()]
    form = AppointmentForm(
        request.POST or None,
        sections=section_choices(clock.today()),
        roles=choices,
        initial={"since": clock.today()},
    )
    status = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            appoint(
                request.actor,
                staff_id=person.pk,
                section_id=number_of(data["section"]),
                role_id=number_of(data["role"]),
                since=data["since"],
                until=_day_after(data["last_day"]),
            )
            return _done(request, person, "発令しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    return _ask(request, person, form, status, "発令する", "次の操作から、この発令のとおりに使えます。")


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def finish_appointment(request: PageRequest, staff_id: int, appointment_id: int) -> HttpResponse:
    """End an appointment on a day."""
    person = one_staff(request.actor, staff_id)
    held = appointments_of(person).filter(pk=appointment_id).first()
    if held is None:
        raise NotFound()
    form = EndAppointmentForm(request.POST or None, initial={"last_day": clock.today()})
    status = None
    if request.method == "POST" and form.is_valid():
        try:
            until = _day_after(form.cleaned_data["last_day"]) or clock.today()
            end_appointment(request.actor, staff_id=person.pk, appointment_id=held.pk, until=until)
            return _done(request, person, "発令の終わりを登録しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    what = (
        f"{tree().full_name(held.section_id, held.since)}　{held.role.name}（{format_both(held.since)}から）"
    )
    return _ask(request, person, form, status, "発令を終える", what)


def _day_after(last_day: date | None) -> date | None:
    return None if last_day is None or last_day >= date.max - timedelta(days=1) else last_day + A_DAY


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def new_password(request: PageRequest, staff_id: int) -> HttpResponse:
    """Hand over a password for one sign-in; it is shown once."""
    person = one_staff(request.actor, staff_id)
    form, status = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            issued = issue_password(request.actor, staff_id=person.pk)
            crumbs = [
                Link("職員", reverse("staff")),
                Link(person.name, _page(person)),
                Link("はじめのパスワード"),
            ]
            context = {"person": person, "password": issued.password, "breadcrumb": crumbs}
            return render(request, "identity/staff/issued_password.html", context)
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    lead = "今のパスワードは使えなくなり、サインインはすべて終わります。本人は次のサインインで自分のパスワードに変えます。"
    return _ask(request, person, form, status, "はじめのパスワードを渡す", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def forget_factors(request: PageRequest, staff_id: int) -> HttpResponse:
    """Somebody lost their second factor: the next sign-in sets one up."""
    person = one_staff(request.actor, staff_id)
    form, status = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            reset_second_factor(request.actor, staff_id=person.pk)
            return _done(request, person, "二つめの手段をはじめに戻しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    lead = "本人に会って、または電話をかけ直して、本人であることを確かめてから行ってください。サインインはすべて終わります。"
    return _ask(request, person, form, status, "二つめの手段をはじめに戻す", lead)


@require_http_methods(["GET", "HEAD", "POST"])
@page(permission=MANAGE_STAFF)
def leave(request: PageRequest, staff_id: int) -> HttpResponse:
    """Somebody leaves the office."""
    person = one_staff(request.actor, staff_id)
    form, status = ConfirmForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            passwords.confirm(request.actor, form.cleaned_data["password"])
            retire_staff(request.actor, staff_id=person.pk)
            return _done(request, person, "退職を登録しました。")
        except Refusal as refusal:
            status = refuse_into(form, refusal)
    lead = (
        "今日で発令が終わり、すぐにサインインできなくなります。記録に残った名前は消えません。取り消せません。"
    )
    return _ask(request, person, form, status, "退職を登録する", lead, danger=True)


@page(permission=READ_STAFF)
def role_list(request: PageRequest) -> HttpResponse:
    """What each role permits, in words."""
    rows = [
        {
            "name": role.name,
            "help": role.help,
            "reach": REACHES[role.reach],
            "permits": [_words(code) for code in role.permissions],
        }
        for role in roles()
    ]
    crumbs = [Link("職員", reverse("staff")), Link("役割")]
    return render(request, "identity/staff/roles.html", {"roles": rows, "breadcrumb": crumbs})


def _words(code: str) -> str:
    known = permission_of(code)
    return known.label if known else f"{code}（このシステムにない許可）"


def _page(person: Staff) -> str:
    return reverse("staff_member", args=[person.pk])


def _done(request: PageRequest, person: Staff, sentence: str) -> HttpResponse:
    say(request, sentence)
    return HttpResponseRedirect(_page(person))


def _ask(
    request: PageRequest,
    person: Staff,
    form: AppointmentForm | EndAppointmentForm | ConfirmForm,
    status: int | None,
    heading: str,
    lead: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    return show_form(
        request,
        "identity/staff/confirm.html",
        form,
        status=status,
        heading=heading,
        lead=lead,
        subject=person.name,
        danger=danger,
        back=_page(person),
        breadcrumb=[Link("職員", reverse("staff")), Link(person.name, _page(person)), Link(heading)],
    )
