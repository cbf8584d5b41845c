-- One row for each hand-off clause, lead and cycle in which the lead was handed over: at its qualification, or on entering the clause's stage.
with starts as (
  select
    qualified.version, clauses.handoff, clauses.position, qualified.lead_id, qualified.cycle, qualified.qualified_at as handed_at, true as by_qualification
  from steps.qualifications as qualified
  join agreement.handoffs as clauses on clauses.version = qualified.version and clauses.when_stage is null
  union all
  select
    entries.version, clauses.handoff, clauses.position, entries.lead_id, entries.cycle, entries.handed_at, false as by_qualification
  from steps.handoff_entries as entries
  join agreement.handoffs as clauses on clauses.version = entries.version and clauses.handoff = entries.handoff
),
firsts as (
  select
    version, handoff, position, lead_id, cycle, handed_at, by_qualification,
    row_number() over (partition by handoff, lead_id, cycle order by handed_at, version) as choice
  from starts
)
select
  firsts.handoff || ':' || firsts.lead_id || ':' || cast(firsts.cycle as varchar) as handoff_id,
  firsts.version, versions.agreement_hash, firsts.handoff, firsts.position, cycles.lead_number, firsts.lead_id, firsts.cycle, firsts.handed_at, firsts.by_qualification,
  cycles.started_at as cycle_started_at, cycles.ended_at, cycles.ended_by, cycles.reason as ended_reason,
  clauses.from_side, clauses.to_team,
  coalesce(qualified.by = 'raised' and qualified.qualified_at <= firsts.handed_at, false) as raised
from firsts
join agreement.versions as versions on versions.version = firsts.version
join agreement.handoffs as clauses on clauses.version = firsts.version and clauses.handoff = firsts.handoff
join steps.cycles as cycles on cycles.lead_id = firsts.lead_id and cycles.cycle = firsts.cycle
left join steps.qualifications as qualified on qualified.lead_id = firsts.lead_id and qualified.cycle = firsts.cycle
where firsts.choice = 1
