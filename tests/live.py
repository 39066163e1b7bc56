"""A face over HTTP inside the test's own process, and a browser to look at it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from tests.running import CHROMIUM


@contextmanager
def served() -> Iterator[str]:
    """The face of the settings with its static files; gives its address, under a name that passkeys take."""
    server = LiveServerThread("localhost", static_handler=StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://localhost:{server.port}"
    server.terminate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium beside Django's database in one thread."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        connection.close()  # beside a running loop Django keeps another one, which must not outlive the database
