-- One row for each lead and cycle in which the lead qualified: the first instant at which the definition of the version in force holds, or a hand is
-- raised, or (for the share of leads that explores) half the threshold is reached; never while something bars it. Points count only after the wait.
-- Reads: score_events.
with states as (
  select
    contender, at, looked_at, raised,
    sum(barred) over (partition by contender, block order by at) as barred,
    round(sum(fit) over (partition by contender, block order by at), 6) as fit,
    round(:engagement, 6) as engagement
  from score_events
),
looked as (
  select
    contenders.lead_id, contenders.cycle, states.at, contenders.version, versions.agreement_hash, states.fit, states.engagement, states.raised,
    round(states.fit + states.engagement, 6) as score,
    coalesce(waits.waits_until, timestamp '1900-01-01') <= states.at as may_qualify,
    substr(SHA256_HEX(contenders.lead_id || ':' || cast(contenders.cycle as varchar)), 1, 8) < versions.explore_below as explores
  from states
  join steps.contenders as contenders on contenders.contender = states.contender
  join agreement.versions as versions
    on versions.version = contenders.version and versions.from_at <= states.at and states.at < versions.until_at
  left join steps.waits as waits on waits.lead_id = contenders.lead_id and waits.cycle = contenders.cycle
  where states.looked_at = 1 and states.barred = 0 and states.at <= :as_of
),
ways as (
  select
    lead_id, cycle, at, version, agreement_hash, fit, engagement,
    case when raised = 1 then 1 when may_qualify and :definition then 2 when may_qualify and explores and :half_definition then 3 end as way
  from looked
),
firsts as (
  select
    lead_id, cycle, at, version, agreement_hash, fit, engagement, way,
    row_number() over (partition by lead_id, cycle order by at, way) as choice
  from ways
  where way is not null
)
select
  lead_id, cycle, at as qualified_at, case way when 1 then 'raised' when 2 then 'definition' else 'explore' end as by, fit, engagement,
  version, agreement_hash
from firsts
where choice = 1
