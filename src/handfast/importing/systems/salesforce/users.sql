-- One row per user; those who were deleted, or whom Fivetran no longer finds, are still the owners of what they did.
with
  roles as (
    select salesforce_id(id) as id, any_value(name) as name from objects.salesforce_user_roles group by all
  ),
  given as (
    select *, salesforce_gone(is_deleted, fivetran_deleted, fivetran_active) as gone from objects.salesforce_users
  ),
  users as (
    select *
    from given
    where gone is null or salesforce_id(id) not in (select salesforce_id(id) from given where gone is null and id is not null)
  )
select
  salesforce_id(users.id) as user_id,
  coalesce(users.name, nullif(trim(concat_ws(' ', users.first_name, users.last_name)), '')) as name,
  users.email,
  coalesce(users.role, roles.name) as team,
  salesforce_id(users.manager_id) as manager_id,
  case when users.gone is not null then false else users.is_active end as active,
  -- Report exports write the zone out for people: `(GMT-05:00) Eastern Standard Time (America/New_York)`.
  coalesce(nullif(regexp_extract(users.timezone, '\(([A-Za-z_]+/[A-Za-z_/+-]+)\)$', 1), ''), users.timezone) as timezone,
  salesforce_with(users.extras, [('department', users.department), ('user_type', users.user_type)]) as extras,
  users.__file,
  users.__line
from users
left join roles on roles.id = salesforce_id(users.role_id)
