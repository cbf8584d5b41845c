-- One row per user of HubSpot who is an owner too: HubSpot gives the same person one id as a user (who changed something) and another as an owner.
-- Where a number is one person's user and another's owner, the owner is meant.
with
  said as (
    select user_id as alias_id, id as user_id, __file, __line from objects.hubspot_owners
    union all
    select users.id, owners.id, users.__file, users.__line
    from objects.hubspot_users as users
    join objects.hubspot_owners as owners on lower(trim(owners.email)) = lower(trim(users.email))
    where users.id not in (select user_id from objects.hubspot_owners where user_id is not null)
  )
select alias_id, min(user_id) as user_id, min_by(__file, user_id) as __file, min_by(__line, user_id) as __line
from said
where alias_id is not null
  and alias_id not in (select id from objects.hubspot_owners where id is not null)
group by alias_id
