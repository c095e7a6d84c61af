"""README's pictures, taken from a running server with the demo campus.

`python -m tests.web.screenshots http://127.0.0.1:8000 PASSWORD FOLDER`, with the password that
`make run` prints.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tests.support.browser import OPTIONS, installed_chromium

PLANNER, TEACHER, STUDENT = "roostermaker@demo.example", "docent@demo.example", "student@demo.example"
PICTURES = (
    # name, who, path, width, height, colours
    ("week", TEACHER, "/week?kind=fieldlab", 1440, 900, "light"),
    ("week-dark", TEACHER, "/week", 1440, 900, "dark"),
    ("find", TEACHER, "/book", 1440, 900, "light"),
    ("my-schedule", STUDENT, "/me", 1440, 900, "light"),
    ("plans", PLANNER, "/plans", 1440, 900, "light"),
    ("plan", PLANNER, "/plans/1", 1440, 900, "light"),
    ("phone", TEACHER, "/week?kind=fieldlab", 360, 740, "light"),
)


async def sign_in(browser: Browser, address: str, who: str, password: str, **options: object) -> Page:
    """A page of a browser in which this person is signed in."""
    context = await browser.new_context(base_url=address, locale="nl-NL", **options)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto("/login")
    await page.fill("#email", who)
    await page.fill("#password", password)
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/week")
    return page


async def take(address: str, password: str, folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=OPTIONS)
        for name, who, path, width, height, colours in PICTURES:
            size = {"width": width, "height": height}
            page = await sign_in(browser, address, who, password, viewport=size, color_scheme=colours)
            await page.goto(path)
            await page.wait_for_load_state("networkidle")
            await page.screenshot(path=folder / f"{name}.png")
            await page.context.close()
        await browser.close()


if __name__ == "__main__":
    where, secret, into = sys.argv[1:4]
    Path(into).mkdir(parents=True, exist_ok=True)
    asyncio.run(take(where, secret, Path(into)))
