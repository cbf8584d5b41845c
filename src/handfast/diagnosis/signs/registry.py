"""The signs of misalignment: one `Sign` for each, and one `Source` for each query whose rows stand behind it.

The one place that names their words, their thresholds, who can act, and what a record must have for them. An agreement's `signs:` overrides a threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from handfast.agreement.model import Agreement
from handfast.agreement.signs import SIGNS as UNITS
from handfast.agreement.signs import SignUnit
from handfast.engine.known import DISCOUNT_LIMIT
from handfast.engine.metrics import DEFINITION

Party = Literal["marketing", "sales", "both"]
Kind = Literal["share", "count", "period", "distance", "kappa"]
Shape = Literal["flow", "stock"]
Limit = Literal["sign", "promise"]


@dataclass(frozen=True, slots=True)
class Source:
    """A query that gives rows behind a sign: the file `definitions/NAME.sql`.

    Attributes:
        name: the definition.
        of: what its rows are, in the plural, for `Of 340 … `; `{part}` names the part.
        did: what those in the numerator have in common: `were never touched`.
        shape: flow: what happened in the last 13 whole weeks. stock: what stands at the close, whenever it began.
        limit: whose threshold it is held to: the sign's, or the share that the promise named by the part allows to be broken.
        needs: tables or columns of the record without which nothing can be known, as `engine.known.there` reads them.
        threshold: of this source alone, where the sign's other sources have another; None: the sign's.
    """

    name: str
    of: str
    did: str
    shape: Shape = "flow"
    limit: Limit = "sign"
    needs: tuple[str, ...] = ()
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of misalignment.

    Attributes:
        id: its name, hyphenated.
        title: what it says when it fires, in neutral words.
        party: who can act.
        threshold: the default; a share 0 to 1, or a number, days, periods: see `unit`.
        kind: how it is judged: share and distance at two closes running with a bound; kappa by its bound; count and period on the count.
        sources: where its rows come from.
    """

    id: str
    title: str
    party: Party
    threshold: float
    kind: Kind
    sources: tuple[Source, ...]

    @property
    def unit(self) -> SignUnit:
        """The unit of value and threshold."""
        return UNITS[self.id]

    def threshold_in(self, agreement: Agreement, source: Source | None = None) -> float:
        """The threshold that an agreement sets, else the source's own, else the default."""
        agreed = agreement.signs.get(self.id)
        if agreed is not None and (source is None or source.threshold is None):
            return float(agreed.threshold)
        return self.threshold if source is None or source.threshold is None else source.threshold

    def agreed_in(self, agreement: Agreement) -> bool:
        """Whether the agreement sets a threshold of its own."""
        return self.id in agreement.signs


DECIDED = ("recorded decisions",)
TOUCHED = ("activities|meetings",)

