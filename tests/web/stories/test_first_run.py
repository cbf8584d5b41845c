"""From nothing to the diagnosis: the first account, the demo company, every place, the rows behind a figure."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.web.stories.conftest import Desk

PLACES = ("Overview", "Cycle", "Promises", "Results", "Data health", "Diagnosis")
STANDARD = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def test_from_the_first_start_to_the_numbers_and_the_rows_behind_them(
    serve: Callable[..., Desk], page: Any, database: str
) -> None:
    desk = serve(database)
    page.goto(f"{desk.base}/cycle/")
    assert "This desk has no account yet" in page.locator("main").inner_text()
    begin(page, desk, thorough=not database)
    for name in PLACES if not database else PLACES[:1]:
        page.get_by_role("navigation", name="Places").get_by_role("link", name=name).click()
        page.wait_for_load_state("networkidle")
        look(page, name)
    page.get_by_role("link", name="Overview").click()
    open_the_rows(page)


def begin(page: Any, desk: Desk, thorough: bool) -> None:
    """The first account, then the demo company."""
    page.goto(desk.first)
    if thorough:
        look(page, "the first account")
    page.get_by_label("Your name").fill("Ada Admin")
    page.get_by_label("E-mail address").fill("ada@northwind.example")
    page.get_by_label("Password").fill("too short")
    page.get_by_role("button", name="Make my account").click()
    assert page.get_by_text("too short").first.is_visible()
    page.get_by_label("Password").fill("seven brown horses")
    page.get_by_role("button", name="Make my account").click()
    page.get_by_role("heading", name="What should the desk begin with?").wait_for()
    if thorough:
        look(page, "what to begin with")
    page.get_by_label("Leads").fill("400")
    page.get_by_role("button", name="Make the demo company").click()
    page.get_by_text("This page follows by itself").wait_for()
    page.get_by_role("heading", name="Marketing promised").wait_for()


def open_the_rows(page: Any) -> None:
    """A figure, its rows, sorted, filtered, and back."""
    page.locator(".facts a.fig").first.click()
    listing = page.locator("#listing")
    listing.get_by_text("Rows 1–").wait_for()
    look(page, "the rows")
    listing.get_by_role("link", name="Lead", exact=True).click()
    page.wait_for_url("**sort=lead_id**")
    assert listing.locator("th[aria-sort=ascending]").inner_text().strip() == "Lead"
    listing.get_by_text("Filter").first.click()
    listing.get_by_label("Column").select_option("source")
    listing.get_by_label("Value").fill("nothing is called so")
    listing.get_by_role("button", name="Add the filter").click()
    listing.get_by_text("No row meets these filters").wait_for()
    assert "f=source" in page.url
    listing.get_by_role("link", name="Take away: Source is nothing is called so").click()
    listing.get_by_text("Rows 1–").wait_for()
    with page.expect_download() as taken:
        listing.get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename.endswith(".csv")


def look(page: Any, name: str) -> None:
    """Nothing that axe finds, in light and in dark; nothing that a phone can't hold."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=STANDARD).response["violations"]
        assert found == [], f"{name}, {scheme}: " + "; ".join(
            f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found
        )
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"{name}: {wide} pixels on a phone"
    page.set_viewport_size(WIDE)
