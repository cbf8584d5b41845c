"""What a demo company's files show of each sign, read from the CSVs with nothing of the generator's."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd
import phonenumbers

AS_OF = pd.Timestamp("2026-07-01T08:00:00Z")
HOURS = ((9.0, 12.5), (13.25, 17.5))
BUSINESS_DAY = 7.75 * 3600
TOUCHES = ("call", "email_sent", "meeting", "demo", "social_message", "content_shared")
REPLIES = ("email_reply", "call_inbound", "chat")
OFF = set(holidays.country_holidays("US", years=range(2024, 2028))) | {date(2025, 12, 24), date(2025, 12, 26)}


@cache
def working_intervals(zone: str) -> tuple[np.ndarray, np.ndarray]:
    """When the company works, in a zone: starts and ends."""
    where = ZoneInfo(zone)
    days = [date(2024, 12, 20) + timedelta(days=n) for n in range(600)]
    open_days = [
        datetime(day.year, day.month, day.day, tzinfo=where)
        for day in days
        if day.weekday() < 5 and day not in OFF
    ]
    intervals = [
        tuple((midnight + timedelta(hours=h)).timestamp() for h in hours)
        for midnight in open_days
        for hours in HOURS
    ]
    starts, ends = np.array(intervals).T
    return starts, ends


class Rep:
    """The working time of one rep, day by day."""

    def __init__(self, zone: str, absences: list[tuple[pd.Timestamp, pd.Timestamp]]) -> None:
        starts, ends = working_intervals(zone)
        away = np.zeros(len(starts), dtype=bool)
        for start, end in absences:
            away |= (starts < end.timestamp()) & (ends > start.timestamp())
        self.starts, self.ends = starts[~away], ends[~away]

    def between(self, since: float, until: float) -> float:
        """Working seconds between two instants."""
        first, last = np.searchsorted(self.ends, since), np.searchsorted(self.starts, until)
        starts, ends = self.starts[first:last], self.ends[first:last]
        return float(np.maximum(np.minimum(ends, until) - np.maximum(starts, since), 0).sum())

    def works(self, t: float) -> bool:
        """Whether the rep is at work."""
        place = np.searchsorted(self.starts, t, side="right") - 1
        return bool(place >= 0 and t <= self.ends[place])


@dataclass(frozen=True)
class Company:
    """A demo company's folder."""

    folder: Path

    def table(self, name: str) -> pd.DataFrame:
        """One table of the record, with instants read."""
        frame = pd.read_csv(
            self.folder / "record" / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""]
        )
        for column in frame.columns:
            if column.endswith("_at"):
                frame[column] = pd.to_datetime(frame[column], utc=True)
        return frame

    @cached_property
    def leads(self) -> pd.DataFrame:
        """The leads, by id."""
        return self.table("leads").set_index("lead_id")

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """The accounts, by id."""
        return self.table("accounts").set_index("account_id")

    @cached_property
    def changes(self) -> pd.DataFrame:
        """The changes of leads."""
        return self.table("lead_changes")

    @cached_property
    def activities(self) -> pd.DataFrame:
        """The activities."""
        return self.table("activities")

    @cached_property
    def opportunities(self) -> pd.DataFrame:
        """The opportunities."""
        frame = self.table("opportunities")
        frame["amount"] = frame["amount"].astype(float)
        return frame

    @cached_property
    def touches(self) -> pd.DataFrame:
        """What sales did towards leads."""
        rows = self.activities
        return rows[(rows["side"] == "sales") & rows["kind"].isin(TOUCHES)]

    @cached_property
    def reps(self) -> dict[str, Rep]:
        """Every rep's working time."""
        away = self.table("absences")
        return {
            user.user_id: Rep(
                user.timezone,
                [(a.starts_at, a.ends_at) for a in away[away["user_id"] == user.user_id].itertuples()],
            )
            for user in self.table("users").itertuples()
            if user.team in ("sdr", "ae")
        }

    @cached_property
    def handoffs(self) -> pd.DataFrame:
        """Hand-offs to the SDRs: an inbound queue's lead given to an SDR; until the lead is back in a queue or a customer."""
        users = self.table("users").set_index("user_id")
        sdrs = set(users.index[users["team"] == "sdr"])
        owned = self.changes[self.changes["field"] == "owner_id"].sort_values(["lead_id", "changed_at"])
        handed = owned[
            owned["new_value"].isin(sdrs) & owned["old_value"].fillna("queue").str.startswith("queue")
        ]
        cold = (self.leads.loc[handed["lead_id"], "origin"] == "outbound").to_numpy()
        soon = (
            handed["changed_at"].to_numpy() - self.leads.loc[handed["lead_id"], "created_at"].to_numpy()
        ) <= np.timedelta64(5, "s")
        handed = handed[~(cold & soon)]
        facts = self._facts_by_lead()
        hands = {
            (row.lead_id, row.occurred_at)
            for row in self.activities[
                self.activities["properties"].fillna("").str.contains("talk to sales")
            ].itertuples()
        }
        created = self.leads["created_at"].to_dict()
        rows = [
            self._handoff(lead, at, owner, created[lead], facts[lead], (lead, at) in hands)
            for lead, at, owner in zip(
                handed["lead_id"], handed["changed_at"], handed["new_value"], strict=True
            )
        ]
        return pd.DataFrame(rows)

    def _facts_by_lead(self) -> dict[str, dict[str, list[Any]]]:
        """Touches, replies, decisions, stages and ends of cycles of each lead, in order."""
        facts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for name, frame in (
            ("touch", self.touches),
            ("reply", self.activities[self.activities["kind"].isin(REPLIES)]),
        ):
            for lead, at in zip(frame["lead_id"], frame["occurred_at"], strict=True):
                facts[lead][name].append(at)
        reason = self.changes[self.changes["field"] == "rejection_reason"]
        sent_on = set(zip(reason["lead_id"], reason["changed_at"], reason["new_value"], strict=True))
        for lead, field, at, value in zip(
            *(self.changes[name] for name in ("lead_id", "field", "changed_at", "new_value")), strict=True
        ):
            if field == "stage":
                facts[lead]["stage"].append((at, value))
            elif field == "decision" and isinstance(value, str) and (lead, at, "misrouted") not in sent_on:
                facts[lead]["decision"].append((at, value))
                if value != "accepted":
                    facts[lead]["end"].append(at)
        closed = self.opportunities[self.opportunities["closed_at"].notna()]
        for lead, at in zip(closed["lead_id"], closed["closed_at"], strict=True):
            facts[lead]["end"].append(at)
        for mine in facts.values():
            for column in mine.values():
                column.sort()
        return facts

    def _handoff(
        self,
        lead: str,
        at: pd.Timestamp,
        owner: str,
        created: pd.Timestamp,
        facts: dict[str, list[Any]],
        raised: bool,
    ) -> dict[str, Any]:
        """One hand-off."""
        rep, start = self.reps[owner], at.timestamp()
        end = min((t for t in facts["end"] if t >= at), default=AS_OF)
        since = max((t for t in facts["end"] if t < at), default=created)
        inside = [t for t in facts["touch"] if at <= t < end]
        answer = next((t for t in facts["reply"] if at <= t < end), None)
        decided = [(t, value) for t, value in facts["decision"] if at <= t <= end]
        stages = {value for t, value in facts["stage"] if at <= t < end}
        return {
            "lead_id": lead,
            "at": at,
            "owner": owner,
            "early": any(since <= t < at for t in facts["touch"]),
            "first": inside[0] if inside else None,
            "delay": rep.between(start, inside[0].timestamp()) if inside else None,
            "tries": sum(rep.between(start, t.timestamp()) <= 10 * BUSINESS_DAY for t in inside[:6]),
            "replied": answer is not None and rep.between(start, answer.timestamp()) <= 10 * BUSINESS_DAY,
            "waited": rep.between(start, end.timestamp()),
            "decision": decided[0][1] if decided else None,
            "deciding": rep.between(start, decided[0][0].timestamp()) if decided else None,
            "mql": bool(stages - {"inquiry"}),
            "raised": raised,
        }


