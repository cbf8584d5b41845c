-- One row per deal of HubSpot that was not deleted.
with
  stated as (
    select
      deals.*,
      coalesce(keys.label, deals.stage) as stage_label,
      coalesce(pipelines.label, deals.pipeline) as pipeline_label,
      coalesce(case when deals.is_won then true when deals.is_lost or deals.is_won is not null and deals.is_closed then false end, keys.is_won) as won,
      coalesce(deals.is_closed, deals.is_won or deals.is_lost or null, keys.is_closed, false) as closed
    from objects.hubspot_deals as deals
    left join hubspot_stage_keys as keys on keys.key = hubspot_stage_key(deals.stage)
    left join hubspot_pipeline_names as pipelines on pipelines.pipeline = deals.pipeline
    where not coalesce(deals.deleted, false)
  ),
  closings as (
    select deal_id, max(entered_at) as entered_at from hubspot_deal_stages where is_closed group by deal_id
  ),
  buyers as (
    -- 5 is HubSpot's own type of association for a deal's primary company.
    select deal_id, min_by(company_id, (case when type_id = '5' then 1 else 2 end, length(company_id), company_id)) as company_id
    from objects.hubspot_deal_companies
    where not coalesce(deleted, false)
    group by deal_id
  ),
  named_buyers as (
    select named.id as deal_id, min(names.company_id) as company_id
    from (
      select id, unnest(list_transform(company_names, lambda one: lower(trim(one)))) as name from objects.hubspot_deals
    ) as named
    join hubspot_company_names as names on names.name = named.name
    group by named.id
    having count(distinct names.company_id) = 1
  ),
  contacts as (
    select opportunity_id, count(*) as people, min(lead_id) as lead_id from hubspot_deal_people group by opportunity_id
  )
select
  stated.id as opportunity_id,
  stated.created_at,
  -- HubSpot knows no primary contact of a deal: of several, none is its lead more than another.
  case when contacts.people = 1 then contacts.lead_id end as lead_id,
  coalesce(stated.company_id, buyers.company_id, hubspot_ids(stated.company_ids)[1], named_buyers.company_id) as account_id,
  stated.owner_id,
  case hubspot_word(stated.type) when 'newbusiness' then 'new' when 'existingbusiness' then 'expansion' when 'renewal' then 'renewal' end as type,
  stated.pipeline_label as pipeline,
  stated.amount,
  stated.currency,
  stated.stage_label as stage,
  case when stated.closed then coalesce(stated.close_date, closings.entered_at) end as closed_at,
  case when stated.closed then stated.won end as is_won,
  case when stated.closed and not stated.won then stated.lost_reason end as lost_reason,
  stated.competitor,
  stated.next_step_at,
  hubspot_source(stated.source) as source,
  stated.modified_at,
  hubspot_with(
    stated.extras,
    [
      ('name', stated.name),
      ('deal_type', case when hubspot_word(stated.type) not in ('newbusiness', 'existingbusiness', 'renewal') then stated.type end),
      ('close_date', case when not stated.closed then cast(stated.close_date as varchar) end)
    ]
  ) as extras,
  stated.__file,
  stated.__line
from stated
left join closings on closings.deal_id = stated.id
left join buyers on buyers.deal_id = stated.id
left join named_buyers on named_buyers.deal_id = stated.id
left join contacts on contacts.opportunity_id = stated.id
