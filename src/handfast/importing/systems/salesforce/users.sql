-- One row per user.
with
  roles as (
    select salesforce_id(id) as id, any_value(name) as name from objects.salesforce_user_roles group by all
  )
select
  salesforce_id(users.id) as user_id,
  coalesce(users.name, nullif(trim(concat_ws(' ', users.first_name, users.last_name)), '')) as name,
  users.email,
  coalesce(users.role, roles.name) as team,
  salesforce_id(users.manager_id) as manager_id,
  users.is_active as active,
  -- Report exports write the zone out for people: `(GMT-05:00) Eastern Standard Time (America/New_York)`.
  coalesce(nullif(regexp_extract(users.timezone, '\(([A-Za-z_]+/[A-Za-z_/+-]+)\)$', 1), ''), users.timezone) as timezone,
  salesforce_with(users.extras, [('department', users.department), ('user_type', users.user_type)]) as extras,
  users.__file,
  users.__line
from objects.salesforce_users as users
left join roles on roles.id = salesforce_id(users.role_id)
where salesforce_gone(users.is_deleted, users.fivetran_deleted, users.fivetran_active) is null
