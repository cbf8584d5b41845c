"""report.html: one file, nothing loaded from anywhere, made from the sections and the templates beside this module."""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.environment import TemplateModule
from markupsafe import Markup

from handfast.report import words
from handfast.report.blocks import Section, Spark
from handfast.report.context import Context
from handfast.report.drill import Drills, Rows
from handfast.report.sections.agreed import agreed, aside, definition, reading, unknown
from handfast.report.sections.changes import changes
from handfast.report.sections.content import content
from handfast.report.sections.cost import cost
from handfast.report.sections.cycle import cycle
from handfast.report.sections.dealt import fairness, meetings
from handfast.report.sections.handoffs import handoffs
from handfast.report.sections.health import automation, crm_use, data_health
from handfast.report.sections.overview import overview
from handfast.report.sections.promised import promised
from handfast.report.sections.revenue import revenue
from handfast.report.sections.signals import signals
from handfast.report.source import Results
from handfast.report.tokens import MARKS, TOKENS

SECTIONS: Sequence[Callable[[Context], Section | None]] = (
    cycle,
    handoffs,
    promised,
    changes,
    revenue,
    fairness,
    meetings,
    content,
    data_health,
    automation,
    crm_use,
    definition,
    unknown,
    aside,
    reading,
    agreed,
)
FOUND: Sequence[Callable[[Context], Section | None]] = (signals, cost)
"""What diagnosing found, which stands before the promises."""
SPARK = (96, 24)


def report_page(results: Results) -> str:
    """The whole page as text; the same results give the same text."""
    context = Context(results, Drills(results, results.current.show == "person"))
    head = overview(context)
    found, sections = ([section for make in part if (section := make(context))] for part in (FOUND, SECTIONS))
    opened = context.drills.all()
    return whole_page(
        "report.html",
        context=context,
        results=results,
        agreement=context.agreement,
        overview=head,
        found=found,
        sections=sections,
        drills=opened,
        record_named=any("RECORD/" in drill.sql for drill in opened),
    )


def whole_page(template: str, **values: Any) -> str:
    """A template of `html` as a page that needs nothing else: its style and its script inside."""
    css = Markup(_asset("report.css").replace("/* tokens */", _tokens()))
    return (
        _environment()
        .get_template(template)
        .render(**values, css=css, script=Markup(_asset("sorts.js") + _asset("report.js")))
    )


def load_templates() -> None:
    """Have the templates at hand, which takes a while, before the page is asked for."""
    for name in ("report.html", "macros.html", "overview.html", "sides.html"):
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("handfast.report", "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {
        "words": words,
        "marks": MARKS,
        "spark_line": spark_line,
        "sample_table": sample_table,
        "opens": "#{}".format,
    }
    return environment


def macros(opens: Callable[[str], str]) -> TemplateModule:
    """What shows blocks, as functions by the names of the macros; `opens` gives the address of a drill-down."""
    return _environment().get_template("macros.html").make_module({"opens": opens})


@cache
def _asset(name: str) -> str:
    return files("handfast.report").joinpath("html", name).read_text(encoding="utf-8")


def _tokens() -> str:
    """The tokens as CSS, light and dark; paper is light."""
    light, dark = (
        "".join(f"--{name}:{getattr(token, shade)};" for name, token in TOKENS.items())
        for shade in ("light", "dark")
    )
    return f":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def sample_table(rows: Rows) -> Markup:
    """The sample of a drill-down as a table; there are so many of these that a template would take most of the time."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows.columns)
    body = "".join(
        "<tr>" + "".join([f"<td>{escape(value or '')}</td>" for value in row]) + "</tr>"
        for row in rows.sample
    )
    return Markup(
        f'<table class="sorts" data-shown="{len(rows.sample)}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def spark_line(spark: Spark) -> dict[str, Any] | None:
    """A small line's points in a box of 96 by 24, the last one, and the target's height; None when fewer than two values are known."""
    known = [value for value in spark.values if value is not None]
    if len(known) < 2:
        return None
    bounds = [*known, *([spark.target] if spark.target is not None else [])]
    low, high = min(bounds), max(bounds)
    room = high - low or 1.0
    wide, tall = SPARK

    def height(value: float) -> float:
        return round(tall - 4 - (value - low) / room * (tall - 8), 1)

    step = (wide - 8) / (len(spark.values) - 1)
    points = [
        (round(4 + place * step, 1), height(value))
        for place, value in enumerate(spark.values)
        if value is not None
    ]
    return {
        "points": " ".join(f"{x},{y}" for x, y in points),
        "last": points[-1],
        "target": height(spark.target) if spark.target is not None else None,
    }
