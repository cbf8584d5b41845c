-- One row per owner that a table names beside the id: most exports come without the list of users.
WITH owners AS (
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_leads
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_contacts
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_accounts
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_deals
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_calls
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_tasks
  UNION ALL
  SELECT owner_id, owner_name, __file, __line FROM objects.zoho_meetings
),
called AS (
  SELECT
    coalesce(zoho_id(owner_id), zoho_id(owner_name)) AS user_id,
    CASE WHEN owner_name LIKE '{%' THEN json_extract_string(TRY_CAST(owner_name AS JSON), '$.name') ELSE owner_name END AS name,
    CASE WHEN owner_name LIKE '{%' THEN json_extract_string(TRY_CAST(owner_name AS JSON), '$.email') END AS email,
    __file,
    __line
  FROM owners
)
SELECT user_id, name, email, __file, __line
FROM called
WHERE user_id IS NOT NULL AND name IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY user_id ORDER BY __file, __line) = 1
