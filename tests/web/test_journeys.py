"""The journeys, on the real server with the demo campus, in a real browser, with the keyboard alone."""

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.demo import PASSWORD
from tests.web.axe import axe_findings
from tests.web.keyboard import fill_in, focused, sit_down, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]
ROOMS = "/week?kind=room"


async def is_booked(page: Page, title: str) -> None:
    """The page of the booking; on the way a teacher who has a lesson then says that it is meant."""
    made = page.locator("#page h1").get_by_text(title, exact=True)
    await expect(made.or_(page.locator("button[name='anyway']")).first).to_be_visible()
    if await page.locator("button[name='anyway']").count():
        assert await axe_findings(page) == []
        await tab_to(page, "button[name='anyway']")
        await page.keyboard.press("Enter")
    await expect(page.locator("#page h1")).to_have_text(title)


async def test_a_teacher_walks_the_week_and_books_a_room(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto(ROOMS)
    assert await axe_findings(page) == []

    await tab_to(page, ".place-here")
    await page.keyboard.press("PageDown")
    await page.keyboard.press("ArrowDown")
    while "niet vrij" in (place := await focused(page)):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator("#title")).to_be_focused()
    await page.keyboard.type("Overleg met de haven")
    await expect(page.locator("#verdict")).to_contain_text("Dit kan.")
    assert await axe_findings(page) == []
    await page.keyboard.press("Enter")

    await is_booked(page, "Overleg met de haven")
    await expect(page.locator("#toasts")).to_contain_text("Geboekt.")
    assert "di 24 nov" in place
    await expect(page.locator("main")).to_contain_text("di 24 nov")
    await page.context.close()


async def test_a_refusal_is_left_by_one_of_its_ways_out(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto("/week?kind=fieldlab")
    taken = page.locator("a.bar-mine").first
    lab = await taken.evaluate("(bar) => bar.closest('tr').dataset.resource")
    await taken.focus()
    await page.keyboard.press("Enter")
    start = await page.locator("#start").input_value()

    await page.goto(f"/book/{lab}?start={start}&units=8")
    await fill_in(page, "#title", "Extra les")
    await expect(page.locator("#verdict .note-blocked")).to_be_visible()
    assert await axe_findings(page) == []
    await tab_to(page, ".ways-out button")
    offer = await page.evaluate("document.activeElement.innerText")
    await page.keyboard.press("Enter")

    await is_booked(page, "Extra les")
    assert offer
    await page.context.close()


async def test_a_drag_moves_a_booking_or_says_why_not(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto(ROOMS)
    bar = page.locator("[data-moves]").first
    booking = await bar.get_attribute("data-moves")
    before = await bar.get_attribute("aria-label")
    await bar.scroll_into_view_if_needed()
    box = await bar.bounding_box()
    assert box is not None
    day = await bar.evaluate("(bar) => bar.closest('td').getBoundingClientRect().width")

    await page.mouse.move(box["x"] + 4, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 4 + 2 * day, box["y"] + box["height"] / 2, steps=6)
    await expect(page.locator(".ghost")).to_be_visible()
    await expect(page.locator(".ghost-says")).not_to_be_empty()
    quarters = -(-int(await bar.get_attribute("data-minutes") or 0) // 15)
    assert f"for-{quarters} " in f"{await page.locator('.ghost').get_attribute('class')} "
    await page.mouse.up()

    outcome = page.locator("#toasts .note-free, #sheet .note-blocked").first
    await expect(outcome).to_be_visible()
    moved = "Verplaatst." in await outcome.inner_text()
    after = await page.locator(f"[data-moves='{booking}']").first.get_attribute("aria-label")
    assert (after != before) is moved
    await page.context.close()


async def book_in(page: Page, room: str, title: str, start: str, end: str, until: str = "") -> None:
    """By the form, with nothing but what is needed."""
    await page.goto(f"/book/{room}?start={start}&end={end}")
    await page.locator("#title").fill(title)
    if until:
        await page.locator("#until").evaluate("(field) => { field.closest('details').open = true }")
        await page.locator("#until").fill(until)
    await page.locator("#title").press("Enter")
    await is_booked(page, title)


async def test_following_refused_then_the_offer_then_undo_are_about_the_same_dates(
    chromium: Browser, campus: str
) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto(ROOMS)
    room = await page.locator("tr[data-resource]").first.get_attribute("data-resource")
    assert room is not None
    await book_in(page, room, "In de weg", "2027-02-16T15:00", "2027-02-16T17:00")
    await book_in(page, room, "Reeks", "2027-02-02T13:00", "2027-02-02T15:00", until="2027-02-16")
    await page.locator("details.card summary").first.click()
    await page.locator("#start").fill("2027-02-02T14:00")
    await page.locator("form[action$='/move'] select[name='scope']").select_option("following")
    await page.locator("#start").press("Enter")

    await expect(page.locator(".note-blocked")).to_be_visible()
    assert await axe_findings(page) == []
    await tab_to(page, ".ways-out button")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toasts")).to_contain_text("Verplaatst. 3 data.")
    assert await axe_findings(page) == []
    await tab_to(page, "#toasts form[action$='/undo'] button")
    await page.keyboard.press("Enter")

    await expect(page.locator("#toasts")).to_contain_text("Ongedaan gemaakt. 3 data.")
    await expect(page.locator("main dl")).to_contain_text("13.00–15.00")
    await page.context.close()


async def test_a_planner_asks_for_a_plan_watches_it_and_publishes_it(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "roostermaker@demo.example")
    await page.goto("/plans")
    await fill_in(page, "#name", "Proefrooster")
    await fill_in(page, "#seconds", "5")
    await page.keyboard.press("Enter")

    await expect(page.locator("#page h1")).to_have_text("Proefrooster")
    publish = page.get_by_role("button", name="Publiceer")
    await expect(publish).to_be_visible(timeout=200_000)
    assert await axe_findings(page) == []
    await expect(page.locator("section[aria-labelledby='left']")).to_contain_text("Dit kan nooit")
    await tab_to(page, "form[action$='/publish'] button")
    await page.keyboard.press("Enter")

    await expect(page.locator("#toasts")).to_contain_text("Gepubliceerd.", timeout=60_000)
    await expect(page.get_by_role("button", name="Trek terug")).to_be_visible()
    await page.context.close()


async def test_a_planner_asks_what_a_second_lab_is_worth(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "roostermaker@demo.example")
    await page.goto("/plans")
    await tab_to(page, "a[href='/studies']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#page h1")).to_have_text("Wat als")
    await tab_to(page, "a[href='/studies/new']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#page h1")).to_have_text("Nieuwe vergelijking")
    await fill_in(page, "#name", "Programma van eisen")
    await fill_in(page, "#seconds", "2")
    await page.locator("#s1-a1-subject").select_option(label="Waterstoflab")
    await tab_to(page, "button[value='s1-add']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#s1-a2-subject")).to_be_focused()
    assert await axe_findings(page) == []
    await tab_to(page, "button[value='s1-a2-drop']")
    await page.keyboard.press("Enter")
    await expect(page.locator("#s1-a2-subject")).to_have_count(0)
    await page.focus("#name")
    await page.keyboard.press("Enter")

    await expect(page.locator("#page h1")).to_have_text("Programma van eisen")
    await expect(page.locator(".side-by-side")).to_contain_text("1 erbij: Waterstoflab", timeout=200_000)
    assert await axe_findings(page) == []
    await page.context.close()


