# ruff: noqa: E501 - a metric a line reads as the table that it is
"""The registry of metrics: each figure's name, words, grain, rows, and the instant that puts a row in its period.

A figure and its drill-down are made from the same entry, so that a figure can always be opened. Conditions and amounts are SQL over one of the
`*_facts` definitions, parsed to trees before use. Compliance takes its measures from here too: there is one definition of each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from sqlglot import exp, parse_one

Basis = Literal["cohort", "flow", "none"]
Figure = Literal["count", "share", "sum", "sum share", "mean", "quantile", "survival", "ratio", "velocity"]
Unit = Literal["count", "share", "seconds", "business seconds", "money", "money per day", "ratio"]

OPPORTUNITY_DAYS = 60
"""An accepted hand-off is given 60 days to become an opportunity: a convention, from the format's example of the promise."""

WHO = ("source", "origin", "campaign", "segment", "size", "owner", "team")
LEAD = (*WHO, "stage")
HANDOFF = (*WHO, "type")
DECISION = (*WHO, "type", "reason")
OPPORTUNITY = (*WHO, "stage", "type")
LOSS = (*OPPORTUNITY, "reason")
NO_RENEWAL = "coalesce(type, 'new') <> 'renewal'"
CLOSED = "outcome in ('won', 'lost')"
ACCEPTED = "decision in ('accepted', 'disqualified')"
JUDGED = f"({ACCEPTED} or (decision = 'rejected' and coalesce(reason_kind, '') <> 'procedural'))"
FOLLOWED = "timing in ('in time', 'late', 'never')"
RECORDED_DECISIONS = "recorded decisions"
PROSPECTS = "activities by prospects"
DEFINITION = "a definition of a qualified lead"
RAISED_HANDS = "an activity that raises a hand"
MINIMUM = "every column of the minimum information"
HANDOFFS = ("activities|lead_changes",)
TOUCHES = ("activities|meetings",)
DECISIONS = ("lead_changes",)
DEALS = ("opportunities",)
RECORDED = (*DECISIONS, RECORDED_DECISIONS)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that can be opened.

    Attributes:
        name: unique together with `basis`.
        basis: `cohort`: the period is that in which the row began; `flow`: that in which it was settled or happened; `none`: neither.
        sentence: what is counted, out of what, and what puts a row in its period.
        grain: what one row is.
        unit: of the value; shares are 0 to 1, money in the agreement's currency.
        figure: how the value is made. `count`: of rows. `share`: hits out of rows. `sum`: of `amount` over rows. `sum share`: the sum over hits out of
            the sum over rows. `mean`: of `amount`. `quantile`: interpolated, of `amount`. `survival`: the least `amount` by which the share `quantile`
            of rows had a hit, by Kaplan and Meier's estimate, the rest being censored at their amount. `ratio`: `parts[0]` over `parts[1]`.
            `velocity`: `parts` in order: number × win rate × mean amount ÷ mean length in days.
        facts: the definition whose rows are counted; empty for figures made of others.
        at: the column with the instant that puts a row in its period; empty: all rows, in the period `all` only.
        rows: which rows count.
        hits: which of them are in the numerator.
        amount: what is summed or ranked; null is left out.
        quantile: for quantiles.
        dimensions: by which the figure can be cut, besides `all`.
        needs: tables of the record without which there is no data; `a|b`: one of them; `a.b`: a column; or in words, what else must be known
            (`known.KNOWABLE`).
        parts: names of the metrics that a ratio is made of.
        matures_days: a row is counted only when it is this old, so a period is settled only so long after its end.
    """

    name: str
    basis: Basis
    sentence: str
    grain: str
    unit: Unit
    figure: Figure
    facts: str = ""
    at: str = ""
    rows: str = "true"
    hits: str = ""
    amount: str = ""
    quantile: float = 0.0
    dimensions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    matures_days: int = 0

    @property
    def monetary(self) -> bool:
        """Whether it sums money, which is never added up over currencies."""
        return self.amount == "money"


@cache
def condition(text: str) -> exp.Expr:
    """The tree of a condition or amount of the registry."""
    return parse_one(text, read="duckdb")


def _seconds(start: str, end: str) -> str:
    """Whole seconds, so that sums are exact whatever the order of the rows."""
    return f"cast(floor(micros_between({start}, {end}) / 1000000) as bigint)"


def _volume(
    name: str,
    sentence: str,
    grain: str,
    facts: str,
    at: str,
    dimensions: tuple[str, ...],
    needs: tuple[str, ...] = (),
    rows: str = "true",
) -> Metric:
    return Metric(
        name, "flow", sentence, grain, "count", "count", facts, at, rows, dimensions=dimensions, needs=needs
    )


def _step(
    name: str, first: str, then: str, words: tuple[str, str], needs: tuple[str, ...]
) -> tuple[Metric, Metric]:
    """A step of the waterfall, by cohort and by flow; `first` and `then` are columns `…_at` of the cycles."""
    begun = f"{first}_at is not null"
    settled = "lead_settled_at" if first == "started" else f"{first.removesuffix('_at')}_settled_at"
    return (
        Metric(
            name, "cohort", f"Cycles that {words[1]} by now, out of those that {words[0]} in the period.", "lead and cycle", "share", "share",
            "cycle_facts", f"{first}_at", begun, f"{then}_at is not null", dimensions=LEAD, needs=needs,
        ),
        Metric(
            name, "flow", f"Cycles that {words[1]} in the period, out of those that did or that ended in it without, having {words[0]} before.",
            "lead and cycle", "share", "share", "cycle_facts", settled, begun, f"{then}_at is not null", dimensions=LEAD, needs=needs,
        ),
    )  # fmt: skip


def _durations(name: str, sentence: str, grain: str, facts: str, at: str, amount: str, dimensions: tuple[str, ...], needs: tuple[str, ...],
               unit: Unit = "seconds", rows: str = "true", hits: str = "") -> tuple[Metric, Metric]:  # fmt: skip
    """Median and 90th percentile of a duration; with `hits`, the others are censored."""
    basis: Basis = "cohort" if hits else "flow"
    figure: Figure = "survival" if hits else "quantile"
    return (
        Metric(
            f"{name}_median",
            basis,
            f"Median {sentence}",
            grain,
            unit,
            figure,
            facts,
            at,
            rows,
            hits,
            amount,
            0.5,
            dimensions,
            needs,
        ),
        Metric(
            f"{name}_p90",
            basis,
            f"90th percentile of {sentence}",
            grain,
            unit,
            figure,
            facts,
            at,
            rows,
            hits,
            amount,
            0.9,
            dimensions,
            needs,
        ),
    )


def _share(name: str, basis: Basis, sentence: str, grain: str, facts: str, at: str, rows: str, hits: str, dimensions: tuple[str, ...],
           needs: tuple[str, ...], matures_days: int = 0) -> Metric:  # fmt: skip
    return Metric(
        name,
        basis,
        sentence,
        grain,
        "share",
        "share",
        facts,
        at,
        rows,
        hits,
        dimensions=dimensions,
        needs=needs,
        matures_days=matures_days,
    )


def _cost(name: str, of: str, words: str) -> Metric:
    return Metric(name, "flow", f"Spend of the period ÷ {words} of the period.", "amount spent", "money", "ratio", dimensions=("campaign",),
                  needs=("spend",), parts=("spend", of))  # fmt: skip


# fmt: off
METRICS: tuple[Metric, ...] = (
    # volumes
    _volume("leads_created", "Leads created in the period.", "lead", "lead_facts", "created_at", LEAD, ("leads",)),
    _volume("qualified_leads", "Leads that met the definition or raised a hand, in the period of the qualification.", "lead and cycle", "cycle_facts", "qualified_at", LEAD, (DEFINITION,), "qualified_by in ('definition', 'raised')"),
    _volume("explored_leads", "Leads handed over at random below the threshold, in the period of the qualification.", "lead and cycle", "cycle_facts", "qualified_at", LEAD, (), "qualified_by = 'explore'"),
    _volume("handoffs", "Hand-offs, in the period in which they were made.", "hand-off", "handoff_facts", "handed_at", HANDOFF, HANDOFFS),
    _volume("sales_ready_leads", "Hand-offs from marketing with the minimum information, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", HANDOFF, (*HANDOFFS, MINIMUM), "from_marketing and complete"),
    _volume("raised_hands", "Hand-offs by a raised hand, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", HANDOFF, ("activities", RAISED_HANDS), "raised"),
    _volume("accepted", "Hand-offs accepted, or disqualified after contact, in the period of the decision.", "hand-off", "handoff_facts", "decided_at", HANDOFF, DECISIONS, ACCEPTED),
    _volume("rejections", "Rejections by sales, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, RECORDED, "decision = 'rejected'"),
    _volume("rejections_procedural", "Rejections as misrouted, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, RECORDED, "decision = 'rejected' and reason_kind = 'procedural'"),
    _volume("rejections_clerical", "Rejections as incomplete or wrong, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, RECORDED, "decision = 'rejected' and reason_kind = 'clerical'"),
    _volume("rejections_definitional", "Rejections as outside the definition, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, RECORDED, "decision = 'rejected' and reason_kind = 'definitional'"),
    _volume("disqualified", "Leads found unfit after contact, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, RECORDED, "decision = 'disqualified'"),
    _volume("recycled", "Leads returned to marketing, in the period of the decision.", "decision", "decision_facts", "decided_at", DECISION, DECISIONS, "decision = 'recycled'"),
    _volume("opportunities_created", "Opportunities created in the period.", "opportunity", "opportunity_facts", "created_at", OPPORTUNITY, DEALS),
    _volume("new_opportunities", "Opportunities other than renewals, created in the period.", "opportunity", "opportunity_facts", "created_at", OPPORTUNITY, DEALS, NO_RENEWAL),
    _volume("won", "Opportunities won in the period.", "opportunity", "opportunity_facts", "closed_at", OPPORTUNITY, DEALS, "outcome = 'won'"),
    _volume("lost", "Opportunities lost in the period.", "opportunity", "opportunity_facts", "closed_at", LOSS, DEALS, "outcome = 'lost'"),
    _volume("customers", "Accounts (leads, where there is no account) with their first won opportunity, in the period of the win.", "opportunity", "opportunity_facts", "closed_at", OPPORTUNITY, DEALS, "first_win"),
    _volume("meetings_booked", "Meetings booked in the period.", "meeting", "meeting_facts", "booked_at", HANDOFF, ("meetings",)),
    _volume("meetings_held", "Meetings held, in the period in which they started.", "meeting", "meeting_facts", "starts_at", HANDOFF, ("meetings.status",), "status = 'held'"),
    # conversion, step by step
    *_step("lead_to_qualified", "started", "qualified", ("began", "qualified"), ()),
    *_step("qualified_to_handoff", "qualified", "handed", ("qualified", "were handed over"), ()),
    *_step("handoff_to_accepted", "handed", "accepted", ("were handed over", "were accepted"), DECISIONS),
    *_step("accepted_to_deal", "accepted", "opportunity", ("were accepted", "became an opportunity"), DEALS),
    *_step("deal_to_won", "opportunity", "won", ("became an opportunity", "were won"), DEALS),
    *_step("lead_to_won", "started", "won", ("began", "were won"), DEALS)[:1],
    # hand-offs and what became of them
    _share("acceptance_rate", "flow", "Accepted, of the accepted and the rejected but procedural, among hand-offs from marketing, in the period of the decision.", "hand-off", "handoff_facts", "decided_at", f"from_marketing and {JUDGED}", ACCEPTED, HANDOFF, RECORDED),
    _share("second_acceptance_rate", "flow", "Accepted, of the accepted and the rejected but procedural, among hand-offs within sales, in the period of the decision.", "hand-off", "handoff_facts", "decided_at", f"not from_marketing and {JUDGED}", ACCEPTED, HANDOFF, RECORDED),
    _share("undecided", "cohort", "Hand-offs from marketing without a decision yet, of all, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", "from_marketing", "decision is null", HANDOFF, DECISIONS),
    _share("complete_handoffs", "cohort", "Hand-offs from marketing with the minimum information, of all, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", "from_marketing", "complete", HANDOFF, (*HANDOFFS, MINIMUM)),
    _share("rejections_with_reason", "flow", "Rejections with a reason, of all rejections, in the period of the decision.", "decision", "decision_facts", "decided_at", "decision = 'rejected'", "reason is not null", DECISION, RECORDED),
    _share("accepted_to_opportunity", "flow", f"Accepted hand-offs from marketing with an opportunity within {OPPORTUNITY_DAYS} days of the decision, of all accepted that are so old, in the period of the decision.", "hand-off", "handoff_facts", "decided_at", f"from_marketing and {ACCEPTED} and decided_at + interval {OPPORTUNITY_DAYS} day <= :as_of", f"opportunity_at <= decided_at + interval {OPPORTUNITY_DAYS} day", HANDOFF, ("lead_changes", "opportunities"), OPPORTUNITY_DAYS),
    _share("touched_in_time", "cohort", "Hand-offs whose first touch was in time, of those in time, late or never touched, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", FOLLOWED, "timing = 'in time'", HANDOFF, TOUCHES),
    _share("touched_late", "cohort", "Hand-offs touched late, of those in time, late or never touched, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", FOLLOWED, "timing = 'late'", HANDOFF, TOUCHES),
    _share("never_touched", "cohort", "Hand-offs past their due time without a touch, of those in time, late or never touched, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", FOLLOWED, "timing = 'never'", HANDOFF, TOUCHES),
    _share("unlogged", "cohort", "Hand-offs worked without a touch on record, of all, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", "true", "unlogged", HANDOFF, TOUCHES),
    _share("touched_early", "cohort", "Hand-offs touched by sales before they were made, of those where the question arises, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", "early is not null", "early", HANDOFF, ("activities",)),
    _share("reply_rate", "cohort", "Hand-offs to which the lead replied, of all, in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", "true", "replied_at is not null", HANDOFF, ("activities", PROSPECTS)),
    Metric("touches", "cohort", "Sales touches inside the hand-offs made in the period.", "hand-off", "count", "sum", "handoff_facts", "handed_at", amount="touches", dimensions=HANDOFF, needs=TOUCHES),
    Metric("touches_mean", "cohort", "Mean number of sales touches of the hand-offs made in the period; unlogged ones left out.", "hand-off", "count", "mean", "handoff_facts", "handed_at", "not unlogged", amount="touches", dimensions=HANDOFF, needs=TOUCHES),
    Metric("touches_median", "cohort", "Median number of sales touches of the hand-offs made in the period; unlogged ones left out.", "hand-off", "count", "quantile", "handoff_facts", "handed_at", "not unlogged", amount="touches", quantile=0.5, dimensions=HANDOFF, needs=TOUCHES),
    # durations
    *_durations("time_to_qualify", "time from the start of the cycle to the qualification, in the period of the qualification.", "lead and cycle", "cycle_facts", "qualified_at", _seconds("started_at", "qualified_at"), LEAD, ()),
    *_durations("time_to_first_touch", "clock time from hand-off to first touch; those not touched are censored, unlogged ones left out; in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", _seconds("handed_at", "coalesce(first_touch_at, ended_at, :as_of)"), HANDOFF, TOUCHES, "seconds", "not unlogged", "first_touch_at is not null"),
    *_durations("business_time_to_first_touch", "business time from hand-off to first touch, where it was promised; those not touched are censored, unlogged ones left out; in the period of the start.", "clock", "first_touch_clock_facts", "started_at", "elapsed_seconds", HANDOFF, TOUCHES, "business seconds", "state <> 'unlogged'", "stopped_at is not null"),
    *_durations("time_to_decision", "clock time from a hand-off from marketing to its decision; those undecided are censored; in the period of the hand-off.", "hand-off", "handoff_facts", "handed_at", _seconds("handed_at", "coalesce(decided_at, ended_at, :as_of)"), HANDOFF, DECISIONS, "seconds", "from_marketing", "decided_at is not null"),
    *_durations("time_to_opportunity", "clock time from hand-off to opportunity, in the period of the opportunity's creation.", "hand-off", "handoff_facts", "opportunity_at", _seconds("handed_at", "opportunity_at"), HANDOFF, DEALS),
    *_durations("opportunity_cycle", "time from creation to win of the opportunities won in the period; renewals apart.", "opportunity", "opportunity_facts", "closed_at", _seconds("created_at", "closed_at"), OPPORTUNITY, DEALS, "seconds", f"outcome = 'won' and {NO_RENEWAL}"),
    *_durations("time_in_stage", "business time of the stays in a stage that ended in the period.", "stay in a stage", "stage_facts", "left_at", "business_seconds", LEAD, ("lead_changes",), "business seconds"),
    # stages
    _volume("stage_entries", "Entries into a stage, in the period of the entry.", "stay in a stage", "stage_facts", "entered_at", LEAD, ("lead_changes",)),
    _share("stuck", "cohort", "Stays over their stage's time limit, of those with one, in the period of the entry.", "stay in a stage", "stage_facts", "entered_at", "due_at is not null", "stuck", LEAD, ("lead_changes",)),
    _share("stages_skipped", "cohort", "Entries that skipped a stage, of all entries into known stages, in the period of the entry.", "stay in a stage", "stage_facts", "entered_at", "known", "skipped", LEAD, ("lead_changes",)),
    _share("moved_backward", "cohort", "Entries from a later stage, of all entries into known stages, in the period of the entry.", "stay in a stage", "stage_facts", "entered_at", "known", "backward", LEAD, ("lead_changes",)),
    # deals
    _share("win_rate", "flow", "Won, of won and lost opportunities without renewals, in the period of the close.", "opportunity", "opportunity_facts", "closed_at", f"{CLOSED} and {NO_RENEWAL}", "outcome = 'won'", OPPORTUNITY, DEALS),
    Metric("win_rate_by_amount", "flow", "Amount won, of the amount won and lost without renewals, in the period of the close.", "opportunity", "share", "sum share", "opportunity_facts", "closed_at", f"{CLOSED} and {NO_RENEWAL}", "outcome = 'won'", "money", dimensions=OPPORTUNITY, needs=DEALS),
    _share("renewal_rate", "flow", "Renewals won, of renewals won and lost, in the period of the close.", "opportunity", "opportunity_facts", "closed_at", f"{CLOSED} and type = 'renewal'", "outcome = 'won'", OPPORTUNITY, DEALS),
    _share("created_to_won", "cohort", "Opportunities won by now, of those created in the period; renewals apart.", "opportunity", "opportunity_facts", "created_at", NO_RENEWAL, "outcome = 'won'", OPPORTUNITY, DEALS),
    Metric("deal_size", "flow", "Mean amount of the opportunities won in the period; renewals apart.", "opportunity", "money", "mean", "opportunity_facts", "closed_at", f"outcome = 'won' and {NO_RENEWAL}", amount="money", dimensions=OPPORTUNITY, needs=("opportunities.amount",)),
    Metric("deal_size_median", "flow", "Median amount of the opportunities won in the period; renewals apart.", "opportunity", "money", "quantile", "opportunity_facts", "closed_at", f"outcome = 'won' and {NO_RENEWAL}", amount="money", quantile=0.5, dimensions=OPPORTUNITY, needs=("opportunities.amount",)),
    Metric("sales_cycle", "flow", "Mean time from creation to win of the opportunities won in the period; renewals apart.", "opportunity", "seconds", "mean", "opportunity_facts", "closed_at", f"outcome = 'won' and {NO_RENEWAL}", amount=_seconds("created_at", "closed_at"), dimensions=OPPORTUNITY, needs=DEALS),
    Metric("pipeline_created", "flow", "The amounts of the opportunities created in the period.", "opportunity", "money", "sum", "opportunity_facts", "created_at", amount="money", dimensions=OPPORTUNITY, needs=("opportunities.amount",)),
    Metric("open_pipeline", "none", "The amounts of the opportunities open at as_of.", "opportunity", "money", "sum", "opportunity_facts", "", "outcome = 'open'", amount="money", dimensions=OPPORTUNITY, needs=("opportunities.amount",)),
    Metric("revenue", "flow", "The amounts of the opportunities won in the period.", "opportunity", "money", "sum", "opportunity_facts", "closed_at", "outcome = 'won'", amount="money", dimensions=OPPORTUNITY, needs=("opportunities.amount",)),
    Metric("lost_amount", "flow", "The amounts of the opportunities lost in the period.", "opportunity", "money", "sum", "opportunity_facts", "closed_at", "outcome = 'lost'", amount="money", dimensions=LOSS, needs=("opportunities.amount",)),
    Metric("pipeline_velocity", "flow", "New opportunities of the period × win rate × mean amount ÷ mean days from creation to win: money a day. Not for all time: it grows with the period.", "opportunity", "money per day", "velocity", dimensions=OPPORTUNITY, needs=("opportunities.amount",), parts=("new_opportunities", "win_rate", "deal_size", "sales_cycle")),
    # money spent
    Metric("spend", "flow", "Amounts spent in the period.", "amount spent", "money", "sum", "spend_facts", "spent_at", amount="money", dimensions=("campaign",), needs=("spend",)),
    _cost("cost_per_lead", "leads_created", "leads created"),
    _cost("cost_per_qualified_lead", "qualified_leads", "leads qualified"),
    _cost("cost_per_accepted", "accepted", "hand-offs accepted"),
    _cost("cost_per_opportunity", "opportunities_created", "opportunities created"),
    _cost("cost_per_customer", "customers", "new customers"),
    Metric("return_on_spend", "flow", "Revenue of the period ÷ spend of the period.", "amount spent", "ratio", "ratio", dimensions=("campaign",), needs=("spend", "opportunities.amount"), parts=("revenue", "spend")),
    # meetings
    _share("no_show_rate", "flow", "Meetings to which the lead did not come, of those held or not come to, in the period in which they were to start.", "meeting", "meeting_facts", "starts_at", "status in ('held', 'no-show')", "status = 'no-show'", HANDOFF, ("meetings.status",)),
    _share("cancelled_meetings", "flow", "Meetings cancelled, of all, in the period in which they were to start.", "meeting", "meeting_facts", "starts_at", "status is not null", "status = 'cancelled'", HANDOFF, ("meetings.status",)),
    # content
    _share("content_unused", "none", "Live assets that sales never used, of all live assets.", "asset", "asset_facts", "", "live", "uses = 0", ("stage", "type"), ("assets", "activities")),
    Metric("content_uses", "none", "Uses of assets by sales.", "asset", "count", "sum", "asset_facts", "", amount="uses", dimensions=("stage", "type"), needs=("assets", "activities")),
)
# fmt: on

BY_NAME: Mapping[tuple[str, Basis], Metric] = MappingProxyType(
    {(metric.name, metric.basis): metric for metric in METRICS}
)
"""Each metric by its name and basis."""


def metric(name: str, basis: Basis | None = None) -> Metric:
    """The metric of that name; with a basis where a name has two. Raises KeyError when there is none."""
    for entry in METRICS:
        if entry.name == name and basis in (None, entry.basis):
            return entry
    raise KeyError(name)
