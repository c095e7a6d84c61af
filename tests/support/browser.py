"""The browser that the page tests drive."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Error, async_playwright

from tests.support.requirements import missing

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def installed_chromium() -> Path | None:
    """The Chromium or Chrome that this machine's package manager installed."""
    found = next(filter(None, map(shutil.which, _INSTALLED)), None)
    return Path(found) if found else None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium: the machine's own, else the one `playwright install` put there.

    One per test worker, so it lives on the session's event loop: a module that uses it says
    `pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]`.
    """
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=OPTIONS)
        except Error as failure:
            missing(
                "no browser: install the package 'chromium', or run "
                f"'.venv/bin/playwright install chromium' ({failure.message.splitlines()[0]})"
            )
        yield browser
        await browser.close()
