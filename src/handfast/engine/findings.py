"""What an evaluation finds: every table, its grain, its columns, its key.

The registry is the one place that names the columns of the findings: the definitions are checked against it, the Parquet files are written by it,
and the reference documentation is generated from it.
"""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["TEXT", "INSTANT", "DATE", "COUNT", "NUMBER", "MONEY", "BOOLEAN"]


@dataclass(frozen=True, slots=True)
class FindingsColumn:
    """A column of the findings.

    Attributes:
        name: as in the Parquet file.
        type: TEXT, INSTANT (UTC, µs), DATE (in the agreement's zone), COUNT (64-bit integer), NUMBER (double), MONEY (DECIMAL(18,2)), BOOLEAN.
        words: what it holds, unit and zone included.
    """

    name: str
    type: ColumnType
    words: str


@dataclass(frozen=True, slots=True)
class FindingsTable:
    """A table of the findings.

    Attributes:
        name: as in `findings/NAME.parquet`.
        grain: what one row is.
        key: the columns that tell rows apart; rows are sorted by them.
        columns: in the order of the file.
        per_lead: whether rows belong to one lead, so that an evaluation of some leads gives the rows of those leads.
        published: whether the whole is written out; the others are computed when asked for a set of leads.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[FindingsColumn, ...]
    per_lead: bool = True
    published: bool = True


def _columns(text: str) -> tuple[FindingsColumn, ...]:
    """Read `name TYPE words` lines."""
    rows = (line.split(maxsplit=2) for line in text.strip().splitlines())
    return tuple(FindingsColumn(name, kind, words) for name, kind, words in rows)  # type: ignore[arg-type]


TABLES: tuple[FindingsTable, ...] = (
    FindingsTable(
        "lead_identities",
        "One row for each lead of the sources that was found to be another lead",
        ("lead_id",),
        _columns("""
            lead_id TEXT the id as the source has it
            survivor_id TEXT the lead it is
            reason TEXT why: `email`, the same e-mail
        """),
    ),
    FindingsTable(
        "cycles",
        "One row for each lead and each pass of it through the revenue cycle",
        ("lead_id", "cycle"),
        _columns("""
            lead_id TEXT the lead
            cycle COUNT 1 for the first
            started_at INSTANT the lead's first fact, or the end of the cycle before
            ended_at INSTANT null while it runs
            ended_by TEXT rejected, disqualified, recycled, won or lost; null while it runs
            reason TEXT the reason given with that end
            opportunity_id TEXT the opportunity whose win or loss ended it
            waits_until INSTANT the lead cannot qualify by points before; null: no wait; the year 9999: never
        """),
    ),
    FindingsTable(
        "fit_points",
        "One row for each lead, fit clause and stretch of time in which the clause is true",
        ("agreement_hash", "lead_id", "clause", "from_at"),
        _columns("""
            agreement_hash TEXT the agreement whose clause it is
            lead_id TEXT the lead
            clause TEXT the fit clause
            from_at INSTANT true from; null: as far back as is known
            until_at INSTANT true until (not included); null: still
            points NUMBER what the clause gives
            basis TEXT `history`: known from changes; `current`: some field has no history, so today's value stands for all time
        """),
    ),
    FindingsTable(
        "points",
        "One row for each award of engagement points: lead, cycle, clause, activity",
        ("agreement_hash", "lead_id", "cycle", "clause", "occurred_at", "activity_id"),
        _columns("""
            agreement_hash TEXT the agreement whose clause it is
            lead_id TEXT the lead that earns
            cycle COUNT in which cycle
            clause TEXT the engagement clause
            activity_id TEXT what earned it
            occurred_at INSTANT when
            points NUMBER at the instant of the award, before decay
            expires_at INSTANT counts no more from then; null: never expires
        """),
        published=False,
    ),
    FindingsTable(
        "qualifications",
        "One row for each lead and cycle in which the lead qualified",
        ("lead_id", "cycle"),
        _columns("""
            lead_id TEXT the lead
            cycle COUNT in which cycle
            qualified_at INSTANT the first instant at which it is qualified
            by TEXT definition, raised or explore
            fit NUMBER fit at that instant
            engagement NUMBER engagement at that instant
            complete BOOLEAN whether the minimum information is present at that instant
            agreement_hash TEXT the agreement in force then
        """),
    ),
    FindingsTable(
        "scores",
        "One row for each lead, moment (each qualification, and as_of) and clause that counts then",
        ("lead_id", "cycle", "moment", "part", "clause"),
        _columns("""
            lead_id TEXT the lead
            cycle COUNT in which cycle
            moment TEXT `qualification` or `as_of`
            scored_at INSTANT the instant of the score
            part TEXT `fit` or `engagement`
            clause TEXT the clause
            points NUMBER its points at that instant, decayed and rounded to six decimals
            agreement_hash TEXT the agreement in force then
        """),
    ),
    FindingsTable(
        "standings",
        "One row for each lead as it stands at as_of: its score and what is missing to qualify",
        ("lead_id",),
        _columns("""
            lead_id TEXT the lead
            cycle COUNT its running cycle
            account_id TEXT its account
            stage TEXT its stage in the agreement's words, or the source's where unknown
            owner_id TEXT its owner
            source TEXT its source
            origin TEXT its origin
            campaign_id TEXT its campaign
            created_at INSTANT when the lead was created
            fit NUMBER fit now
            engagement NUMBER engagement now
            score NUMBER both
            qualified_at INSTANT when it qualified in this cycle; null: not yet
            missing_fit NUMBER fit points missing for the nearest way to qualify
            missing_engagement NUMBER engagement points missing for the nearest way to qualify
            missing_score NUMBER points of either kind missing for the nearest way to qualify
            missing_information TEXT fields of the minimum information that are missing, comma-separated
            barred BOOLEAN whether a `never_when` holds now
            waits_until INSTANT cannot qualify by points before; null: no wait
            agreement_hash TEXT the agreement in force at as_of
        """),
    ),
    FindingsTable(
        "decisions",
        "One row for each decision of sales on a lead",
        ("lead_id", "decided_at", "decision", "handoff_id"),
        _columns("""
            lead_id TEXT the lead
            decided_at INSTANT when
            decision TEXT accepted, rejected, disqualified or recycled
            reason TEXT the reason as it stood at the end of the decision's local day
            reason_kind TEXT of a rejection: procedural, clerical or definitional; null when the agreement doesn't know the reason
            reroute BOOLEAN a rejection that only sends the lead to another rep
            cycle COUNT the cycle it belongs to (the one that it ends, where it ends one)
            handoff_id TEXT the hand-off it decides; null: none was running
            basis TEXT `recorded`, or `stage`: read from stage moves, in a record without decisions
        """),
    ),
    FindingsTable(
        "handoffs",
        "One row for each hand-off clause, lead and cycle in which the lead was handed over",
        ("handoff_id",),
        _columns("""
            handoff_id TEXT handoff:lead_id:cycle
            handoff TEXT the clause
            lead_id TEXT the lead
            cycle COUNT in which cycle
            handed_at INSTANT when it was handed over
            owner_id TEXT the first user of the receiving team to own it; null: nobody yet
            team TEXT that user's team, else the receiving team
            raised BOOLEAN by a raised hand
            complete BOOLEAN with the minimum information
            first_touch_at INSTANT the first sales touch
            touches COUNT sales touches inside the hand-off
            replied_at INSTANT the first reply of the lead
            decision TEXT accepted, rejected, disqualified or recycled; null: undecided
            decided_at INSTANT when
            reason TEXT the reason given
            timing TEXT in time, late, never, open, excused or unlogged; null: nothing was promised
            early BOOLEAN sales touched it before the hand-off; null where the question doesn't arise
            opportunity_id TEXT its first won opportunity, else its earliest
            outcome TEXT won, lost or open; null: no opportunity
            amount MONEY that opportunity's, in its own currency
            currency TEXT of the amount
            agreement_hash TEXT the agreement it was made under
            ended_at INSTANT the end of its cycle; null while it runs
            unlogged BOOLEAN worked, but no touch is on record
        """),
    ),
    FindingsTable(
        "opportunities",
        "One row for each opportunity",
        ("opportunity_id",),
        _columns("""
            opportunity_id TEXT the opportunity
            handoff_id TEXT the hand-off it belongs to; null: none
            lead_id TEXT the lead through which
            account_id TEXT the account
            created_at INSTANT when it was created
            closed_at INSTANT when it was won or lost; null: open
            outcome TEXT won, lost or open
            type TEXT new, expansion or renewal
            pipeline TEXT the CRM's pipeline
            stage TEXT the CRM's stage
            amount MONEY in its own currency
            currency TEXT of the amount
            converted_amount MONEY in the agreement's currency; null where there is no rate
            sourced TEXT whose deal it is by the agreement's clause: marketing, sales, partner, customer or none; null: no clause, or nothing on record tells
            owner_id TEXT its owner
            source TEXT its source, else the lead's
            origin TEXT the lead's origin
            campaign_id TEXT its campaign, else the lead's
            lost_reason TEXT why it was lost
            competitor TEXT against whom
            discount NUMBER share of the price given away
            next_step_at INSTANT the next step that was planned
            contacts COUNT its contacts
        """),
    ),
    FindingsTable(
        "stage_spans",
        "One row for each stay of a lead in a stage",
        ("lead_id", "span"),
        _columns("""
            lead_id TEXT the lead
            span COUNT 1 for the first
            stage TEXT the agreement's stage, or the source's name where the agreement knows none
            known BOOLEAN whether the agreement knows it
            entered_at INSTANT when; null: unknown
            left_at INSTANT when; null: still there
            due_at INSTANT when the stage's time limit ends
            business_seconds COUNT business time in the stage, to as_of where it is still there
            stuck BOOLEAN over its time limit
            skipped BOOLEAN a stage between was skipped
            backward BOOLEAN came from a later stage
            agreement_hash TEXT the agreement in force on entering
        """),
    ),
    FindingsTable(
        "clocks",
        "One row for each run of a timer commitment",
        ("commitment_id", "lead_id", "started_at", "handoff_id", "meeting_id"),
        _columns("""
            commitment_id TEXT the commitment
            handoff_id TEXT the hand-off
            lead_id TEXT the lead
            owner_id TEXT who must act
            started_at INSTANT when it started
            due_at INSTANT when it must have stopped
            stopped_at INSTANT when it stopped; null: it hasn't
            elapsed_seconds COUNT business time since the start, whole seconds
            state TEXT met, breached, running, at risk, excused or unlogged
            agreement_hash TEXT the agreement of the commitment
            team TEXT the team that must act
            meeting_id TEXT the meeting, for a commitment about no-shows
            why TEXT what settled the state, in a few words
        """),
    ),
    FindingsTable(
        "definition_drift",
        "One row for each lead and cycle that the CRM calls an MQL or the agreement calls qualified",
        ("lead_id", "cycle"),
        _columns("""
            lead_id TEXT the lead
            cycle COUNT in which cycle
            crm_mql_at INSTANT when the CRM first had it at the MQL stage or later; null: never
            qualified_at INSTANT when the agreement's definition held; null: never
            verdict TEXT both, crm only or agreement only
        """),
    ),
    FindingsTable(
        "people",
        "One row for each user: for which team and side they work",
        ("user_id",),
        _columns("""
            user_id TEXT the user
            team TEXT the team
            side TEXT marketing, sales, partner or success: the record's word, else the agreement's for the team
            active BOOLEAN still works here, as far as the record knows
        """),
        per_lead=False,
    ),
    FindingsTable(
        "lead_profiles",
        "One row for each lead: what figures can be cut by, as it stands at as_of",
        ("lead_id",),
        _columns("""
            lead_id TEXT the lead
            created_at INSTANT when it was created
            source TEXT its source
            origin TEXT its origin
            campaign TEXT its campaign
            segment TEXT its account's industry
            size TEXT its account's size band by employees: 1-9, 10-49, 50-249, 250-999, 1000-4999 or 5000+
            owner TEXT its owner
            team TEXT its owner's team
            stage TEXT its stage in the agreement's words, or the source's where unknown
        """),
        per_lead=False,
    ),
    FindingsTable(
        "meetings",
        "One row for each meeting",
        ("meeting_id",),
        _columns("""
            meeting_id TEXT the meeting
            lead_id TEXT with whom
            booked_at INSTANT when it was booked
            starts_at INSTANT when it was to start
            status TEXT booked, held, no-show or cancelled
            booked_by TEXT prospect, sales or marketing
            user_id TEXT who was to hold it
        """),
        per_lead=False,
    ),
    FindingsTable(
        "spend",
        "One row for each amount spent on a campaign",
        ("campaign_id", "spent_on", "currency", "amount", "nth"),
        _columns("""
            campaign_id TEXT the campaign
            spent_on DATE the day
            spent_at INSTANT the day's first instant in the agreement's zone
            amount MONEY in its own currency
            currency TEXT of the amount
            converted_amount MONEY in the agreement's currency; null where there is no rate
            nth COUNT 1, 2, … among equal amounts of one day
        """),
        per_lead=False,
    ),
    FindingsTable(
        "metrics",
        "One row for each metric, basis, grain of time, period, dimension and member",
        ("name", "basis", "grain", "period", "dimension", "member", "currency"),
        _columns("""
            name TEXT the metric
            basis TEXT cohort (by when the row began), flow (by when it happened) or none
            grain TEXT week, month, quarter or all
            period TEXT 2026-W14, 2026-04, 2026-Q2 or all, in the zone of the agreement in force at as_of
            dimension TEXT all, source, origin, campaign, segment, size, owner, team, stage, type or reason
            member TEXT the value of the dimension; `all` for all
            value NUMBER the figure
            unit TEXT count, share, seconds, business seconds, money, ratio, points
            currency TEXT of money; null otherwise
            numerator NUMBER what is counted or summed
            denominator NUMBER out of what; null where there is none
        """),
        per_lead=False,
    ),
    FindingsTable(
        "compliance",
        "One row for each commitment, period and member (all, a team, a person where the agreement says so)",
        ("agreement_hash", "commitment_id", "period", "dimension", "member"),
        _columns("""
            agreement_hash TEXT the agreement
            commitment_id TEXT the commitment
            by TEXT who promised: marketing, sales, both
            period TEXT 2026-04, 2026-Q2, 2026-W14
            starts_at INSTANT first instant of the period
            ends_at INSTANT end of the period
            whole BOOLEAN a whole period within the version and the record; the others are shown, not judged
            dimension TEXT all, team or owner
            member TEXT the team or person; `all` for all
            kept COUNT kept
            broken COUNT broken
            running COUNT not settled yet
            excused COUNT excused or unlogged, not counted
            value NUMBER the measure's value in the period, for targets; the share for timers
            share NUMBER kept out of kept and broken, or value out of target for counts and money
            target NUMBER what was promised (a share, a count or an amount)
            state TEXT kept, broken, running, no data or too few
        """),
        per_lead=False,
    ),
    FindingsTable(
        "attribution",
        "One row for each model and channel",
        ("model", "channel", "currency"),
        _columns("""
            model TEXT first, last, linear, u, w, decay or markov
            channel TEXT the channel; `none`: no touch in the window
            opportunities NUMBER credited opportunities created
            won NUMBER credited opportunities won
            pipeline MONEY credited amount of opportunities created
            revenue MONEY credited amount of opportunities won
            currency TEXT of the amounts
            removal_effect NUMBER of the Markov model; null otherwise
        """),
        per_lead=False,
    ),
    FindingsTable(
        "attribution_credits",
        "One row for each model, opportunity and channel on its path",
        ("model", "opportunity_id", "channel"),
        _columns("""
            model TEXT first, last, linear, u, w or decay
            opportunity_id TEXT the opportunity
            channel TEXT the channel
            credit NUMBER its share; an opportunity's shares add up to one
            amount MONEY its amount; an opportunity's amounts add up to the opportunity's, to the cent
            currency TEXT of the amount
        """),
        per_lead=False,
    ),
    FindingsTable(
        "fairness",
        "One row for each hand-off clause, month and rep of the receiving team",
        ("handoff", "period", "owner_id"),
        _columns("""
            handoff TEXT the hand-off clause
            period TEXT the month, or all
            owner_id TEXT the rep
            team TEXT the rep's team
            leads COUNT hand-offs that the rep was first to own
            expected_value NUMBER sum of their expected value, in the agreement's currency
            weight NUMBER the weight agreed or, without one, equal
            leads_share NUMBER of all hand-offs of the clause and period
            value_share NUMBER of all expected value
            weight_share NUMBER the share that the weights give
            leads_gap NUMBER leads_share over weight_share, less one
            value_gap NUMBER value_share over weight_share, less one
        """),
        per_lead=False,
    ),
    FindingsTable(
        "crm_use",
        "One row for each gap between what happened and what the CRM holds",
        ("gap", "subject_id"),
        _columns("""
            gap TEXT unlogged hand-off, next step past due, opportunity without contacts
            subject_id TEXT the hand-off or opportunity
            lead_id TEXT the lead, where known
            owner_id TEXT whose it is
            team TEXT that user's team
            since INSTANT handed over, due, or created
        """),
        per_lead=False,
    ),
    FindingsTable(
        "data_health",
        "One row for each table, field, dimension, member and month's end",
        ("field", "dimension", "member", "period"),
        _columns("""
            field TEXT lead or account field with a standard, or a minimum-information field; `name and company`, `likely duplicates`
            dimension TEXT all, owner, stage or source
            member TEXT the member; `all` for all
            period TEXT `now`, or the month at whose end it stood
            rows COUNT leads to which the standard applies
            missing COUNT without a value where one is required
            invalid COUNT with a value that the standard refuses
            stale COUNT not confirmed within the agreed time
            duplicated COUNT with a value that another lead has too (phone, name and company), or probably one with another
            score NUMBER share of rows with no fault
        """),
        per_lead=False,
    ),
    FindingsTable(
        "data_faults",
        "One row for each lead, field and fault of its value now",
        ("lead_id", "field", "fault"),
        _columns("""
            lead_id TEXT the lead
            field TEXT the field
            fault TEXT missing, invalid, stale or duplicated
            value TEXT the value as it stands
            reason TEXT what is wrong and what would be right
            owner_id TEXT the lead's owner
            stage TEXT the lead's stage
            source TEXT the lead's source
        """),
        per_lead=False,
    ),
    FindingsTable(
        "automation",
        "One row for each stage, reason or lead for which stages and nurture programs are not configured for each other",
        ("gap", "subject", "lead_id", "program_id"),
        _columns("""
            gap TEXT unmapped stage, stage without program, reason without program, nurtured against stage, recycled without program
            subject TEXT the stage or reason
            lead_id TEXT the lead; null for stages and reasons
            program_id TEXT the program; null where there is none
            since INSTANT since when, where known
            leads COUNT leads concerned
        """),
        per_lead=False,
    ),
    FindingsTable(
        "content",
        "One row for each asset",
        ("asset_id",),
        _columns("""
            asset_id TEXT the asset
            title TEXT its title
            kind TEXT its kind
            stage TEXT the stage it is for
            persona TEXT whom it is for
            live BOOLEAN not retired at as_of
            uses COUNT uses by sales
            users COUNT reps who used it
            uses_90_days COUNT uses by sales in the last 90 days
            last_used_at INSTANT last use by sales
            opened COUNT prospects who opened it
            won COUNT won opportunities whose contacts saw it before the close
            lost COUNT lost opportunities whose contacts saw it before the close
        """),
        per_lead=False,
    ),
)

FINDINGS: dict[str, FindingsTable] = {table.name: table for table in TABLES}

DIAGNOSED: tuple[FindingsTable, ...] = (
    FindingsTable(
        "signs",
        "One row for each sign of misalignment and month's close",
        ("sign_id", "closed_at"),
        _columns("""
            sign_id TEXT the sign
            closed_at INSTANT the first instant after the month, in the agreement's zone
            part TEXT the part that speaks for the sign: a promise, a stage, a field, a reason, a segment; empty where it has one
            party TEXT who can act: marketing, sales or both
            value NUMBER what was measured; null: nothing was there to measure
            threshold NUMBER what it is held to, in the value's unit
            low NUMBER the one-sided bound of the value, on the threshold's side; null where it fires on the count
            rows COUNT what the value rests on
            weeks COUNT the weeks, of the 13 before the close, that have rows; null where they play no part
            state TEXT fires, watch, clear, too few or no data, as it would have stood then; without an agreement never more than watch
            since INSTANT the close at which it began to fire; null where it doesn't
            sentence TEXT what it says, with the figures in it
        """),
        per_lead=False,
    ),
    FindingsTable(
        "sign_rows",
        "One row for each thing that a sign rests on at the last close; a share is the sum of the numerators over that of the denominators",
        ("sign_id", "lead_id", "handoff_id", "opportunity_id", "subject", "happened_at"),
        _columns("""
            sign_id TEXT the sign
            source TEXT which of the sign's sources speaks for it: the query that gave the rows
            part TEXT the part that speaks for it, as in signs
            happened_at INSTANT when it happened, or since when it stands; null where no instant is known
            numerator NUMBER what it adds to the numerator; above 0: it counts
            denominator NUMBER what it adds to the denominator
            account_id TEXT the account
            lead_id TEXT the lead
            handoff_id TEXT the hand-off
            opportunity_id TEXT the opportunity
            owner_id TEXT whose it is
            subject TEXT what it is where it is none of these: an asset, a stage, a promise and its period, a metric and its month
        """),
        per_lead=False,
    ),
    FindingsTable(
        "costs",
        "One row for each currency and cause of cost, and one for each of the two totals; what is not counted is in no total",
        ("currency", "kind", "cause"),
        _columns("""
            currency TEXT of the amounts: the agreement's, or one for which the record has no rates
            position COUNT the cause's place in the order by which a lead counts once; 0: the total
            cause TEXT the cause; `total` for a total
            kind TEXT bookings (expected and lost) or cash (spent); the two are never added
            period TEXT first and last quarter
            leads COUNT the leads (deals, for give-aways) that it hit in the period; null for a total
            amount MONEY what it cost; null where nothing can be said
            low MONEY the 90% interval's lower end; the amount itself where it is counted and not estimated
            high MONEY the 90% interval's upper end
            e_value NUMBER how strong a choice of the reps that no record holds would have to be to explain the effect away; null without an effect
            counted BOOLEAN whether it is part of the total
            note TEXT what a reader must know about it; of the total of bookings, about the whole costing
        """),
        per_lead=False,
    ),
    FindingsTable(
        "cost_rows",
        "One row for each lead (hand-off, deal) that a cause of cost hit in the period",
        ("cause", "currency", "lead_id", "handoff_id", "opportunity_id"),
        _columns("""
            cause TEXT the cause
            currency TEXT of the amount
            lead_id TEXT the lead
            handoff_id TEXT the hand-off
            opportunity_id TEXT the opportunity
            amount NUMBER its part of the cause's amount; null where the cause has no figure
        """),
        per_lead=False,
    ),
    FindingsTable(
        "changes",
        "One row for each version of the agreement that superseded another and each measure that can be compared before and after",
        ("agreement_hash", "measure", "commitment_id"),
        _columns("""
            agreement_hash TEXT the later version
            measure TEXT acceptance, conversion, follow-up or handoffs (a week)
            commitment_id TEXT the promise, of follow-up; else empty
            earlier_hash TEXT the version before
            changed_on DATE the first day of the later one
            name TEXT the measure in words
            verdict TEXT higher, lower, no difference shown or too early to tell
            change NUMBER after less before with season, drift and mix of leads held equal: of a share, in parts of one; null: too early to tell
            low NUMBER the 90% interval's lower end
            high NUMBER the 90% interval's upper end
            before NUMBER as counted in the weeks compared, nothing held equal; of hand-offs a week, for as many leads as came in on average
            after NUMBER as counted after the change
            weeks_before COUNT weeks with rows before it, without the 13 that led to it
            weeks_after COUNT weeks with rows after it
            rows_before COUNT rows in these weeks
            rows_after COUNT rows in these weeks
            held_equal TEXT what is held equal
            sentence TEXT what it says, with the figures in it
        """),
        per_lead=False,
    ),
    FindingsTable(
        "change_weeks",
        "One row for each of these comparisons and week that is settled",
        ("agreement_hash", "measure", "commitment_id", "week"),
        _columns("""
            agreement_hash TEXT the later version
            measure TEXT as in changes
            commitment_id TEXT as in changes
            week DATE its Monday, in the zone of the agreement in force at as_of
            part TEXT before, `led to it` (the 13 weeks left out), change (the week in which the version changed) or after
            counted COUNT how many did what is measured; of hand-offs a week, how many there were
            of COUNT out of how many; null for hand-offs a week
            value NUMBER the share, or the hand-offs of the week, nothing held equal
        """),
        per_lead=False,
    ),
)
"""The tables that diagnosis adds to those of an evaluation."""

PUBLISHED: tuple[FindingsTable, ...] = (*(table for table in TABLES if table.published), *DIAGNOSED)
"""The tables that are written out whole."""
