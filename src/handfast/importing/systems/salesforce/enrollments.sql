-- One row per member of a campaign that nurtures.
select lead_id, campaign_id as program_id, created_at as entered_at, __file, __line
from salesforce_members
where gone is null and campaign_id in (select campaign_id from salesforce_nurtures)
