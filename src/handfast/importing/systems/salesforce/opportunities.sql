-- One row per opportunity of Salesforce that still stands.
with
  stated as (
    select
      o.*,
      coalesce(o.is_won, stages.is_won) as won,
      coalesce(o.is_closed, case when o.is_won then true end, stages.is_closed, false) as closed
    from salesforce_opportunities as o
    left join salesforce_stages as stages on stages.stage = lower(o.stage)
    where o.gone is null
  ),
  closings as (
    select opportunity_id, max(entered_at) as entered_at from salesforce_opportunity_stages_entered where is_closed group by opportunity_id
  ),
  converted as (
    select converted_opportunity_id as opportunity_id, min_by(id, (coalesce(created_at, timestamp '9999-01-01'), id)) as lead_id
    from salesforce_leads
    where converted_opportunity_id is not null and gone is null
    group by converted_opportunity_id
  ),
  primary_roles as (
    select salesforce_id(opportunity_id) as opportunity_id, min(salesforce_id(contact_id)) as lead_id
    from objects.salesforce_opportunity_contact_roles
    where is_primary and salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) is null
    group by all
  )
select
  stated.id as opportunity_id,
  stated.created_at,
  coalesce(converted.lead_id, primary_roles.lead_id, stated.contact_id) as lead_id,
  stated.account_id,
  stated.owner_id,
  case
    when regexp_matches(lower(stated.type), 'renew') then 'renewal'
    when regexp_matches(lower(stated.type), 'existing|upgrade|upsell|up-sell|cross-?sell|expansion|add-?on|amendment') then 'expansion'
    when regexp_matches(lower(stated.type), 'new') then 'new'
  end as type,
  stated.record_type as pipeline,
  stated.amount,
  stated.currency,
  stated.stage,
  -- CloseDate is a day that people edit: of a closed opportunity the entry into its last closed stage is known to the second.
  case when stated.closed then coalesce(closings.entered_at, stated.close_date) end as closed_at,
  case when stated.closed then coalesce(stated.won, false) end as is_won,
  case when stated.closed and not coalesce(stated.won, false) then stated.lost_reason end as lost_reason,
  stated.competitor,
  stated.next_step_at,
  stated.source,
  stated.campaign_id,
  stated.modified_at,
  salesforce_with(
    stated.extras,
    [
      ('name', stated.name), ('opportunity_type', stated.type), ('discount_in_source', stated.discount),
      ('close_date', cast(cast(stated.close_date as date) as varchar))
    ]
  ) as extras,
  stated.__file,
  stated.__line
from stated
left join closings on closings.opportunity_id = stated.id
left join converted on converted.opportunity_id = stated.id
left join primary_roles on primary_roles.opportunity_id = stated.id
