-- One row per stage that an opportunity is known to have entered.
select opportunity_id, 'stage' as field, entered_at as changed_at, old_stage as old_value, stage as new_value, changed_by, __file, __line
from salesforce_opportunity_stages_entered
