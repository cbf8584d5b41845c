-- One row for each opportunity: whose deal it is by the agreement's clause.
with terms as (
  select deals.opportunity_id, deals.lead_id, deals.created_at, versions.version, clauses.within_micros, clauses.by
  from steps.lead_opportunities as deals
  join agreement.versions as versions on versions.from_at <= deals.created_at and deals.created_at < versions.until_at
  join agreement.sourced as clauses on clauses.version = versions.version
),
path as (
  select terms.opportunity_id, terms.by, activities.side, activities.occurred_at, activities.activity_id
  from terms
  join steps.deal_activities as activities
    on activities.lead_id = terms.lead_id and PLUS_MICROS(terms.created_at, -terms.within_micros) <= activities.occurred_at
    and activities.occurred_at <= terms.created_at
  where activities.side is not null and terms.by in ('first_touch', 'last_touch')
),
ends as (
  select opportunity_id, min(occurred_at) as first_at, max(occurred_at) as last_at from path group by opportunity_id
),
touches as (
  select
    path.opportunity_id, path.by, path.side,
    row_number() over (partition by path.opportunity_id order by path.activity_id) as from_first,
    row_number() over (partition by path.opportunity_id order by path.activity_id desc) as from_last
  from path
  join ends
    on ends.opportunity_id = path.opportunity_id and path.occurred_at = case path.by when 'first_touch' then ends.first_at else ends.last_at end
)
select opportunity_id, max(case when side = 'sales' then 'sales' else 'marketing' end) as sourced
from touches
where (by = 'first_touch' and from_first = 1) or (by = 'last_touch' and from_last = 1)
group by opportunity_id
