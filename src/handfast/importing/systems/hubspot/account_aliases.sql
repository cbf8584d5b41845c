-- One row per company that was merged into another.
with
  said as (
    select unnest(hubspot_ids(merged_ids)) as alias_id, id as account_id, __file, __line from objects.hubspot_companies
  )
select alias_id, min(account_id) as account_id, min_by(__file, account_id) as __file, min_by(__line, account_id) as __line
from said
where alias_id <> account_id
group by alias_id
