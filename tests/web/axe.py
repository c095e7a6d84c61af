"""axe-core on a page: WCAG 2.2 AA and what axe calls best practice; nothing is left out."""

from playwright.async_api import Page

from api.web.assets import STATIC

_AXE = STATIC.parent / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""


async def axe_findings(page: Page) -> list[str]:
    """What axe-core objects to; it is evaluated outside the page's own policy."""
    await page.evaluate(_AXE.read_text("utf-8"))
    findings: list[str] = await page.evaluate(_RUN)
    return findings
