-- One row per sales person.
SELECT
  id AS user_id,
  nullif(trim(concat_ws(' ', first_name, last_name)), '') AS name,
  email,
  'sales' AS side,
  extras,
  __file,
  __line
FROM objects.marketo_salespersons
