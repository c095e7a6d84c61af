"""Shows scenes in a browser: the network of one browser context answers with rendered pages and real
static files, under the content security policy that the server sends."""

from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Route

from api.middleware.headers import CONTENT_SECURITY_POLICY
from api.web.assets import STATIC
from scheduler.domain.identity.people import Language
from tests.web.scenes import SCENES

ADDRESS = "http://gallery.test"


async def open_gallery(browser: Browser, language: Language, **options: Any) -> BrowserContext:
    """A browser context in which `/scene/NAME` is that scene in `language`."""
    pages = {f"/scene/{name}": build(language) for name, build in SCENES.items()}
    context = await browser.new_context(base_url=ADDRESS, **options)

    async def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            await route.fulfill(body=file.read_bytes(), content_type=guess_type(path)[0] or "font/woff2")
        elif path in pages:
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            await route.fulfill(body=pages[path], content_type="text/html; charset=utf-8", headers=headers)
        else:
            await route.fulfill(status=204)  # what a page asks for by itself changes nothing

    await context.route(f"{ADDRESS}/**", answer)
    return context
