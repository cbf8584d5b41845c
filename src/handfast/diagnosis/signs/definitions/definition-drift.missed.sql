-- One row per lead and cycle that qualified; those that are no MQL in the CRM (yet) count.
select
  '' as part, d.qualified_at as happened_at, d.qualified_at as known_at, d.crm_mql_at as until_at, 1 as numerator, 1 as denominator, d.lead_id
from findings.definition_drift as d
where d.qualified_at is not null and coalesce(d.crm_mql_at > d.qualified_at, true)
union all
select
  '' as part, d.qualified_at as happened_at, greatest(d.crm_mql_at, d.qualified_at) as known_at, cast(null as timestamp) as until_at, 0 as numerator,
  1 as denominator, d.lead_id
from findings.definition_drift as d
where d.crm_mql_at is not null and d.qualified_at is not null
