-- One row per member of a campaign who responded.
select
  coalesce(id, campaign_id || ':' || lead_id) as activity_id,
  lead_id,
  -- FirstRespondedDate is a day; who became a member on that very day responded no earlier than that.
  case
    when first_responded_at <= created_at and created_at < first_responded_at + interval 1 day then created_at
    else first_responded_at
  end as occurred_at,
  'campaign_response' as kind,
  'prospect' as side,
  campaign_id,
  status as outcome,
  __file,
  __line
from salesforce_members
where responded and gone is null
