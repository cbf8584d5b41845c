-- One row per hand-off with an owner: handoff_id, handoff, handed_at, owner_id, expected_value (in the agreement's currency, six decimals).
-- The expected value is the win rate of hand-offs like it × the mean amount won. Like it: of the same clause and source, and of the same fifth by score
-- at the qualification (those without a score are their own group). The rate is drawn towards the clause's own as if by 20 more hand-offs (:prior), so
-- that a small group is not taken at its word. A hand-off is won when its lead won an opportunity in the same cycle.
with wins as (
  select distinct h.lead_id, h.cycle
  from findings.opportunities as o
  join findings.handoffs as h on h.handoff_id = o.handoff_id
  where o.outcome = 'won'
), scored as (
  select
    h.handoff_id, h.handoff, h.handed_at, h.owner_id, coalesce(p.source, '(none)') as source, round(q.fit + q.engagement, 6) as score,
    case when w.lead_id is not null then 1 else 0 end as won
  from findings.handoffs as h
  left join findings.qualifications as q on q.lead_id = h.lead_id and q.cycle = h.cycle
  left join wins as w on w.lead_id = h.lead_id and w.cycle = h.cycle
  left join findings.lead_profiles as p on p.lead_id = h.lead_id
), bounds as (
  select
    handoff, exact_quantile(score, 0.2) as first, exact_quantile(score, 0.4) as second, exact_quantile(score, 0.6) as third,
    exact_quantile(score, 0.8) as fourth
  from scored
  group by handoff
), placed as (
  select
    s.handoff_id, s.handoff, s.handed_at, s.owner_id, s.source, s.won,
    case
      when s.score is null then 0 when s.score <= b.first then 1 when s.score <= b.second then 2 when s.score <= b.third then 3
      when s.score <= b.fourth then 4 else 5
    end as fifth
  from scored as s
  join bounds as b on b.handoff = s.handoff
), clauses as (
  select handoff, sum(won) / count(*) as rate from placed group by handoff
), groups as (
  select handoff, source, fifth, sum(won) as won, count(*) as handoffs from placed group by handoff, source, fifth
), amounts as (
  select coalesce(avg(cast(money as double)), 0) as mean from steps.opportunity_facts where outcome = 'won' and currency = :currency
)
select
  p.handoff_id, p.handoff, p.handed_at, p.owner_id,
  round((g.won + :prior * c.rate) / (g.handoffs + :prior) * a.mean, 6) as expected_value
from placed as p
join groups as g on g.handoff = p.handoff and g.source = p.source and g.fifth = p.fifth
join clauses as c on c.handoff = p.handoff
cross join amounts as a
where p.owner_id is not null
