"""A day at the desk: an admin brings people in, a rep works the Inbox by keyboard, two owners sign a new version after a replay."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from tests.web.stories.conftest import Desk
from tests.web.stories.test_first_run import begin, look

WORD = "seven brown horses"
MAYA, SAM = "maya.feld@rotaworks.example", "sam.ortega@rotaworks.example"


def test_people_come_in_decide_and_sign(serve: Callable[..., Desk], page: Any, browser: Any) -> None:
    desk = serve()
    begin(page, desk, thorough=False)
    ana = invited(
        page, browser, desk, "ana@rotaworks.example", "Ana Ruiz", "member", "sales", "sdr", "u-ana-ruiz"
    )
    work_the_inbox(ana)
    maya = invited(page, browser, desk, MAYA, "Maya Feld", "manager", "marketing")
    sam = invited(page, browser, desk, SAM, "Sam Ortega", "manager", "sales")
    draft = write_a_draft(maya)
    sign(maya, draft, "marketing")
    sign(sam, draft, "sales")
    sam.goto(draft)
    sam.get_by_text("Signed").first.wait_for()
    sam.get_by_role("heading", name=re.compile("^v2: ")).wait_for()
    page.goto(f"{desk.base}/admin/log/")
    assert page.get_by_text("agreement.sign").count() == 2


def invited(
    page: Any,
    browser: Any,
    desk: Desk,
    email: str,
    name: str,
    role: str,
    side: str,
    teams: str = "",
    record_user: str = "",
) -> Any:
    """Invite somebody; gives a page in which they have come in."""
    page.goto(f"{desk.base}/admin/invite/")
    look(page, "the invitation")
    page.get_by_label("E-mail address").fill(email)
    page.locator("input[name=name]").fill(name)
    page.get_by_label("Role").select_option(role)
    page.get_by_label("Side").select_option(side)
    page.get_by_label("Teams").fill(teams)
    page.get_by_label("In the record").fill(record_user)
    page.get_by_role("button", name="Invite").click()
    said = page.locator(".told").inner_text()
    found = re.search(r"http://\S+/admin/welcome/\S+/", said)
    assert found, said
    theirs = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    theirs.set_default_timeout(30_000)
    theirs.goto(found[0])
    theirs.locator("input[type=password]").nth(0).fill(WORD)
    theirs.locator("input[type=password]").nth(1).fill(WORD)
    theirs.get_by_role("button", name="Come in").click()
    theirs.get_by_role("navigation", name="Places").wait_for()
    return theirs


def work_the_inbox(page: Any) -> None:
    """By keyboard alone: the next one, accepted, taken back; a touch; help."""
    page.get_by_role("link", name="Inbox").click()
    page.locator(".filters select[name=whose]").select_option("team")
    page.locator("#waiting a[data-handoff]").nth(1).wait_for()
    look(page, "the Inbox")
    first = page.locator("#waiting a[aria-current]").get_attribute("data-handoff")
    page.keyboard.press("j")
    page.wait_for_function(
        "first => document.querySelector('#waiting a[aria-current]').dataset.handoff !== first", arg=first
    )
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys").wait_for()
    page.keyboard.press("Escape")
    chosen = until_undecided(page)
    page.locator("body").press("a")
    page.get_by_text(f"{chosen}: Accepted.").wait_for()
    assert page.locator(f"#waiting a[data-handoff='{chosen}']").count() == 0
    page.goto(re.sub(r"\?.*", "", page.url) + f"?handoff={chosen}")
    page.locator("#card .undo button").wait_for()
    page.locator("body").press("u")
    page.get_by_text(f"{chosen}: Taken back.").wait_for()
    page.goto(re.sub(r"\?.*", "", page.url) + f"?handoff={chosen}")
    page.locator("#card .acts").wait_for()
    page.locator("body").press("t")
    page.locator("#card details.touch[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("body").press("t")
    page.locator("#card details.touch button").first.click()
    page.get_by_text(f"{chosen}: The touch is logged.").wait_for()
    page.locator("#card h2 a").click()
    page.get_by_text("Why is this lead here?").wait_for()
    look(page, "a lead's story")


def until_undecided(page: Any) -> str:
    """Go down the list to a hand-off that nobody has decided."""
    many = page.locator("#waiting a[data-handoff]").count()
    for place in range(many):
        chosen = page.locator("#waiting a[aria-current]").get_attribute("data-handoff")
        page.locator(f"#card .acts[data-handoff='{chosen}']").wait_for()
        if page.locator("#card .accept button").count():
            return str(chosen)
        assert place < many - 1, "every hand-off that waits is decided"
        page.keyboard.press("j")
        page.wait_for_function(
            "before => document.querySelector('#waiting a[aria-current]').dataset.handoff !== before",
            arg=chosen,
        )
    raise AssertionError("nothing waits")


def write_a_draft(page: Any) -> str:
    """A quicker follow-up from today on, with a fault on the way, replayed and proposed; gives the address of its page."""
    page.get_by_role("link", name="Agreement").click()
    look(page, "the agreement")
    page.get_by_label("Title").fill("Follow-up within half a day")
    page.get_by_role("button", name="Begin a new version").click()
    text = page.get_by_label("The text")
    text.wait_for()
    look(page, "the editor")
    today = datetime.date.today().isoformat()
    quicker = re.sub(r"effective_from: \S+", f"effective_from: {today}", text.input_value())
    text.fill(quicker.replace("within: 1 business day", "within: 4 busines hours", 1))
    page.locator("#faults").get_by_text("did you mean").wait_for()
    text.fill(quicker.replace("within: 1 business day", "within: 4 business hours", 1))
    page.locator("#faults").get_by_role("heading", name="No faults").wait_for()
    page.get_by_role("button", name="Save and read").click()
    page.get_by_role("heading", name="What it changes from v1").wait_for()
    page.get_by_role("button", name="Replay it over history").click()
    page.get_by_role("link", name=re.compile("^Replayed")).first.wait_for(timeout=120_000)
    look(page, "a draft")
    page.get_by_role("button", name="Ask both to sign").click()
    page.get_by_text("Both owners are asked to sign.").wait_for()
    return str(page.url)


def sign(page: Any, draft: str, side: str) -> None:
    """Sign for a side, the password once more; a wrong one first."""
    for word, said in (("not this one", "The password isn’t right"), (WORD, f"Signed for {side}.")):
        page.goto(draft)
        page.get_by_label("Your password, once more").fill(word)
        page.get_by_role("button", name=f"Sign for {side}").click()
        page.get_by_text(said.replace("’", "'")).wait_for()