async def test_a_student_puts_the_schedule_into_a_calendar(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "student@demo.example")
    await page.goto("/me")
    assert await axe_findings(page) == []
    await tab_to(page, "form[action='/me/feeds'] button")
    await page.keyboard.press("Enter")

    address = await page.locator("input[readonly]").first.input_value()
    async with httpx.AsyncClient() as calendar:
        answer = await calendar.get(address)

    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text.startswith("BEGIN:VCALENDAR")
    await page.context.close()


async def sign_in_again(page: Page, password: str = PASSWORD) -> None:
    """In the dialog over the page."""
    await page.locator("#sign-in #email").fill("docent@demo.example")
    await page.locator("#sign-in #password").fill(password)
    await page.keyboard.press("Enter")


async def test_a_session_that_ends_in_the_middle_of_a_form_takes_nothing_with_it(
    chromium: Browser, campus: str
) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto(ROOMS)
    await tab_to(page, ".place-here")
    await page.keyboard.press("Enter")
    await expect(page.locator("#title")).to_be_focused()
    await page.context.clear_cookies()
    await page.keyboard.type("Lang verhaal")

    await expect(page.locator("#sign-in")).to_be_visible()
    assert await axe_findings(page) == []
    await sign_in_again(page, password="verkeerd")
    await expect(page.locator("#sign-in .note-blocked")).to_be_visible()
    await sign_in_again(page)
    await expect(page.locator("#sign-in")).to_be_hidden()
    await expect(page.locator("#sheet .told")).to_contain_text("weer ingelogd")
    await expect(page.locator("#title")).to_have_value("Lang verhaal")
    await page.locator("#title").press("Enter")

    await expect(page.locator("#page h1, #verdict .note-blocked").first).to_be_visible()
    await page.context.close()


