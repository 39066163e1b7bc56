"""What the browser needs to show and hide questions while people type: a help only, the server decides."""

from functools import lru_cache

import msgspec

from yakuba.procedures.rules.browser import PageSteps, browser_plan, browser_steps
from yakuba.procedures.rules.settling import State
from yakuba.procedures.shelf import Shelved


def conditions(version: Shelved, page_key: str, state: State) -> str:
    """JSON for `data-conditions`, "" where nothing on the page depends on anything."""
    plan = browser_plan(_steps(version, page_key), state.values, today=state.today)
    return msgspec.json.encode(plan).decode() if plan else ""


@lru_cache(maxsize=4096)
def _steps(version: Shelved, page_key: str) -> PageSteps:
    return browser_steps(version.form, page_key)
