"""A person at a keyboard: nothing here touches the mouse."""

from playwright.async_api import Browser, Page, expect

from tests.support.demo import PASSWORD

_MOST_TABS = 80
# A machine that runs everything at once is slow; a page that never comes still fails the test.
expect.set_options(timeout=20_000)


async def sit_down(browser: Browser, address: str, email: str) -> Page:
    """Open the campus and sign in, by keyboard."""
    context = await browser.new_context(base_url=address, locale="nl-NL", reduced_motion="reduce")
    page = await context.new_page()
    await page.goto("/")
    # Nobody types before the cursor is there.
    await expect(page.locator("input[autofocus]")).to_be_focused()
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{address}/week")
    await page.wait_for_load_state("load")
    return page


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` says has the focus; fails when it cannot be reached."""
    for _ in range(_MOST_TABS):
        await page.keyboard.press("Tab")
        if await page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


async def fill_in(page: Page, selector: str, text: str) -> None:
    """Tab to a field and replace what it says."""
    await tab_to(page, selector)
    await page.keyboard.press("Control+A")
    await page.keyboard.type(text)


async def focused(page: Page) -> str:
    """What a screen reader would call the thing that has the focus."""
    said: str = await page.evaluate(
        """() => [document.activeElement.getAttribute("aria-label"),
                  document.activeElement.getAttribute("aria-description")].filter(Boolean).join(" | ")"""
    )
    return said
