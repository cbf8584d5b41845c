"""What the desk reads from its environment, from the one model that reads it."""

from docs.generator.markdown import code, page, table
from handfast.web.deployment import Deployment

INTRODUCTION = """
What differs from one installation of the desk to the next is said by environment variables, read once when it starts, and
by nothing else. Without any of them it runs on this machine for one company: SQLite, a workspace folder, port 8000.
"""


def page_text() -> str:
    """The whole page."""
    rows = (
        (code(str(field.alias)), _default(field.default), field.description or "")
        for field in Deployment.model_fields.values()
    )
    return page("Environment", INTRODUCTION, table(("Variable", "When not given", "What it says"), rows))


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "no"
    return code(str(value)) if str(value) else ""
