"""The page on which the API is tried out: it is drawn within our policy, and what it sends is answered."""

import pytest
from playwright.async_api import Browser, expect

from api.i18n.catalogue import say
from scheduler.domain.identity.people import Language
from tests.web.keyboard import sit_down

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_an_operation_is_shown_and_tried_within_the_policy(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto("/developers")
    await page.get_by_role("link", name=say(Language.DUTCH, "developers.reference")).click()
    await expect(page.locator("h1")).to_have_text(say(Language.DUTCH, "developers.reference"))

    await page.locator("#operations-tag-places button").first.click()
    operation = page.locator("#operations-places-list_campuses")
    await operation.locator(".opblock-summary-control").click()
    await expect(operation.locator(".parameters-container")).to_contain_text("How many at most.")
    async with page.expect_response(lambda response: "/api/v1/campuses" in response.url) as asked:
        await operation.locator("button.execute").click()

    assert (await asked.value).status == 200
    await expect(operation.locator(".live-responses-table")).to_contain_text("Campus Den Helder")
    assert said == []
    await page.context.close()


@pytest.mark.parametrize("language", list(Language))
async def test_our_own_words_are_in_the_language_of_the_reader(
    chromium: Browser, campus: str, language: Language
) -> None:
    page = await chromium.new_page(base_url=campus, locale=f"{language.value}-NL")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    await page.goto("/developers/reference")
    await expect(page.locator("#operations-tag-bookings")).to_be_visible()

    assert await page.locator("html").get_attribute("lang") == language.value
    await expect(page.locator("#page")).to_contain_text(say(language, "developers.reference_about"))
    await expect(page.locator(".reference")).to_have_attribute("lang", "en")
    licence = await page.request.get("/static/built/swagger-ui.LICENSE.txt")
    assert "Apache License" in await licence.text()
    assert said == []
    await page.context.close()
