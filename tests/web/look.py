"""Pictures of the scenes, to be looked at: `python -m tests.web.look FOLDER [SCENE ...]`."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from scheduler.domain.identity.people import Language
from tests.support.browser import OPTIONS, installed_chromium
from tests.web.gallery import open_gallery
from tests.web.scenes import SCENES

LOOKS = {
    "wide-light-nl": (1600, 900, "light", Language.DUTCH),
    "wide-dark-en": (1600, 900, "dark", Language.ENGLISH),
    "phone-light-en": (320, 640, "light", Language.ENGLISH),
    "phone-dark-nl": (320, 640, "dark", Language.DUTCH),
}


async def take(folder: Path, names: list[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_chromium(), args=OPTIONS)
        for look, (width, height, scheme, language) in LOOKS.items():
            locale = "nl-NL" if language is Language.DUTCH else "en-GB"
            options = {
                "locale": locale,
                "viewport": {"width": width, "height": height},
                "color_scheme": scheme,
            }
            context = await open_gallery(browser, language, **options)
            page = await context.new_page()
            for name in names:
                await page.goto(f"/scene/{name}")
                await page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)
            await context.close()
        await browser.close()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    asyncio.run(take(Path(sys.argv[1]), sys.argv[2:] or list(SCENES)))
