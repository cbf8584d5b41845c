"""The agreement that is shown when nobody has signed one, each clause with its source."""

from importlib.resources import files

from docs.generator.markdown import code, page, table
from handfast.agreement.defaults import SOURCES

INTRODUCTION = """
Without an agreement `handfast audit` shows a company's own figures beside the field's conventions. Nobody has promised
any of this, so nothing in it can be broken. Where each clause comes from stands below the text; *convention* means that
it is usual, on no published evidence.
"""


def page_text() -> str:
    """The whole page."""
    text = files("handfast.agreement").joinpath("default.yaml").read_text(encoding="utf-8")
    rows = ((code(clause), source.source, source.words) for clause, source in SOURCES.items())
    return page(
        "The default agreement",
        INTRODUCTION,
        f"```yaml\n{text.strip()}\n```",
        "## Sources",
        table(("Clause", "Source", "Says"), rows),
    )
