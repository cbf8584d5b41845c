-- One row per lead whose conversion has an instant and whose history doesn't say that its status changed with it: it then stands in the status it has now.
select
  times.lead_id,
  'stage' as field,
  times.converted_at as changed_at,
  leads.status as new_value,
  times.changed_by,
  times.__file,
  times.__line
from salesforce_conversion_times as times
join (
  select id, any_value(status) as status from salesforce_leads where is_converted and gone is null group by id
) as leads on leads.id = times.lead_id
where leads.status is not null
  and (times.lead_id, lower(leads.status)) not in (
    select (lead_id, lower(new_value)) from salesforce_lead_history where field = 'stage' and lead_id is not null and new_value is not null
    union all
    select (lead_id, lower(new_value)) from salesforce_lead_version_changes where field = 'stage' and new_value is not null
  )
