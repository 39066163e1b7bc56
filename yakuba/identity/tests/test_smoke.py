import re
from django.core import mail
from yakuba.identity.tests.conftest import *


def test_guest(db, public_face, client):
    r = client.get("/sign-in")
    assert r.status_code == 200, r.content
    r = client.post("/sign-in", {"email": "Taro@Example.jp", "next": "/account"})
    assert r.status_code == 302, r.content.decode()
    print(mail.outbox[0].subject, mail.outbox[0].body)
    code = re.search(r"^\d{6}$", mail.outbox[0].body, re.M)[0]
    r = client.get("/sign-in/code")
    assert r.status_code == 200
    r = client.post("/sign-in/code", {"code": "000001"})
    assert r.status_code == 422, r.content.decode()
    assert "あと4回" in r.content.decode()
    old = client.cookies["session_public"].value
    r = client.post("/sign-in/code", {"code": code})
    assert r.status_code == 302 and r.url == "/account"
    assert client.cookies["session_public"].value != old
    r = client.get("/account")
    assert "Taro@example.jp" in r.content.decode()
    r = client.post("/account/new", {"new": PASSWORD})
    assert r.status_code == 302, r.content.decode()
    for p in (
        "account",
        "account/sessions",
        "account/facts",
        "account/close",
        "account/email",
        "account/password",
    ):
        r = client.get("/" + p)
        assert r.status_code == 200, p


def test_staff(db, staff_face, client, settings):
    s = make_section("a", "企画課")
    role = make_role("admin", "identity.manage_staff", "identity.read_staff", "identity.manage_sections")
    x = make_staff("tanaka", s, role)
    r = client.post("/sign-in", {"login": "tanaka", "password": PASSWORD})
    assert r.status_code == 302 and r.url == "/sign-in/set-up", r.content.decode()
    assert client.get("/staff").status_code == 302
    assert client.get("/sign-in/set-up").status_code == 200
    r = client.get("/sign-in/set-up/app")
    assert r.status_code == 200
    assert client.get("/sign-in/qr.svg")["Content-Type"] == "image/svg+xml"
    r = client.get("/sign-in/set-up/passkey")
    assert r.status_code == 200, r.content.decode()
    from yakuba.identity.models import Session

    secret = Session.objects.get().data["totp_secret"]
    from allauth.mfa.totp.internal.auth import hotp_value, format_hotp_value
    from yakuba.kernel import clock

    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    r = client.post("/sign-in/set-up/app", {"code": code})
    assert r.status_code == 302, r.content.decode()
    r = client.get("/my-sign-in/recovery-codes")
    assert r.status_code == 200, r
    for p in (
        "my-sign-in",
        "my-sign-in/password",
        "my-sign-in/app",
        "my-sign-in/passkey",
        "sections",
        "sections/a",
        "sections/a/change",
        "sections/a/end",
        "sections/new",
        "staff",
        "staff/new",
        "staff/roles",
        f"staff/{x.pk}",
        f"staff/{x.pk}/appointments/new",
        f"staff/{x.pk}/password",
        f"staff/{x.pk}/leave",
    ):
        r = client.get("/" + p)
        assert r.status_code == 200, p