def values(company: Company) -> dict[str, float]:
    """Each sign's quantity as a multiple of its threshold, by the plainest reading of the files."""
    return {sign: float(measure(company)) for sign, measure in MEASURES.items()}


def _timing(h: pd.DataFrame) -> pd.Series:
    limit = np.where(h["raised"], 3600, BUSINESS_DAY)
    delay = pd.to_numeric(h["delay"])
    touched = h["first"].notna()
    worked = h["decision"].notna()
    excused = ~touched & (h["decision"] == "rejected") | ((h["waited"] < limit) & ~(delay <= limit))
    timing = np.select(
        [excused, touched & (delay <= limit), touched, worked],
        ["excused", "in time", "late", "unlogged"],
        "never",
    )
    return pd.Series(timing, index=h.index)


def never(c: Company) -> float:
    t = _timing(c.handoffs)
    return (t == "never").sum() / t.isin(("in time", "late", "never")).sum() / 0.10


def slow(c: Company) -> float:
    t = _timing(c.handoffs)
    return t.isin(("never", "late")).sum() / t.isin(("in time", "late", "never")).sum() / 0.30


def low_quality(c: Company) -> float:
    d = c.handoffs["decision"]
    return (d == "rejected").sum() / d.notna().sum() / 0.25


def persistence(c: Company) -> float:
    h = c.handoffs
    due = 10 * BUSINESS_DAY
    counted = (h["waited"] >= due) | (h["tries"] >= 4) | h["replied"]
    counted &= _timing(h).isin(("in time", "late", "never"))
    broken = counted & (h["tries"] < 4) & ~h["replied"]
    return broken.sum() / counted.sum() / 0.35


