-- One row for each opportunity: whose deal it is by the agreement's clause.
-- Reads: path_activities (lead_id, activity_id, occurred_at, side).
with terms as (
  select deals.opportunity_id, deals.lead_id, deals.created_at, versions.version, clauses.within_micros, clauses.by
  from steps.lead_opportunities as deals
  join agreement.versions as versions on versions.from_at <= deals.created_at and deals.created_at < versions.until_at
  join agreement.sourced as clauses on clauses.version = versions.version
),
path as (
  select
    terms.opportunity_id, activities.side,
    row_number() over (partition by terms.opportunity_id order by activities.occurred_at, activities.activity_id) as from_first,
    row_number() over (partition by terms.opportunity_id order by activities.occurred_at desc, activities.activity_id desc) as from_last,
    terms.by
  from terms
  join path_activities as activities
    on activities.lead_id = terms.lead_id and PLUS_MICROS(terms.created_at, -terms.within_micros) <= activities.occurred_at
    and activities.occurred_at <= terms.created_at
  where activities.side is not null and terms.by in ('first_touch', 'last_touch')
),
chosen as (
  select opportunity_id, max(case when side = 'sales' then 'sales' else 'marketing' end) as sourced
  from path
  where (by = 'first_touch' and from_first = 1) or (by = 'last_touch' and from_last = 1)
  group by opportunity_id
)
select opportunity_id, sourced from chosen
