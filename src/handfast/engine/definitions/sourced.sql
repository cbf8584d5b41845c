-- One row for each opportunity: whose deal it is by the agreement's clause.
-- Ids of activities are looked up only where the two sides' touches fall on one instant.
with terms as (
  select deals.opportunity_id, deals.lead_id, deals.created_at, versions.version, clauses.within_micros, clauses.by
  from steps.lead_opportunities as deals
  join agreement.versions as versions on versions.from_at <= deals.created_at and deals.created_at < versions.until_at
  join agreement.sourced as clauses on clauses.version = versions.version
),
path as (
  select terms.opportunity_id, terms.lead_id, terms.by, case when activities.side = 'sales' then 'sales' else 'marketing' end as side, activities.occurred_at
  from terms
  join steps.deal_activities as activities
    on activities.lead_id = terms.lead_id and PLUS_MICROS(terms.created_at, -terms.within_micros) <= activities.occurred_at
    and activities.occurred_at <= terms.created_at
  where activities.side is not null and terms.by in ('first_touch', 'last_touch')
),
ends as (
  select
    opportunity_id, by, case by when 'first_touch' then min(occurred_at) else max(occurred_at) end as at
  from path
  group by opportunity_id, by
),
touches as (
  select path.opportunity_id, path.lead_id, path.by, path.side, path.occurred_at
  from path
  join ends on ends.opportunity_id = path.opportunity_id and ends.at = path.occurred_at
),
sides as (
  select opportunity_id, min(side) as side, max(side) as other_side from touches group by opportunity_id
),
tied as (
  select distinct touches.opportunity_id, touches.lead_id, touches.by, touches.occurred_at
  from touches
  join sides on sides.opportunity_id = touches.opportunity_id and sides.side <> sides.other_side
),
settled as (
  select
    tied.opportunity_id, case when activities.side = 'sales' then 'sales' else 'marketing' end as side,
    case tied.by when 'first_touch' then row_number() over (partition by tied.opportunity_id order by activities.activity_id)
      else row_number() over (partition by tied.opportunity_id order by activities.activity_id desc) end as choice
  from tied
  join seen.activities as activities on activities.lead_id = tied.lead_id and activities.occurred_at = tied.occurred_at
  where activities.side is not null
)
select opportunity_id, side as sourced from sides where side = other_side
union all
select opportunity_id, side as sourced from settled where choice = 1
