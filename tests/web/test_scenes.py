"""Every scene, in both languages and themes, on a desk and on a phone: axe finds nothing, nothing is
refused by the content security policy, and no page is wider than the screen."""

import pytest
from playwright.async_api import Browser, ConsoleMessage

from tests.web.axe import axe_findings
from tests.web.gallery import open_gallery
from tests.web.look import LOOKS
from tests.web.scenes import SCENES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("look", LOOKS)
async def test_every_scene_is_accessible_whole_and_within_the_policy(chromium: Browser, look: str) -> None:
    width, height, scheme, language = LOOKS[look]
    options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    context = await open_gallery(chromium, language, **options, reduced_motion="reduce")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if is_complaint(message) else None)
    found: dict[str, list[str]] = {}
    for name in SCENES:
        said.clear()
        await page.goto(f"/scene/{name}")
        findings = [*await axe_findings(page), *said]
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if overflow > 0:
            findings.append(f"{overflow} px wider than the screen")
        if findings:
            found[name] = findings
    await context.close()

    assert found == {}


def is_complaint(message: ConsoleMessage) -> bool:
    return message.type in {"error", "warning"}
