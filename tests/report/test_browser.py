"""The page in a real browser, headless and offline: it runs, sorts, opens its rows, and fits a phone."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

BROWSER = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
LISTEN = """<script>
window.wrong = [];
addEventListener("error", (event) => wrong.push(String(event.message || event.target?.src || event.target?.href)), true);
addEventListener("securitypolicyviolation", (event) => wrong.push(`refused ${event.blockedURI} ${event.violatedDirective}`));
console.error = (...said) => wrong.push(said.join(" "));
</script>"""
TELL = """<script>
addEventListener("load", () => {
  const told = {};
  try { (%s)(told); } catch (error) { wrong.push(String(error)); }
  told.wrong = wrong;
  parent.postMessage(JSON.stringify(told), "*");
});
</script>"""
# A window is never narrower than 500 pixels, a frame may be.
FRAME = """<!doctype html><body style="margin:0"><pre id="told"></pre><iframe src="page.html" style="border:0;width:%dpx;height:900px"></iframe>
<script>addEventListener("message", (event) => { document.getElementById("told").textContent = event.data; });</script>"""

pytestmark = pytest.mark.skipif(
    BROWSER is None and not os.environ.get("HANDFAST_REQUIRE_BROWSER"),
    reason="no chromium here; HANDFAST_REQUIRE_BROWSER=1 makes this an error",
)


def chromium(tmp_path: Path, *arguments: str) -> str:
    assert BROWSER, "these tests need chromium: apt-get install chromium"
    profile = tmp_path / "profile"
    shown = subprocess.run(
        [BROWSER, *FLAGS, f"--user-data-dir={profile}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return shown.stdout


def run(report: Path, tmp_path: Path, script: str, width: int = 1280) -> dict[str, Any]:
    """What a script finds in the loaded page: `script` is a function of an object to write to."""
    page = report.read_text(encoding="utf-8")
    page = page.replace("<head>", f"<head>{LISTEN}", 1).replace("</body>", f"{TELL % script}</body>", 1)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME % width, encoding="utf-8")
    dom = chromium(
        tmp_path,
        "--window-size=1400,1000",
        "--virtual-time-budget=5000",
        "--dump-dom",
        (tmp_path / "frame.html").as_uri(),
    )
    told = re.search(r'<pre id="told">(.+?)</pre>', dom, re.DOTALL)
    assert told, dom[:2000]
    text = told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    found: dict[str, Any] = json.loads(text)
    assert found["wrong"] == []
    return found


def test_it_runs_without_a_fault(report: Path, tmp_path: Path) -> None:
    found = run(
        report,
        tmp_path,
        """(told) => {
        told.title = document.title;
        told.ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
        told.links = [...document.querySelectorAll('a[href^="#"]')].map((link) => link.hash.slice(1));
        told.loaded = performance.getEntriesByType("resource").map((one) => one.name);
        told.times = [...document.querySelectorAll("time")].every((time) => time.title.endsWith("UTC"));
        told.dialog = document.querySelector("dialog").open;
    }""",
    )
    assert found["title"] and found["times"] and not found["dialog"]
    assert len(found["ids"]) == len(set(found["ids"]))
    assert set(found["links"]) <= set(found["ids"])
    assert found["loaded"] == []


def test_tables_sort_by_number_and_by_name_and_unknowns_stay_last(report: Path, tmp_path: Path) -> None:
    found = run(
        report,
        tmp_path,
        """(told) => {
        const table = [...document.querySelectorAll("main table.sorts")].find((one) => one.caption?.textContent === "Sources, from lead to revenue");
        const read = (column) => [...table.tBodies[0].rows].map((row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim());
        const click = (column) => table.tHead.rows[0].cells[column].querySelector("button").click();
        const state = () => [...table.tHead.rows[0].cells].map((th) => th.getAttribute("aria-sort"));
        click(1); told.down = read(1).map(Number); told.stateDown = state();
        click(1); told.up = read(1).map(Number); told.stateUp = state();
        click(0); told.names = read(0); told.stateNames = state();
        click(3); told.shares = read(3); click(3); told.sharesUp = read(3);
    }""",
    )
    assert found["down"] == sorted(found["down"], reverse=True) and len(found["down"]) > 3
    assert found["up"] == sorted(found["up"])
    assert (
        found["stateDown"][1] == "descending"
        and found["stateUp"][1] == "ascending"
        and found["stateUp"].count("none") == len(found["stateUp"]) - 1
    )
    assert found["names"] == sorted(found["names"], key=str.casefold)
    for shares in (found["shares"], found["sharesUp"]):
        assert all(value == "" for value in shares[shares.index("") :]) if "" in shares else True


def test_a_figure_opens_its_rows_and_gives_them_back(report: Path, tmp_path: Path) -> None:
    found = run(
        report,
        tmp_path,
        """(told) => {
        const dialog = document.querySelector("dialog"), links = [...document.querySelectorAll('a.fig[href^="#rows-"]')];
        told.empty = []; told.figures = links.length;
        for (const link of links) {
            link.click();
            if (!dialog.open || !dialog.querySelector("code")?.textContent.toLowerCase().startsWith("select")) told.empty.push(link.textContent);
            dialog.close(); dialog.dispatchEvent(new Event("close"));
        }
        links[0].click();
        told.open = dialog.open; told.heading = document.getElementById("opened-title").textContent;
        told.rows = dialog.querySelectorAll("tbody tr").length;
        told.labelled = dialog.getAttribute("aria-labelledby");
        dialog.close(); dialog.dispatchEvent(new Event("close"));
        told.left = document.getElementById("opened-body").childNodes.length;
        told.bare = [...document.querySelectorAll(".rows")].filter((rows) => !rows.querySelector("code")).length;
    }""",
    )
    assert found["figures"] > 100 and found["empty"] == []
    assert found["open"] and found["heading"] and found["rows"] and found["labelled"] == "opened-title"
    assert found["left"] == 0 and found["bare"] == 0


def test_details_open_and_long_tables_unfold(report: Path, tmp_path: Path) -> None:
    found = run(
        report,
        tmp_path,
        """(told) => {
        const all = [...document.querySelectorAll("details")];
        for (const one of all) one.open = true;
        told.closed = all.filter((one) => !one.open || one.lastElementChild.getBoundingClientRect().height === 0).length;
        const more = [...document.querySelectorAll("button.more")];
        told.folded = document.querySelectorAll("main tr[hidden]").length;
        for (const button of more) button.click();
        told.unfolded = document.querySelectorAll("main tr[hidden]").length;
        told.buttons = document.querySelectorAll("button.more").length;
    }""",
    )
    assert found["closed"] == 0
    assert found["folded"] > 0 and found["unfolded"] == 0 and found["buttons"] == 0


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_sticks_out_at_the_side(report: Path, tmp_path: Path, width: int) -> None:
    found = run(
        report,
        tmp_path,
        """(told) => {
        told.inner = innerWidth; told.page = document.documentElement.scrollWidth;
        told.out = [...document.querySelectorAll("main *")].filter((one) => !one.closest(".scroll, pre") && one.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 60)}`);
        document.querySelector('a.fig[href^="#rows-"]').click();
        told.dialog = document.querySelector("dialog").getBoundingClientRect().right;
    }""",
        width,
    )
    assert found["inner"] == width
    assert found["out"] == [] and found["page"] <= width
    assert found["dialog"] <= width


def test_the_overview_has_marketing_left_and_sales_right_at_the_same_size(
    report: Path, tmp_path: Path
) -> None:
    script = """(told) => {
        const [left, right] = ["marketing", "sales"].map((name) => document.querySelector(`.party.${name}`).getBoundingClientRect());
        told.left = [left.left, left.top, left.width]; told.right = [right.left, right.top, right.width];
    }"""
    found = run(report, tmp_path, script)
    assert found["left"][0] < found["right"][0] and found["left"][1:] == pytest.approx(
        found["right"][1:], abs=1
    )
    phone = run(report, tmp_path, script, width=390)
    assert phone["left"][1] < phone["right"][1] and phone["left"][2] == pytest.approx(
        phone["right"][2], abs=1
    )


def test_it_prints_in_a_few_pages(report: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", report.as_uri())
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
    assert 4 <= pages <= 24
