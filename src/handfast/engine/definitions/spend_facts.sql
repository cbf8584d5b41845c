-- One row per amount spent: campaign, spent_on, spent_at, money, currency (the agreement's where a rate is known, else its own).
select
  s.campaign_id as campaign, s.spent_on, s.spent_at, s.nth,
  coalesce(s.converted_amount, s.amount) as money,
  case when s.converted_amount is null then s.currency else :currency end as currency
from findings.spend as s
