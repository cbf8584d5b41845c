"""The page: one file, nothing from anywhere else, every figure with rows, its parts in order."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.report.blocks import Spark
from handfast.report.page import report_page, spark_line
from tests.report.company import Company, company, empty_company

VOID = {"meta", "line", "circle", "polyline", "path", "br", "link", "input", "rect"}
ORDER = [
    "overview",
    "cycle",
    "handoffs",
    "promises",
    "revenue",
    "fairness",
    "content",
    "data",
    "automation",
    "crm",
    "definition",
    "aside",
    "words",
    "agreement",
    "rows",
]


class Read(HTMLParser):
    """The page's elements, ids and links, and whether its tags close as they open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[int] = []
        self.sections: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        if tag == "section" and "id" in found:
            self.sections.append(found["id"] or "")
        if tag == "a":
            self.links.append(found.get("href") or "")
        self.loads += [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in ("src", "srcset", "action", "data", "poster", "xlink:href")
        ]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at line {self.getpos()[0]}")


def test_its_tags_close(page: str) -> None:
    found = Read(page)
    assert found.wrong == [] and found.open == []


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    found = Read(page)
    assert found.loads == []
    assert not re.search(
        r"(?:https?:)?//[a-z0-9]|@import|url\(", page.replace("http://www.w3.org/", ""), re.IGNORECASE
    )
    assert "default-src 'none'" in page


def test_every_figure_opens_rows_that_are_there(page: str) -> None:
    found = Read(page)
    assert len(found.ids) == len(set(found.ids))
    opened = [link for link in found.links if link.startswith("#rows-")]
    assert len(opened) > 100
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_its_parts_stand_in_order_and_headings_skip_no_level(page: str) -> None:
    found = Read(page)
    assert [name for name in found.sections if name in ORDER] == ORDER
    assert found.headings[0] == 1 and found.headings.count(1) == 1
    assert all(
        later <= earlier + 1 for earlier, later in zip(found.headings, found.headings[1:], strict=False)
    )


def test_charts_are_drawn_in_the_pages_colours_and_say_what_they_show(page: str) -> None:
    charts = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    assert len(charts) >= 8
    for chart in charts:
        assert re.search(r'role="img" aria-label="[^"]{10,}"', chart)
        assert not re.search(r'(?:fill|stroke)="#', chart), "a colour that dark mode does not know"
        assert "var(--" in chart


def test_it_stays_small(page: str) -> None:
    assert len(page.encode()) < 3_000_000


def test_the_same_findings_give_the_same_page(made: Company, page: str) -> None:
    assert report_page(company()) == page


def test_text_of_the_record_is_never_markup() -> None:
    results = company(leads=80)
    evil = "<script>alert(1)</script>"
    for table, column in (
        ("lead_profiles", "source"),
        ("handoffs", "team"),
        ("decisions", "reason"),
        ("content", "title"),
    ):
        results.connection.execute(f"update findings.{table} set {column} = ?", [evil])
    results.connection.execute(
        "insert into record.set_aside values ('leads.csv', 2, 'email', ?, 'no e-mail', true)", [evil]
    )
    text = report_page(results)
    assert evil not in text and "&lt;script&gt;alert(1)" in text
    assert Read(text).wrong == []


def test_a_record_of_which_nothing_is_known_says_so() -> None:
    text = report_page(empty_company(missing=("no activities in this record: follow-up can't be judged",)))
    found = Read(text)
    assert found.wrong == [] and {link[1:] for link in found.links} <= set(found.ids)
    assert "No activities in this record: follow-up can&#39;t be judged." in text
    assert "nothing to judge it by" in text
    assert not re.search(
        r"\b(nan|None|inf)\b", re.sub(r"<(style|script|pre).*?</\1>", "", text, flags=re.DOTALL)
    )


def test_where_nobody_promised_anything_nothing_is_kept_or_broken() -> None:
    text = report_page(company(leads=200, promised=False))
    body = text[text.index("<body>") : text.index("<script>")]
    assert "Nobody has promised anything yet" in body
    assert not re.search(r'class="(mark|state) (kept|broken)"|Next move|promised 9', body)
    assert "source: Oldroyd" in body and "convention" in body


def test_the_demo_companys_page_is_whole(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    found = Read(text)
    assert found.wrong == [] and {link[1:] for link in found.links} <= set(found.ids)
    assert {"meetings", "revenue", "fairness", "data"} <= set(found.sections)
    assert len(text.encode()) < 3_000_000


@settings(max_examples=200)
@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=20), st.none() | st.floats(-1e9, 1e9))
def test_a_small_line_stays_in_its_box(values: list[float | None], target: float | None) -> None:
    line = spark_line(Spark(tuple(values), "", target))
    if sum(value is not None for value in values) < 2:
        assert line is None
        return
    assert line is not None
    for point in line["points"].split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= 96 and 0 <= y <= 24


@pytest.mark.parametrize("leads", [1, 2, 7, 35])
def test_small_companies_have_a_page_too(leads: int) -> None:
    found = Read(report_page(company(leads=leads, seed=leads)))
    assert found.wrong == [] and {link[1:] for link in found.links} <= set(found.ids)
