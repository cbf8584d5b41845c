-- One row for each run of a timer commitment: when it started, was due and stopped, and what became of it.
-- Reads: elapsed (the clocks with their business time), as asked of business_time.
with ranked as (
  select
    elapsed.*, commitments.what, commitments.until_kind, commitments.up_to, reasons.only_after,
    row_number() over (
      partition by elapsed.version, elapsed.commitment_id,
        case commitments.up_to_per when 'day' then days.local_day when 'week' then days.week_day when 'month' then days.month_day end
      order by elapsed.started_at, coalesce(elapsed.handoff_id, ''), elapsed.lead_id, coalesce(elapsed.meeting_id, '')
    ) as nth
  from elapsed
  join agreement.commitments as commitments on commitments.version = elapsed.version and commitments.commitment_id = elapsed.commitment_id
  left join agreement.reasons as reasons
    on reasons.version = elapsed.version and reasons.decision = 'disqualified'
    and reasons.reason = NAME_KEY(elapsed.ended_reason)
  left join agreement.days as days
    on commitments.up_to is not null and days.version = elapsed.version and days.utc_day = cast(elapsed.started_at as date)
    and days.starts_at <= elapsed.started_at and elapsed.started_at < days.ends_at
),
judged as (
  select
    ranked.*,
    case
      when up_to is not null and nth > up_to then 'beyond'
      when stopped_at <= due_at then 'stopped in time'
      when stopped_at is not null then 'stopped late'
      when ended_by = 'disqualified' and only_after = commitment_id then 'given up too early'
      when (what = 'count' or until_kind = 'first_touch') and unlogged and (due_at < :as_of or ended_at <= :as_of) then 'unlogged'
      when ended_at <= due_at and ended_at <= :as_of then 'ended before'
      when due_at < :as_of then 'past due'
      when business and (micros - business_micros) * 5 < micros then 'nearly due'
      when not business and MICROS_BETWEEN(:as_of, due_at) * 5 < micros then 'nearly due'
      else 'running'
    end as verdict
  from ranked
)
select
  commitment_id, handoff_id, lead_id, owner_id, started_at, due_at, stopped_at, cast(floor(business_micros / 1000000.0) as bigint) as elapsed_seconds,
  case verdict when 'beyond' then 'excused' when 'stopped in time' then 'met' when 'stopped late' then 'breached' when 'given up too early' then 'breached'
    when 'unlogged' then 'unlogged' when 'ended before' then 'excused' when 'past due' then 'breached' when 'nearly due' then 'at risk' else 'running'
  end as state,
  version, team, meeting_id,
  case verdict
    when 'beyond' then 'more than the promise covers in the period'
    when 'stopped in time' then case when what = 'count' and unless_at = stopped_at then 'no longer called for in time' else 'done in time' end
    when 'stopped late' then 'done after it was due'
    when 'given up too early' then 'given up before the attempts were made'
    when 'unlogged' then 'worked, but no touch is on record'
    when 'ended before' then 'ended before it was due'
    when 'past due' then 'due, and not done'
    when 'nearly due' then 'less than a fifth of the time is left'
    else 'time is left'
  end as why,
  segment
from judged
