"""A member of staff at the staff face, signed in as in an installation: password handed over, own password, app."""

import base64
import hashlib
import hmac
import re
import struct
import time

from benchmarks.journey import expect
from benchmarks.visitor import Visitor

_SECRET = re.compile(r'class="secret">([A-Z2-7 ]+)<')
PASSWORD = "紙に書かない合言葉 2026"


def signed_in(port: int, login: str) -> Visitor:
    """Sign in with both factors, setting them up first. Needs Django set up as the owner of the database."""
    from yakuba.identity.actions.issue_password import issue_password
    from yakuba.identity.models import Staff
    from yakuba.kernel.actor import system

    staff = Staff.objects.get(account__login=login)
    issued = issue_password(system("benchmark"), staff_id=staff.pk)
    officer = Visitor(port)
    expect(officer.get("/sign-in"), 200)
    sent = expect(officer.post("/sign-in", [("login", login), ("password", issued.password)]), 302)
    expect(officer.get(sent.location), 200)
    sent = expect(officer.post(sent.location, [("new", PASSWORD)]), 302)
    expect(officer.get(sent.location), 200)
    page = expect(officer.get("/sign-in/set-up/app"), 200)
    secret = _SECRET.search(page.text)
    assert secret is not None
    expect(officer.post("/sign-in/set-up/app", [("code", totp(secret[1].replace(" ", "")))]), 302)
    return officer


def totp(secret: str) -> str:
    """The six digits that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
