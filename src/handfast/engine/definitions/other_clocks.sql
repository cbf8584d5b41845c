-- One row for each start of a timer commitment about a stage or a no-show, with the hand-off that was running then, if any.
-- :applies is the commitment's condition on the lead and account as they stood at the start.
with no_shows as (
  select meetings.lead_id, meetings.meeting_id, meetings.user_id, coalesce(meetings.status_at, meetings.starts_at) as started_at
  from seen.meetings as meetings
  where meetings.status = 'no-show' and coalesce(meetings.status_at, meetings.starts_at) <= :as_of
),
starts as (
  select commitments.version, commitments.commitment_id, no_shows.lead_id, no_shows.meeting_id, no_shows.user_id, no_shows.started_at
  from no_shows
  join agreement.commitments as commitments on commitments.start_kind = 'no_show'
  union all
  select commitments.version, commitments.commitment_id, entries.lead_id, cast(null as varchar) as meeting_id, cast(null as varchar) as user_id, entries.at as started_at
  from steps.stage_entries as entries
  join agreement.commitments as commitments
    on commitments.version = entries.version and commitments.start_kind = 'stage' and commitments.start_id = entries.stage
  where entries.at > timestamp '1900-01-01'
),
running as (
  select
    starts.version, starts.commitment_id, starts.lead_id, starts.meeting_id, starts.user_id, starts.started_at,
    cycles.started_at as cycle_started_at, cycles.ended_at, cycles.ended_by, cycles.reason as ended_reason, handoffs.handoff_id, handoffs.unlogged, handoffs.raised, handoffs.to_team,
    owners.owner_id,
    row_number() over (
      partition by starts.commitment_id, starts.lead_id, coalesce(starts.meeting_id, ''), starts.started_at
      order by handoffs.handed_at desc, handoffs.position desc
    ) as choice
  from starts
  join agreement.versions as versions
    on versions.version = starts.version and versions.from_at <= starts.started_at and starts.started_at < versions.until_at
  join steps.cycles as cycles
    on cycles.lead_id = starts.lead_id and cycles.started_at <= starts.started_at and starts.started_at < cycles.ended_at
  left join steps.handoff_progress as handoffs
    on handoffs.lead_id = starts.lead_id and handoffs.cycle = cycles.cycle and handoffs.handed_at <= starts.started_at
  left join steps.owner_spans as owners
    on owners.lead_id = starts.lead_id and owners.from_at <= starts.started_at and starts.started_at < owners.until_at
)
select
  running.version, running.commitment_id, running.handoff_id, running.lead_id, running.meeting_id, running.started_at, running.ended_at,
  running.ended_at as cycle_ended_at, running.cycle_started_at, running.ended_by, running.ended_reason,
  coalesce(running.user_id, running.owner_id) as owner_id, coalesce(users.team, running.to_team, commitments.by_team) as team,
  1 as segment, coalesce(running.unlogged, false) as unlogged, cast(null as timestamp) as first_touch_at
from running
join agreement.commitments as commitments on commitments.version = running.version and commitments.commitment_id = running.commitment_id
left join seen.users as users on users.user_id = coalesce(running.user_id, running.owner_id)
left join steps.attributes as attributes
  on attributes.lead_id = running.lead_id and attributes.from_at <= running.started_at and running.started_at < attributes.until_at
where running.choice = 1 and running.version = :version and running.commitment_id = :commitment and :applies
