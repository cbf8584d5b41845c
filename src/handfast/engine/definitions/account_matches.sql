-- One row for each match of an account-wide clause and each lead that was of the same account at that instant: the one who acted is one of them, and the
-- only one where no account is known. An activity's account is its lead's at the instant, else the one it names.
-- Reads: acted (version, rule, lead_number, activity_id, occurred_at, account_id).
with placed as (
  select
    acted.version, acted.rule, acted.lead_number, acted.activity_id, acted.occurred_at, members.account_id is null as alone,
    coalesce(members.account_id, acted.account_id) as account_id
  from acted
  left join steps.account_members as members
    on members.lead_number = acted.lead_number and members.from_at <= acted.occurred_at and acted.occurred_at < members.until_at
)
select placed.version, placed.rule, members.lead_number, placed.activity_id, placed.occurred_at
from placed
join steps.account_members as members
  on members.account_id = placed.account_id and members.from_at <= placed.occurred_at and placed.occurred_at < members.until_at
union all
select version, rule, lead_number, activity_id, occurred_at
from placed
where alone
