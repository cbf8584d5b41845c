-- One row for each lead that the findings of the wanted leads depend on: those of their accounts and opportunities, the colleagues of these, and
-- (:account_wide, where a clause counts what an account does) whoever did something that names such an account.
with memberships as (
  select lead_id, account_id from seen.leads where account_id is not null
  union
  select lead_id, trim(new_value) as account_id from seen.lead_changes where field = 'account_id' and new_value is not null
  union
  select lead_id, trim(old_value) as account_id from seen.lead_changes where field = 'account_id' and old_value is not null
),
named as (
  select opportunity_id, lead_id from seen.opportunities where lead_id is not null
  union
  select opportunity_id, lead_id from seen.opportunity_contacts
),
wanted_accounts as (
  select distinct memberships.account_id
  from memberships
  join steps.wanted as wanted on wanted.lead_id = memberships.lead_id
),
deals as (
  select named.opportunity_id from named join steps.wanted as wanted on wanted.lead_id = named.lead_id
  union
  select opportunities.opportunity_id
  from seen.opportunities as opportunities
  join wanted_accounts on wanted_accounts.account_id = opportunities.account_id
),
near_accounts as (
  select account_id from wanted_accounts
  union
  select opportunities.account_id
  from seen.opportunities as opportunities
  join deals on deals.opportunity_id = opportunities.opportunity_id
  where opportunities.account_id is not null
),
near_leads as (
  select lead_id from steps.wanted
  union
  select named.lead_id from named join deals on deals.opportunity_id = named.opportunity_id
  union
  select memberships.lead_id from memberships join near_accounts on near_accounts.account_id = memberships.account_id
),
colleague_accounts as (
  select distinct memberships.account_id
  from near_leads
  join memberships on memberships.lead_id = near_leads.lead_id
)
select lead_id from near_leads
union
select memberships.lead_id
from colleague_accounts
join memberships on memberships.account_id = colleague_accounts.account_id
union
select activities.lead_id
from seen.activities as activities
join colleague_accounts on colleague_accounts.account_id = activities.account_id
where :account_wide
