-- One row per stage that a deal is known to have entered.
select
  deal_id as opportunity_id,
  'stage' as field,
  entered_at as changed_at,
  lag(stage) over (partition by deal_id order by entered_at, __file, __line) as old_value,
  stage as new_value,
  user_id as changed_by,
  __file,
  __line
from hubspot_deal_stages
