"""How messages and findings name a clause: by its own name where it has one, else by its place in its list.

One naming for both: `follow-up.within` in a message is the commitment `follow-up` of the findings.
"""

from typing import Any

from handfast.agreement.places import Document, Path

NAMED = {
    "stages": "stage.",
    "handoffs": "handoff.",
    "commitments": "",
    "check_ins": "check_in.",
}
"""Lists whose items have an `id`, with what goes before it."""
LABELLED = ("fit", "engagement")
"""Lists whose items may have a label (`as`), which is then the clause's id."""


def item_id(collection: str, place: int, item: Any) -> str:
    """The id of a clause in a list: `follow-up`, `stage.mql`, a label, or `always_when.1` (`place` counts from 0)."""
    own = item if isinstance(item, dict) else {}
    if collection in NAMED and isinstance(own.get("id"), str):
        return f"{NAMED[collection]}{own['id']}"
    if collection in LABELLED and isinstance(own.get("as"), str):
        return str(own["as"])
    return f"{collection}.{place + 1}"


def subject_of(document: Document, path: Path) -> str:
    """A path as a message names it."""
    steps = path[1:] if path[:1] == ("qualified_lead",) and len(path) > 1 else path
    if len(steps) > 1 and isinstance(steps[1], int):
        around = path[: len(path) - len(steps) + 2]
        head = item_id(str(steps[0]), steps[1], document.at(around))
        steps = (head, *steps[2:])
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)
