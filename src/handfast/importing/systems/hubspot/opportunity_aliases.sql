-- One row per deal that was merged into another.
with
  said as (
    select merged_id as alias_id, deal_id as opportunity_id, __file, __line from objects.hubspot_merged_deals
    union all
    select unnest(hubspot_ids(merged_ids)), id, __file, __line from objects.hubspot_deals
  )
select alias_id, min(opportunity_id) as opportunity_id, min_by(__file, opportunity_id) as __file, min_by(__line, opportunity_id) as __line
from said
where alias_id <> opportunity_id
group by alias_id
