-- The id of a record as given: `zcrm_12`, `12`, or `{"name": …, "id": "12"}`; a name stays a name.
CREATE MACRO zoho_key(told) AS nullif(
  regexp_replace(CASE WHEN told LIKE '{%' THEN json_extract_string(TRY_CAST(told AS JSON), '$.id') ELSE trim(told) END, '^zcrm_', ''), ''
);

-- The same, where it is an id; missing where it is a name.
CREATE MACRO zoho_id(told) AS CASE WHEN regexp_full_match(zoho_key(told), '[0-9]+') THEN zoho_key(told) END;

-- One row per record that activities may be about, by its id.
CREATE TABLE zoho_records AS
SELECT DISTINCT kind, zoho_key(id) AS id, lower(trim(name)) AS name
FROM (
  SELECT 'lead' AS kind, id, concat_ws(' ', first_name, last_name) AS name FROM objects.zoho_leads
  UNION ALL
  SELECT 'contact', id, coalesce(full_name, concat_ws(' ', first_name, last_name)) FROM objects.zoho_contacts
  UNION ALL
  SELECT 'account', id, name FROM objects.zoho_accounts
  UNION ALL
  SELECT 'deal', id, name FROM objects.zoho_deals
);

-- One row per name that one record only of a kind has: older exports name what they are about and give no id.
CREATE TABLE zoho_named AS
SELECT kind, name, any_value(id) AS id
FROM zoho_records
WHERE name <> ''
GROUP BY kind, name
HAVING count(DISTINCT id) = 1;

-- One row per call, task, meeting and note, with whom and what it is about. What is about a lead names the lead as "related to".
CREATE TABLE zoho_work AS
WITH work AS (
  SELECT
    'call' AS what, id, contact_id, contact_name, related_id, related_name, module, owner_id, owner_name, started_at AS happened_at, created_at, modified_at, type,
    status, coalesce(result, status) AS outcome, subject, description AS text, coalesce(CAST(CAST(seconds AS BIGINT) AS VARCHAR), duration) AS duration, purpose, deleted,
    extras, __file, __line
  FROM objects.zoho_calls
  UNION ALL
  SELECT
    'task', id, contact_id, contact_name, related_id, related_name, module, owner_id, owner_name, closed_at, created_at, modified_at, NULL,
    status, NULL, subject, description, NULL, NULL, deleted, extras, __file, __line
  FROM objects.zoho_tasks
  UNION ALL
  SELECT
    'meeting', id, contact_id, contact_name, related_id, related_name, module, owner_id, owner_name, starts_at, created_at, modified_at, NULL,
    check_in_status, NULL, title, location, NULL, NULL, deleted, extras, __file, __line
  FROM objects.zoho_meetings
  UNION ALL
  SELECT
    'note', id, NULL, NULL, parent_id, NULL, module, owner_id, owner_name, created_at, created_at, NULL, NULL,
    NULL, NULL, title, content, NULL, NULL, deleted, extras, __file, __line
  FROM objects.zoho_notes
),
about AS (
  SELECT
    w.* EXCLUDE (id, owner_id, related_id),
    zoho_key(w.id) AS id,
    coalesce(zoho_key(w.owner_id), zoho_key(w.owner_name)) AS user_id,
    coalesce(zoho_id(w.contact_id), zoho_id(w.contact_name), contact.id) AS who_id,
    coalesce(zoho_id(w.related_id), zoho_id(w.related_name), related.id) AS what_id,
    related.kind AS named_kind
  FROM work AS w
  LEFT JOIN zoho_named AS contact ON contact.kind = 'contact' AND contact.name = lower(trim(w.contact_name))
  LEFT JOIN (SELECT name, any_value(kind) AS kind, any_value(id) AS id FROM zoho_named GROUP BY name HAVING count(*) = 1) AS related
    ON related.name = lower(trim(w.related_name))
)
SELECT
  a.*,
  coalesce(
    known.kind,
    CASE lower(a.module) WHEN 'leads' THEN 'lead' WHEN 'contacts' THEN 'contact' WHEN 'deals' THEN 'deal' WHEN 'potentials' THEN 'deal' WHEN 'accounts' THEN 'account' END,
    a.named_kind
  ) AS what_kind
FROM about AS a
LEFT JOIN (SELECT id, any_value(kind) AS kind FROM zoho_records GROUP BY id) AS known ON known.id = a.what_id;

-- One row per row of a deal's history, with how stage and amount stood before it.
CREATE TABLE zoho_stood AS
SELECT
  zoho_id(deal_id) AS deal_id,
  changed_at,
  stage,
  amount,
  lag(stage) OVER entries AS stage_before,
  lag(amount) OVER entries AS amount_before,
  row_number() OVER entries AS place,
  zoho_key(changed_by) AS changed_by,
  __file,
  __line
FROM objects.zoho_stage_history
WINDOW entries AS (PARTITION BY zoho_id(deal_id) ORDER BY changed_at, __line);