def early(c: Company) -> float:
    h = c.handoffs
    inbound = (c.leads.loc[h["lead_id"], "origin"] == "inbound").to_numpy()
    return h["early"][inbound].mean() / 0.10


def cold(c: Company) -> float:
    open_leads = c.leads.index[c.leads["stage"].isin(("mql", "sal", "sql", "opportunity"))]
    last = c.touches.groupby("lead_id")["occurred_at"].max()
    enrolled = c.table("enrollments")
    nursed = set(enrolled["lead_id"][enrolled["left_at"].isna() | (enrolled["left_at"] > AS_OF)])
    entered = c.changes[c.changes["field"] == "stage"].groupby("lead_id")["changed_at"].max()
    silent = [
        lead
        for lead in open_leads
        if lead not in nursed
        and max(last.get(lead, entered[lead]), entered[lead]) < AS_OF - pd.Timedelta(days=30)
    ]
    return len(silent) / len(open_leads) / 0.15


def feedback(c: Company) -> float:
    h = c.handoffs
    due = 2 * BUSINESS_DAY
    deciding = pd.to_numeric(h["deciding"])
    counted = (h["waited"] >= due) | (deciding <= due)
    return (counted & ~(deciding <= due)).sum() / counted.sum() / 0.30


def reasonless(c: Company) -> float:
    rejected = c.changes[(c.changes["field"] == "decision") & (c.changes["new_value"] == "rejected")]
    reasons = c.changes[(c.changes["field"] == "rejection_reason") & c.changes["new_value"].notna()]
    known = set(zip(reasons["lead_id"], reasons["changed_at"], strict=True))
    return (
        sum(key not in known for key in zip(rejected["lead_id"], rejected["changed_at"], strict=True))
        / len(rejected)
        / 0.10
    )


def commonest(c: Company) -> float:
    given = c.changes[
        c.changes["field"].isin(("rejection_reason", "disqualification_reason"))
        & c.changes["new_value"].notna()
    ]
    return max(Counter(given["new_value"]).values()) / len(c.handoffs) / 0.10


