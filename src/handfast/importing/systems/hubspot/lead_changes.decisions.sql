-- One row per decision of sales that HubSpot's own lead statuses tell: `In Progress`, `Open Deal`, `Attempted to Contact` and `Connected` accept,
-- `Unqualified` and `Bad Timing` disqualify (the latter is a reason too). New and Open are none, nor is a company's own word. So say the stages of the
-- lead object. Where any of them is known, entering the lifecycle stages that are sales's (Sales Qualified Lead, Opportunity, Customer) accepts as well,
-- and falling back from them recycles: else whoever decides in one of the two places would be seen to leave the rest undecided.
with
  status_changes as (
    select contact_id as lead_id, changed_at, value, null as reason, hubspot_user(user_id, source_id) as changed_by, __file, __line
    from objects.hubspot_contact_history
    where lower(property) = 'hs_lead_status' and not coalesce(deleted, false)
  ),
  lead_entries as (
    select
      coalesce(contact_id, hubspot_ids(contact_ids)[1]) as contact_id, contact_names, disqualification_reason,
      unnest(map_keys(entered)) as value, unnest(map_values(entered)) as changed_at, __file, __line
    from objects.hubspot_leads
    where not coalesce(deleted, false)
  ),
  lead_stage_changes as (
    select
      coalesce(entries.contact_id, addresses.lead_id) as lead_id, entries.changed_at, coalesce(stages.label, entries.value) as value,
      case when hubspot_decision(coalesce(stages.label, entries.value)) = 'disqualified' then entries.disqualification_reason end as reason,
      null as changed_by,
      entries.__file, entries.__line
    from lead_entries as entries
    left join hubspot_addresses as addresses on addresses.address = hubspot_emails(entries.contact_names)[1]
    left join hubspot_stage_keys as stages on stages.key = hubspot_stage_key(entries.value)
  ),
  decided as (
    select *, hubspot_decision(value) as decision from (select * from status_changes union all select * from lead_stage_changes)
  ),
  lifecycle as (
    select
      contact_id as lead_id, changed_at, hubspot_lifecycle_place(value) as place, hubspot_user(user_id, source_id) as changed_by, __file, __line,
      lag(hubspot_lifecycle_place(value)) over (partition by contact_id order by changed_at, __file, __line) as place_before
    from objects.hubspot_contact_history
    where lower(property) = 'lifecyclestage' and not coalesce(deleted, false)
    union all
    select lead_id, changed_at, hubspot_lifecycle_place(stage), null, __file, __line, null from hubspot_stage_dates
  ),
  by_stage as (
    select
      lead_id, changed_at, null as value, null as reason, changed_by, __file, __line,
      case when place between 4 and 6 then 'accepted' when place <= 3 and place_before between 4 and 6 then 'recycled' end as decision
    from lifecycle
    where exists (select 1 from decided where decision is not null)
  ),
  every_decision as (
    select *
    from (select * from decided union all by name select * from by_stage)
    where decision is not null
  ),
  turned as (
    select *, lag(decision) over (partition by lead_id order by changed_at, decision, __file, __line) as decided_before from every_decision
  ),
  taken as (
    select * from turned where decision is distinct from decided_before
  )
select lead_id, 'decision' as field, changed_at, decided_before as old_value, decision as new_value, changed_by, __file, __line
from taken
union all by name
select
  lead_id, 'disqualification_reason' as field, changed_at, null as old_value,
  coalesce(reason, case when hubspot_word(value) = 'badtiming' then 'Bad Timing' end) as new_value, changed_by, __file, __line
from taken
where decision = 'disqualified' and (reason is not null or hubspot_word(value) = 'badtiming')
