"""What passes by itself is answered with a page in words and the advice to try again, without asking the database."""

import errno
import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from procrastinate.exceptions import ConnectorException
from pytest_django import Settings

from tests.faults.crowd import photo
from yakuba.kernel import files
from yakuba.kernel.actor import anonymous
from yakuba.kernel.models import StoredFile
from yakuba.kernel.refusals import Refusal
from yakuba.ui.middleware import HouseMiddleware, failed

SECRET = "山田 花子"
NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


def caused_by(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(f"server closed the connection: {SECRET}"),
        InterfaceError("the connection is closed"),
        NO_ROOM,
        caused_by(ConnectorException(), OperationalError("the database system is starting up")),
    ],
    ids=repr,
)
def test_the_page_asks_for_patience(error: Exception) -> None:
    middleware = HouseMiddleware(lambda request: HttpResponse())
    page = middleware.process_exception(RequestFactory().post("/"), error)
    assert isinstance(page, HttpResponse)
    assert page.status_code == 503
    assert page["Retry-After"] == "5"
    assert "ただいま混み合っています" in page.content.decode()
    assert SECRET not in page.content.decode()


def test_outside_of_a_view_too() -> None:
    try:
        raise OperationalError("terminating connection due to administrator command")
    except OperationalError:
        assert failed(RequestFactory().get("/")).status_code == 503


def test_a_fault_of_ours_stays_one() -> None:
    middleware = HouseMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), KeyError("x")) is None
    try:
        raise KeyError("x")
    except KeyError:
        page = failed(RequestFactory().get("/"))
    assert page.status_code == 500
    assert "申し訳ありません" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["save", "sync"])
def test_a_file_for_which_there_is_no_room_is_refused_and_leaves_nothing(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    write = default_storage.save

    def full(*given: object) -> None:
        raise NO_ROOM

    def half_written(name: str, content: object) -> str:
        write(name, io.BytesIO(b"half"))
        raise NO_ROOM

    if step == "save":
        monkeypatch.setattr(default_storage, "save", half_written)
    else:
        monkeypatch.setattr(files, "_sync", full)
    with pytest.raises(Refusal) as refused:
        files.store(anonymous(), name="p.png", stream=io.BytesIO(photo(1)), limits=files.Limits())
    assert refused.value.code == "file_full"
    assert not StoredFile.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