def drift(c: Company) -> float:
    """By lead: in stage MQL or later, or on an opportunity, and never handed over."""
    moved = c.changes[(c.changes["field"] == "stage") & (c.changes["new_value"] != "inquiry")]
    called = set(moved["lead_id"]) | set(c.table("opportunity_contacts")["lead_id"])
    return len(called - set(c.handoffs["lead_id"])) / len(called) / 0.20


def drift_missed(c: Company) -> float:
    return (1 - c.handoffs["mql"].mean()) / 0.20


def deals_in_programs(c: Company) -> float:
    open_deals = c.opportunities[c.opportunities["closed_at"].isna() & (c.opportunities["type"] == "new")]
    enrolled = c.table("enrollments")
    nursed = set(enrolled["lead_id"][enrolled["left_at"].isna()])
    return sum(lead in nursed for lead in open_deals["lead_id"]) / len(open_deals) / 0.10


def recycled_alone(c: Company) -> float:
    decisions = (
        c.changes[c.changes["field"] == "decision"].sort_values("changed_at").groupby("lead_id").last()
    )
    recycled = decisions.index[
        (decisions["new_value"] == "recycled") & (decisions["changed_at"] < AS_OF - pd.Timedelta(days=1))
    ]
    enrolled = c.table("enrollments")
    nursed = set(enrolled["lead_id"][enrolled["left_at"].isna()])
    return sum(lead not in nursed for lead in recycled) / len(recycled) / 0.10


def gaps(c: Company) -> float:
    programs = c.table("programs")
    active = programs[programs["active"] == "true"]
    stages = {"inquiry", "mql", "sal", "sql", "opportunity", "customer"} - set(active["stage"])
    reasons = set(programs["reason"].dropna()) - set(active["reason"].dropna())
    return len(stages) + len(reasons)


def blind(c: Company) -> float:
    fields = c.leads.loc[c.handoffs["lead_id"], ["email", "company", "title", "country"]]
    return fields.isna().any(axis=1).mean() / 0.05


def uneven(c: Company) -> float:
    h = c.handoffs
    users = c.table("users").set_index("user_id")
    zone = users.loc[h["owner"], "timezone"].to_numpy()
    worst = 0.0
    for each in set(zone):
        counts = h["owner"][zone == each].value_counts()
        worst = max(worst, counts.max() / counts.mean() - 1)
    return worst / 0.20


def spend_growth(c: Company) -> float:
    spend = c.table("spend")
    total = spend["amount"].astype(float).groupby(spend["spent_on"].str[:7]).sum()
    return (total["2026-04":"2026-06"].sum() / total["2026-01":"2026-03"].sum() - 1) / 0.10


def unused(c: Company) -> float:
    assets = c.table("assets")
    shares = c.activities[
        (c.activities["kind"] == "content_shared")
        & (c.activities["occurred_at"] > AS_OF - pd.Timedelta(days=90))
    ]
    return 1 / 0.50 * (1 - shares["asset_id"].nunique() / len(assets))


def buyers(c: Company) -> float:
    industry = c.leads["account_id"].map(c.accounts["industry"])
    brought = industry[c.leads["origin"] == "inbound"].value_counts(normalize=True)
    sold = industry[c.leads.index.isin(set(c.touches["lead_id"]))].value_counts(normalize=True)
    p, q = brought.align(sold, fill_value=0.0)
    m = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        divergence = (np.nansum(p * np.log2(p / m)) + np.nansum(q * np.log2(q / m))) / 2
    return np.sqrt(divergence) / 0.20


def stalled(c: Company) -> float:
    stage = c.changes[c.changes["field"] == "stage"].sort_values(["lead_id", "changed_at"])
    left = stage.groupby("lead_id")["changed_at"].shift(-1).fillna(AS_OF)
    inside = stage["new_value"] == "sql"
    boston = Rep("America/New_York", [])
    spent = [
        boston.between(a.timestamp(), b.timestamp())
        for a, b in zip(stage["changed_at"][inside], left[inside], strict=True)
    ]
    return float(np.mean(np.array(spent) > 10 * BUSINESS_DAY)) / 0.25