_ALL = (
    Sign("goals-missed", "Both teams miss their goals in the same periods", "both", 2, "period",
         (Source("goals-missed", "periods", "were missed by both"),)),
    Sign("low-quality", "Sales refuses more of what marketing hands over", "marketing", 0.25, "share", (
        Source("low-quality.refused", "hand-offs decided on, other than the misrouted", "were not accepted", limit="promise", needs=DECIDED),
        Source("low-quality.outside", "hand-offs accepted or refused for what they are", "were refused as outside the definition or for their data",
               needs=DECIDED),
    )),
    Sign("not-followed-up", "Hand-offs are left without a first touch", "sales", 0.10, "share",
         (Source("not-followed-up", "hand-offs whose first touch fell due", "had none", needs=TOUCHED),)),
    Sign("slow-follow-up", "First touches come later than promised", "sales", 0.20, "share",
         (Source("slow-follow-up", "clocks of the promise {part} that fell due", "were broken", limit="promise", needs=TOUCHED),)),
    Sign("gives-up-early", "Fewer attempts are made than promised", "sales", 0.20, "share",
         (Source("gives-up-early", "clocks of the promise {part} that fell due", "were broken", limit="promise", needs=TOUCHED),)),
    Sign("jumped-early", "Leads are touched by sales before they are handed over", "sales", 0.10, "share",
         (Source("jumped-early", "hand-offs of inbound leads", "had been touched by sales before", needs=("activities",)),)),
    Sign("gone-cold", "Open leads are touched by neither side", "both", 0.15, "share",
         (Source("gone-cold", "open leads at MQL or later", "had no touch for 30 days and no program", "stock", needs=("activities", "lead_changes")),)),
    Sign("no-feedback", "Decisions come late or rejections without a reason", "sales", 0.10, "share", (
        Source("no-feedback.late", "clocks of the promise {part} that fell due", "were broken", limit="promise", needs=("lead_changes",)),
        Source("no-feedback.reasons", "rejections", "gave no reason", limit="promise", needs=DECIDED),
    )),
    Sign("feedback-unused", "One reason keeps coming back and no action on it is on record", "marketing", 0.10, "share",
         (Source("feedback-unused", "hand-offs", "ended for the reason “{part}”, on which no action is on record", needs=DECIDED),)),
    Sign("definition-drift", "The CRM and the agreement call different leads qualified", "marketing", 0.20, "share", (
        Source("definition-drift.unmet", "leads that the CRM made MQL", "don't meet the definition", needs=(DEFINITION, "lead_changes")),
        Source("definition-drift.missed", "leads that qualified", "were no MQL in the CRM", needs=(DEFINITION, "lead_changes")),
    )),
    Sign("definition-dispute", "The two sides label the same leads differently", "both", 0.6, "kappa",
         (Source("definition-dispute", "leads labelled by both sides", "were labelled differently", needs=("labels",)),)),
    Sign("program-conflict", "Nurture and the sales stage contradict each other", "marketing", 0.10, "share", (
        Source("program-conflict.deals", "leads with an open opportunity", "were still in a nurture program", "stock", needs=("enrollments",)),
        Source("program-conflict.recycled", "recycled leads", "were in no program", "stock", needs=("enrollments",)),
    )),
    Sign("automation-gaps", "Stages, reasons and nurture programs are not configured for each other", "marketing", 1, "count",
         (Source("automation-gaps", "stages and recycle reasons", "map to nothing or have no active program", "stock", needs=("programs|lead_changes",)),)),
    Sign("blind-handoff", "Hand-offs lack the minimum information", "marketing", 0.05, "share",
         (Source("blind-handoff", "hand-offs", "lacked minimum information", needs=("every column of the minimum information",)),)),
    Sign("customer-repeats", "The customer is asked again for what is known", "both", 0.25, "share", (
        Source("customer-repeats.forms", "forms sent", "asked what the lead had told before", needs=("activities.properties",)),
        Source("customer-repeats.cards", "hand-offs with a first touch", "were touched before their card was opened", needs=("card_openings",)),
    )),
    Sign("uneven-distribution", "Hand-offs are dealt off the agreed weights", "sales", 0.20, "distance",
         (Source("uneven-distribution", "hand-offs dealt in the pool of {part}", "went to {part}"),)),
    Sign("spend-without-result", "Spend rises and results don't", "marketing", 0.10, "period",
         (Source("spend-without-result", "months", "", needs=("spend",)),)),
    Sign("content-unused", "Much of the content goes unused by sales", "both", 0.50, "share",
         (Source("content-unused", "live assets", "were not used by sales in 90 days", "stock", needs=("assets", "activities.asset_id")),)),
    Sign("content-unheard", "Requests and questions about content stay open", "both", 0.25, "share", (
        Source("content-unheard.requests", "requests made 30 days before", "were still open", needs=("requests",)),
        Source("content-unheard.questions", "questions from calls 30 days old", "were still open", needs=("call_questions",)),
    )),
    Sign("intel-unread", "Competitor intelligence doesn't reach sales", "both", 0.50, "share", (
        Source("intel-unread.unread", "readings due within 14 days", "were not made", needs=("intel", "intel_reads")),
        Source("intel-unread.competitors", "competitors that deals were lost to", "have no live asset", needs=("opportunities.competitor", "assets"),
               threshold=1),
    )),
    Sign("different-buyers", "The teams pursue different segments", "both", 0.20, "distance",
         (Source("different-buyers", "leads brought by marketing or worked by sales", "", needs=("accounts",)),)),
    Sign("stalled-stage", "Leads stay in a stage beyond its time limit", "both", 0.25, "share",
         (Source("stalled-stage", "entries into the stage {part} whose limit fell due", "stayed beyond it", needs=("lead_changes",)),)),
    Sign("bad-data", "Required fields are missing or wrong", "both", 0.10, "share",
         (Source("bad-data", "leads that must have a valid {part}", "had none", "stock"),)),
    Sign("crm-unused", "The CRM doesn't hold what happened", "sales", 0.25, "share", (
        Source("crm-unused.unlogged", "hand-offs", "were worked without a touch on record", needs=TOUCHED),
        Source("crm-unused.steps", "open opportunities", "had a next step past due", "stock", needs=("opportunities.next_step_at",)),
        Source("crm-unused.contacts", "opportunities created", "had no contacts", needs=("opportunity_contacts",)),
    )),
    Sign("give-aways", "Won deals carry discounts beyond policy", "sales", 0.10, "share", (
        Source("give-aways.beyond", "deals won", "were discounted beyond the agreed limit", needs=(DISCOUNT_LIMIT, "opportunities.discount")),
        Source("give-aways.bunched", "deals won", "were discounted beyond the limit in the month's last week", needs=(DISCOUNT_LIMIT, "opportunities.discount"),
               threshold=2),
    )),
    Sign("no-one-owns-it", "Breaches are taken up by nobody", "both", 0.25, "share",
         (Source("no-one-owns-it", "breaches two business days old", "were not acknowledged", needs=("acknowledgements",)),)),
    Sign("no-dialogue", "Check-ins are missed or actions are overdue", "both", 0.50, "share", (
        Source("no-dialogue.check-ins", "check-ins running of “{part}”", "were missed", needs=("check_ins",), threshold=2),
        Source("no-dialogue.actions", "actions whose day has come", "were overdue", needs=("actions",)),
    )),
    Sign("low-trust", "The teams trust each other, or the goal, too little", "both", 3, "period",
         (Source("low-trust", "pulses running", "were under the floor", needs=("pulse",)),)),
    Sign("slow-change", "Signs fire long before an action is agreed", "both", 60, "period",
         (Source("slow-change", "firings of signs", "", needs=("actions",)),)),
)  # fmt: skip

SIGNS: Mapping[str, Sign] = MappingProxyType({sign.id: sign for sign in _ALL})
"""Every sign by its id, in the order in which they are shown where nothing else decides."""
