-- One row per owner, and per user who owns nothing.
with
  owner_teams as (
    select owner_id, min_by(team_id, (case when is_primary then 1 else 2 end, team_id)) as team_id
    from objects.hubspot_owner_teams
    group by owner_id
  ),
  user_teams as (
    select user_id, min_by(team_id, (case when is_secondary then 2 else 1 end, team_id)) as team_id
    from objects.hubspot_team_users
    group by user_id
  ),
  teams as (
    select id, any_value(name) as name from objects.hubspot_teams group by id
  ),
  people as (
    select distinct on (id) id, user_id, team_id, team, email
    from (select id, id as user_id, team_id, team, lower(trim(email)) as email from objects.hubspot_users)
    order by id
  ),
  owners as (
    select
      owners.*, coalesce(owner_teams.team_id, people.team_id, user_teams.team_id) as team_id, people.team,
      (from_json(owners.teams, '["JSON"]')[1] ->> '$.name') as named_team
    from objects.hubspot_owners as owners
    left join owner_teams on owner_teams.owner_id = owners.id
    left join people on people.id = owners.user_id or owners.user_id is null and people.email = lower(trim(owners.email))
    left join user_teams on user_teams.user_id = people.id
  )
select
  owners.id as user_id,
  nullif(trim(concat_ws(' ', owners.first_name, owners.last_name)), '') as name,
  owners.email,
  coalesce(teams.name, owners.team, owners.named_team) as team,
  coalesce(owners.active, not owners.deleted) as active,
  owners.extras,
  owners.__file,
  owners.__line
from owners
left join teams on teams.id = owners.team_id
union all by name
select
  users.id as user_id,
  nullif(trim(concat_ws(' ', users.first_name, users.last_name)), '') as name,
  users.email,
  coalesce(teams.name, users.team) as team,
  not users.deleted as active,
  users.extras,
  users.__file,
  users.__line
from objects.hubspot_users as users
left join user_teams on user_teams.user_id = users.id
left join teams on teams.id = coalesce(users.team_id, user_teams.team_id)
where users.id not in (select user_id from objects.hubspot_owners where user_id is not null)
  and coalesce(lower(trim(users.email)) not in (select lower(trim(email)) from objects.hubspot_owners where email is not null), true)
