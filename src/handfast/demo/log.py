"""The activities of the demo company while it is being made: columns of small numbers that stand for words."""

from dataclasses import dataclass, field

import numpy as np

from handfast.demo.chance import Bools, Ints

KINDS = (
    "page_view", "form_submit", "email_open", "email_click", "email_reply", "unsubscribe", "webinar_registered", "webinar_attended",
    "content_download", "ad_click", "chat", "event_attended", "trial_started", "call_inbound", "email_sent", "call", "meeting", "demo",
    "social_message", "content_shared", "note",
)  # fmt: skip
KIND = {name: n for n, name in enumerate(KINDS)}
PROSPECT_KINDS = KIND["email_sent"]  # kinds below this one are the prospect's
SITE = "https://rotaworks.example"
PAGES = (
    "/", "/product", "/product/scheduling", "/product/mobile", "/pricing", "/docs/getting-started", "/docs/api", "/docs/import", "/customers",
    "/customers/case-studies", "/integrations", "/security", "/blog/rota-planning", "/blog/route-density", "/blog/no-more-paper", "/about", "/careers",
)  # fmt: skip
PAGE = {name: n for n, name in enumerate(PAGES)}
FORMS = ("talk to sales", "ebook", "newsletter", "webinar", "pricing calculator", "contact")
FORM = {name: n for n, name in enumerate(FORMS)}
OUTCOMES = ("connected", "no answer", "voicemail", "wrong number", "gatekeeper", "held", "no-show")
OUTCOME = {name: n for n, name in enumerate(OUTCOMES)}
NONE = -1
COLUMNS = (
    "who",
    "t",
    "kind",
    "page",
    "form",
    "campaign",
    "asset",
    "user",
    "outcome",
    "automated",
    "opportunity",
    "recorded",
)


@dataclass(slots=True)
class Log:
    """Activities as they are made. `who` is the person's number, `t` the instant, `opportunity` the journey that led to it; all numbers, or NONE."""

    parts: list[dict[str, Ints]] = field(default_factory=list)

    def add(self, who: Ints, t: Ints, kind: str | int | Ints, **columns: Ints | int | Bools) -> None:
        """Add activities; `kind` is a word or a number for all, or a number for each."""
        part = dict.fromkeys(COLUMNS[3:], NONE) | {"automated": 0} | columns
        part |= {"who": who, "t": t, "kind": KIND[kind] if isinstance(kind, str) else kind}
        self.parts.append(
            {
                name: np.broadcast_to(np.asarray(value, dtype=np.int64), (len(who),))
                for name, value in part.items()
            }
        )

    def columns(self) -> dict[str, Ints]:
        """All activities so far as columns, in the order in which they were added."""
        if len(self.parts) > 1:
            self.parts = [{name: np.concatenate([part[name] for part in self.parts]) for name in COLUMNS}]
        return self.parts[0] if self.parts else {name: np.zeros(0, dtype=np.int64) for name in COLUMNS}


def expand(counts: Ints) -> tuple[Ints, Ints]:
    """For counts (2, 0, 3): the rows (0, 0, 2, 2, 2) and the places within each (0, 1, 0, 1, 2)."""
    rows = np.repeat(np.arange(len(counts)), counts)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
