"""Many applicants at once, as a process of their own: `python -m tests.faults.crowd PORT COUNT FIRST`.

Each applies with a photo of their own and tries again as people do, with the cookie they have, until the receipt is
on the screen; every fourth gives up when the answer to the last button does not come. Prints a line of JSON for every
answer that was lost (`met` 0) or asked for patience (its status), and one for each applicant who is done.
"""

import hashlib
import http.client
import json
import random
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable

from benchmarks.visitor import Answer, Visitor

SLUG = "kizu"
TRIES = 240
WAIT_S = 0.5
BOUNDARY = "----------------------------8f1c2d"
NO_ROOM = "ただいまファイルを受け取れません"
BUSY = "ただいま混み合っています"
_print = threading.Lock()


class GivesUp(Exception):
    """The applicant closes the browser."""


def photo(number: int) -> bytes:
    """A picture like no other (PNG, some 60 kB)."""
    side = 140
    noise = random.Random(number).randbytes(side * (side * 3 + 1))
    rows = b"".join(b"\0" + noise[row * side * 3 : (row + 1) * side * 3] for row in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


class Applicant:
    """One of them. `impatient` ones do not send twice."""

    def __init__(self, port: int, number: int, *, impatient: bool) -> None:
        self.visitor = Visitor(port)
        self.number = number
        self.impatient = impatient
        self.photo = photo(number)

    def apply(self) -> str:
        """The whole way; the receipt number that was shown, "" for one who gave up."""
        page = f"/procedures/{SLUG}/page/report"
        self._until(lambda: self.visitor.get(page), 200)
        self._until(lambda: self._send_page(page), 302)
        self._until(lambda: self.visitor.get(f"/procedures/{SLUG}/summary"), 200)
        try:
            sent = self._until(lambda: self.visitor.post(f"/procedures/{SLUG}/send"), 302, last=True)
        except GivesUp:
            return ""
        receipt = sent.location.split("/")[-2]
        shown = self._until(lambda: self.visitor.get(sent.location), 200)
        if receipt not in shown.text:
            raise RuntimeError(f"{receipt} is not on the page")
        return receipt

    def _send_page(self, page: str) -> Answer:
        """The form with the photo. Without a draft's cookie the form is opened anew: the token may be a lost one."""
        if not any(name.startswith("draft_") for name in self.visitor.cookies):
            self.visitor.get(page)
        fields = {
            "reporter.family": "山田", "reporter.given": "花子", "mail": f"a{self.number}@example.jp",
            "place": f"{self.number}番地", "csrfmiddlewaretoken": self.visitor.token,
        }  # fmt: skip
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="p.png"\r\n'
        body = "".join(parts).encode() + (head + "Content-Type: image/png\r\n\r\n").encode() + self.photo
        return self.visitor.ask(
            "POST",
            page,
            body + f"\r\n--{BOUNDARY}--\r\n".encode(),
            f"multipart/form-data; boundary={BOUNDARY}",
        )

    def _until(self, ask: Callable[[], Answer], status: int, *, last: bool = False) -> Answer:
        for _ in range(TRIES):
            try:
                answer = ask()
            except (OSError, http.client.HTTPException):
                answer = None  # the connection broke off: nobody knows what became of it
            if answer is not None and answer.status == status:
                return answer
            _tell({"met": _asked_for_patience(answer) if answer is not None else 0})
            if last and self.impatient:
                raise GivesUp
            time.sleep(WAIT_S)
        raise RuntimeError("nobody answers")


def _asked_for_patience(answer: Answer) -> int:
    """The status of a page that says in words to try again; everything else is a fault of the house."""
    if answer.status == 503 and BUSY in answer.text and "retry-after" in answer.headers:
        return 503
    if answer.status == 422 and NO_ROOM in answer.text:
        return 422
    raise RuntimeError(f"{answer.status}: {answer.text[:400]}")


def _tell(line: dict[str, object]) -> None:
    with _print:
        print(json.dumps(line), flush=True)


def _one(port: int, number: int, *, impatient: bool) -> None:
    applicant = Applicant(port, number, impatient=impatient)
    line = {
        "number": number,
        "sha256": hashlib.sha256(applicant.photo).hexdigest(),
        "receipt": "",
        "wrong": "",
    }
    try:
        line["receipt"] = applicant.apply()
    except Exception as error:
        line["wrong"] = repr(error)
    applicant.visitor.close()
    with _print:
        print(json.dumps(line), flush=True)


def main(port: int, count: int, first: int) -> None:
    """All at once."""
    people = [
        threading.Thread(target=_one, args=(port, number), kwargs={"impatient": number % 4 == 0})
        for number in range(first, first + count)
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
