-- One row for each activity of a lead that an opportunity names, from :reach before its first opportunity to the creation of its last.
with named as (
  select lead_id, min(created_at) as first_at, max(created_at) as last_at from steps.lead_opportunities group by lead_id
)
select
  activities.lead_id, activities.activity_id, activities.occurred_at, activities.kind, activities.side, activities.campaign_id, activities.automated
from seen.activities as activities
join named
  on named.lead_id = activities.lead_id and PLUS_MICROS(named.first_at, -:reach) <= activities.occurred_at and activities.occurred_at <= named.last_at