def _valid(text: object) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(str(text), "US"))
    except phonenumbers.NumberParseException:
        return False


def phones(c: Company) -> float:
    sal = set(c.changes["lead_id"][(c.changes["field"] == "stage") & (c.changes["new_value"] == "sal")])
    phone = c.leads.loc[sorted(sal), "phone"]
    return 1 - phone.map(_valid).mean()


def bad_phones(c: Company) -> float:
    return phones(c) / 0.10


def bad_industries(c: Company) -> float:
    sql = set(c.changes["lead_id"][(c.changes["field"] == "stage") & (c.changes["new_value"] == "sql")])
    accounts = c.leads.loc[sorted(sql), "account_id"].unique()
    return (
        ~c.accounts.loc[accounts, "industry"].isin(
            (
                "software",
                "manufacturing",
                "logistics",
                "health",
                "retail",
                "finance",
                "energy",
                "construction",
            )
        )
    ).mean() / 0.10


def unlogged(c: Company) -> float:
    return (_timing(c.handoffs) == "unlogged").mean() / 0.25


def past_due(c: Company) -> float:
    deals = c.opportunities[c.opportunities["closed_at"].isna()]
    return (deals["next_step_at"] < AS_OF).mean() / 0.25


def no_contacts(c: Company) -> float:
    known = set(c.table("opportunity_contacts")["opportunity_id"])
    return (~c.opportunities["opportunity_id"].isin(known)).mean() / 0.25


def discounts(c: Company) -> float:
    won = c.opportunities[(c.opportunities["is_won"] == "true") & (c.opportunities["type"] == "new")]
    return (won["discount"].astype(float) > 0.10).mean() / 0.10


def rivals(c: Company) -> float:
    lost = c.opportunities[c.opportunities["lost_reason"] == "competitor"]
    return float(len(set(lost["competitor"]) - set(c.table("assets")["competitor"].dropna())))


def pipeline(c: Company) -> float:
    """How far the worst two of the last three whole quarters are from the goal: goal ÷ pipeline."""
    goal = next(
        int(line.split("at_least: ")[1].split(",")[0])
        for line in (c.folder / "agreement.yaml").read_text().splitlines()
        if "pipeline_created" in line
    )
    rates = c.table("rates").set_index("on")["rate"].astype(float)
    day = c.opportunities["created_at"].dt.strftime("%Y-%m-%d")
    rate = [rates[rates.index <= d].iloc[-1] for d in day]
    dollars = c.opportunities["amount"] * np.where(c.opportunities["currency"] == "EUR", rate, 1.0)
    quarter = c.opportunities["created_at"].dt.tz_localize(None).dt.to_period("Q").astype(str)
    made = dollars.groupby(quarter).sum()
    return sorted(goal / made[q] for q in ("2025Q4", "2026Q1", "2026Q2"))[1]


MEASURES = {
    "goals-missed": pipeline,
    "low-quality": low_quality,
    "not-followed-up": never,
    "slow-follow-up": slow,
    "gives-up-early": persistence,
    "jumped-early": early,
    "gone-cold": cold,
    "no-feedback": feedback,
    "no-feedback (reasons)": reasonless,
    "feedback-unused": commonest,
    "definition-drift": drift,
    "definition-drift (missed)": drift_missed,
    "program-conflict": deals_in_programs,
    "program-conflict (recycled)": recycled_alone,
    "automation-gaps": gaps,
    "blind-handoff": blind,
    "uneven-distribution": uneven,
    "spend-without-result": spend_growth,
    "content-unused": unused,
    "different-buyers": buyers,
    "stalled-stage": stalled,
    "bad-data": bad_phones,
    "bad-data (industry)": bad_industries,
    "crm-unused": unlogged,
    "crm-unused (next steps)": past_due,
    "crm-unused (contacts)": no_contacts,
    "give-aways": discounts,
    "intel-unread": rivals,
}
"""Each sign's quantity, in multiples of its threshold; a sign with several has one line for each."""
