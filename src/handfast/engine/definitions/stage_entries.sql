-- One row for each entry of a lead into a stage: recorded, or made by an opportunity's creation or win where no stage row says so.
-- A lead that never moved has the one entry of its own, which needs no order.
-- Columns: lead_id, at (1900: unknown), left_at (9999: still there), stage (null: left all stages), known, position, owner_side, version, entry, span
-- (the how manieth stay in a stage this is), -- previous_position (of the last known stage before), previous_side (of the stage directly before).
with recorded as (
  select
    leads.lead_number, changes.changed_at as at, changes.change_order, versions.version,
    coalesce(names.stage, nullif(trim(changes.new_value), '')) as stage,
    coalesce(old_names.stage, nullif(trim(changes.old_value), '')) as old_stage,
    row_number() over (partition by leads.lead_number order by changes.changed_at, changes.change_order) as place,
    lag(coalesce(names.stage, nullif(trim(changes.new_value), '')))
      over (partition by leads.lead_number order by changes.changed_at, changes.change_order) as stage_before
  from seen.lead_changes as changes
  join steps.lead_bounds as leads on leads.lead_id = changes.lead_id
  join agreement.versions as versions on versions.from_at <= changes.changed_at and changes.changed_at < versions.until_at
  left join agreement.stage_names as names
    on names.version = versions.version
    and names.name = NAME_KEY(changes.new_value)
  left join agreement.stage_names as old_names
    on old_names.version = versions.version
    and old_names.name = NAME_KEY(changes.old_value)
  where changes.field = 'stage'
),
implied as (
  select lead_id, created_at as at, 'opportunity' as stage, 1 as rank from steps.lead_opportunities
  union all
  select lead_id, closed_at as at, 'customer' as stage, 2 as rank from steps.lead_opportunities where is_won and closed_at is not null
),
unrecorded as (
  select leads.lead_number, implied.at, implied.stage, implied.rank, versions.version
  from implied
  join steps.lead_bounds as leads on leads.lead_id = implied.lead_id
  join agreement.versions as versions on versions.from_at <= implied.at and implied.at < versions.until_at
  join agreement.stages as stages on stages.version = versions.version and stages.stage = implied.stage
  where not exists (select 1 from recorded where recorded.lead_number = leads.lead_number and recorded.stage = implied.stage)
),
unmoved as (
  select leads.lead_id, versions.version, coalesce(names.stage, nullif(trim(leads.stage), '')) as stage
  from steps.leads as leads
  join steps.lead_bounds as bounds on bounds.lead_id = leads.lead_id
  join agreement.versions as versions on versions.from_at <= :as_of and :as_of < versions.until_at
  left join agreement.stage_names as names
    on names.version = versions.version
    and names.name = NAME_KEY(leads.stage)
  where not exists (select 1 from recorded where recorded.lead_number = bounds.lead_number)
    and not exists (select 1 from unrecorded where unrecorded.lead_number = bounds.lead_number)
),
everything as (
  select lead_number, timestamp '1900-01-01' as at, 0 as rank, 0 as change_order, version, old_stage as stage, true as is_recorded
  from recorded
  where place = 1 and old_stage is not null
  union all
  select lead_number, at, 0 as rank, change_order, version, stage, true as is_recorded
  from recorded
  where case when place = 1 then old_stage else stage_before end is distinct from stage
  union all
  select lead_number, at, rank, 0 as change_order, version, stage, false as is_recorded from unrecorded
),
counted as (
  select
    lead_number, at, rank, change_order, version, stage, is_recorded,
    sum(case when is_recorded then 1 else 0 end)
      over (partition by lead_number order by at, rank, change_order rows between unbounded preceding and current row) as since
  from everything
),
placed as (
  select
    counted.lead_number, counted.at, counted.rank, counted.change_order, counted.version, counted.stage, counted.is_recorded,
    stages.position, stages.owner_side, stages.stage is not null as known,
    row_number() over (partition by counted.lead_number, counted.since, counted.stage, counted.is_recorded order by counted.at) as nth,
    max(case when counted.is_recorded then stages.position end) over (partition by counted.lead_number, counted.since) as recorded_position,
    max(case when not counted.is_recorded and counted.stage = 'customer' then 1 else 0 end)
      over (partition by counted.lead_number, counted.since order by counted.at, counted.rank, counted.change_order
            rows between unbounded preceding and current row) as already_customer
  from counted
  left join agreement.stages as stages on stages.version = counted.version and stages.stage = counted.stage
),
kept as (
  select
    lead_number, at, rank, change_order, version, stage, known, position, owner_side, is_recorded,
    lag(stage) over (partition by lead_number order by at, rank, change_order) as previous_stage
  from placed
  where is_recorded
    or (stage = 'customer' and nth = 1)
    or (stage = 'opportunity' and nth = 1 and already_customer = 0 and coalesce(recorded_position, -1) < position)
),
entered as (
  select
    lead_number, at, rank, change_order, version, stage, known, position, owner_side,
    sum(case when position is not null then 1 else 0 end)
      over (partition by lead_number order by at, rank, change_order rows between unbounded preceding and current row) as known_entries
  from kept
  where is_recorded or stage is distinct from previous_stage
),
traced as (
  select
    lead_number, at, rank, change_order, version, stage, known, position, owner_side,
    max(position) over (partition by lead_number, known_entries) as last_position
  from entered
),
ordered as (
  select
    lead_number, at, stage, known, position, owner_side, version,
    lag(last_position) over (partition by lead_number order by at, rank, change_order) as previous_position,
    lag(owner_side) over (partition by lead_number order by at, rank, change_order) as previous_side,
    row_number() over (partition by lead_number order by at, rank, change_order) as entry,
    sum(case when stage is not null then 1 else 0 end)
      over (partition by lead_number order by at, rank, change_order rows between unbounded preceding and current row) as span,
    coalesce(lead(at) over (partition by lead_number order by at, rank, change_order), timestamp '9999-12-31') as left_at
  from traced
)
select
  bounds.lead_id, ordered.at, ordered.left_at, ordered.stage, ordered.known, ordered.position, ordered.owner_side, ordered.version,
  ordered.previous_position, ordered.previous_side, ordered.entry, cast(ordered.span as bigint) as span
from ordered
join steps.lead_bounds as bounds on bounds.lead_number = ordered.lead_number
union all
select
  unmoved.lead_id, timestamp '1900-01-01' as at, timestamp '9999-12-31' as left_at, unmoved.stage, stages.stage is not null as known, stages.position,
  stages.owner_side, unmoved.version, cast(null as bigint) as previous_position, cast(null as varchar) as previous_side, 1 as entry, 1 as span
from unmoved
left join agreement.stages as stages on stages.version = unmoved.version and stages.stage = unmoved.stage
where unmoved.stage is not null
