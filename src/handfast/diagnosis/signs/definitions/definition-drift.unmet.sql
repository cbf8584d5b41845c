-- One row per lead and cycle that the CRM made MQL; those that don't meet the definition (yet) count.
select
  '' as part, d.crm_mql_at as happened_at, d.crm_mql_at as known_at, d.qualified_at as until_at, 1 as numerator, 1 as denominator, d.lead_id
from findings.definition_drift as d
where d.crm_mql_at is not null and coalesce(d.qualified_at > d.crm_mql_at, true)
union all
select
  '' as part, d.crm_mql_at as happened_at, greatest(d.crm_mql_at, d.qualified_at) as known_at, cast(null as timestamp) as until_at, 0 as numerator,
  1 as denominator, d.lead_id
from findings.definition_drift as d
where d.crm_mql_at is not null and d.qualified_at is not null
