-- One row per way to call a queue: its id, its name (reports name owners), and ids of queues that no table of groups lists.
with
  owners as (
    select owner_id, __file, __line from salesforce_leads
    union all
    select new_value, __file, __line from salesforce_lead_history where field = 'owner_id'
    union all
    select old_value, __file, __line from salesforce_lead_history where field = 'owner_id'
    union all
    select owner_id, __file, __line from salesforce_work
  )
select salesforce_id(id) as user_id, name, __file, __line from objects.salesforce_groups where coalesce(lower(type) = 'queue', true)
union all
select name, name, __file, __line from objects.salesforce_groups where lower(type) = 'queue' and name is not null
union all
select owner_id, null, min(__file), min_by(__line, __file)
from owners
where owner_id like '00G%' and owner_id not in (select salesforce_id(id) from objects.salesforce_groups where id is not null)
group by owner_id