async def sign_in_on(page: Page) -> None:
    """By the page of the log-in, without any script."""
    await page.fill("#email", "docent@demo.example")
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")


async def test_without_a_script_a_form_waits_behind_the_log_in(chromium: Browser, campus: str) -> None:
    context = await chromium.new_context(base_url=campus, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/login")
    await sign_in_on(page)
    await page.goto(ROOMS)
    await page.click("tr[data-resource] th a >> nth=0")
    room = page.url.rpartition("/")[2]
    await page.goto(f"/book/{room}?start=2027-03-02T16:00&end=2027-03-02T17:00")
    await page.fill("#title", "Wacht even op mij")
    await context.clear_cookies()
    await page.press("#title", "Enter")
    await sign_in_on(page)
    await expect(page.locator(".written")).to_contain_text("Wacht even op mij")

    await page.click("main form .button-main")

    await expect(page.locator("#page h1")).to_have_text("Wacht even op mij")
    await context.close()


async def test_without_a_connection_what_was_typed_stays_and_why_is_said(
    chromium: Browser, campus: str
) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")
    await page.goto(ROOMS)
    await tab_to(page, ".place-here")
    await page.keyboard.press("PageDown")
    while "niet vrij" in await focused(page):
        await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator("#title")).to_be_focused()
    await page.context.set_offline(True)
    await page.keyboard.type("In de kelder")
    await page.keyboard.press("Enter")

    await expect(page.locator("#sheet .told")).to_contain_text("geen verbinding")
    await expect(page.locator("#title")).to_have_value("In de kelder")
    await page.context.set_offline(False)
    await page.locator("#title").press("Enter")
    await is_booked(page, "In de kelder")
    await page.context.close()


async def test_everything_is_found_from_the_keyboard(chromium: Browser, campus: str) -> None:
    page = await sit_down(chromium, campus, "docent@demo.example")

    await page.keyboard.press("Control+K")
    await page.keyboard.type("waterstoflab")
    await expect(page.locator(".search-results a").first).to_contain_text("Waterstoflab")
    await tab_to(page, ".search-results a")
    await page.keyboard.press("Enter")

    await expect(page.locator("#page h1")).to_have_text("Waterstoflab")
    assert await axe_findings(page) == []
    await page.context.close()


async def test_a_week_is_useful_before_any_script(chromium: Browser, campus: str) -> None:
    context = await chromium.new_context(base_url=campus, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/login")
    await sign_in_on(page)
    await page.click(".place-here >> nth=0")

    await page.fill("#title", "Zonder script")
    await page.press("#title", "Enter")

    await expect(page.locator("#page h1")).to_have_text("Zonder script")
    await context.close()


async def test_an_outage_reaches_the_students_phone(chromium: Browser, campus: str) -> None:
    phone = await sit_down(chromium, campus, "student@demo.example")
    await phone.set_viewport_size({"width": 360, "height": 740})
    await phone.goto("/me?on=2027-03-01")
    session = phone.locator(".appointment:not(.appointment-gone)").first
    lesson = await session.locator("a[href^='/bookings/']").first.get_attribute("href")
    place = await session.locator("a[href^='/resources/']").first.get_attribute("href")
    assert lesson is not None
    assert place is not None

    desk = await sit_down(chromium, campus, "labbeheer@demo.example")
    await desk.goto("/labs")
    await desk.locator("section[aria-labelledby='outages'] summary").click()
    await desk.locator("#resource").select_option(place.removeprefix("/resources/"))
    await desk.locator("#reason").fill("De pomp lekt")
    await desk.locator("#start").fill("2027-03-01T00:00")
    await desk.locator("#end").fill("2027-03-06T18:00")
    await desk.locator("#end").press("Enter")
    await expect(desk.locator("#page h1")).to_have_text("Dit raakt boekingen")
    assert await axe_findings(desk) == []
    hit = lesson.removeprefix("/bookings/")
    await expect(desk.locator(f"input[name='hit-{hit}'][value='keep']")).to_be_checked()
    await desk.locator(f"input[name='hit-{hit}'][value='cancel']").check()
    await desk.locator("#hits_reason").fill("De monteur komt vrijdag.")
    await desk.locator("#hits_reason").press("Enter")
    await expect(desk.locator("#toasts")).to_contain_text("Gemeld.")

    await phone.reload()
    gone = phone.locator(f".appointment-gone:has(a[href='{lesson}'])")
    await expect(gone).to_contain_text("De monteur komt vrijdag.")
    await expect(gone).to_contain_text("De pomp lekt")
    await expect(gone).to_contain_text("Priya Ramdin")
    assert await phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await axe_findings(phone) == []
    await phone.context.close()
    await desk.context.close()
