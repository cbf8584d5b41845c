-- The primary of several values: `[{"value": …, "primary": true}]` as the API gives them, `a, b` as the app does.
CREATE MACRO pipedrive_primary(told) AS CASE
  WHEN told LIKE '[%' THEN coalesce(
    json_extract_string(list_filter(TRY_CAST(TRY_CAST(told AS JSON) AS JSON[]), lambda one: one ->> 'primary' = 'true')[1], '$.value'),
    json_extract_string(TRY_CAST(told AS JSON), '$[0].value')
  )
  ELSE nullif(trim(split_part(told, ',', 1)), '')
END;

-- The id of a thing that is given as `12`, `12.0` or `{"value": 12, "name": …}`; a name stays a name.
CREATE MACRO pipedrive_key(told) AS CASE
  WHEN told LIKE '{%' THEN coalesce(json_extract_string(TRY_CAST(told AS JSON), '$.value'), json_extract_string(TRY_CAST(told AS JSON), '$.id'))
  ELSE nullif(regexp_replace(trim(told), '^([0-9]+)\.0$', '\1'), '')
END;

-- One row per way to speak of a person or an organization: its id, and its name where only one has it (the app exports names instead of ids).
CREATE TABLE pipedrive_called AS
WITH named AS (
  SELECT 'person' AS kind, id, lower(trim(name)) AS name FROM objects.pipedrive_persons
  UNION
  SELECT 'organization', id, lower(trim(name)) FROM objects.pipedrive_organizations
)
SELECT DISTINCT kind, id AS called, id FROM named
UNION
SELECT kind, name, any_value(id) FROM named WHERE name IS NOT NULL GROUP BY kind, name HAVING count(DISTINCT id) = 1;

-- One row per name of a stage or pipeline.
CREATE TABLE pipedrive_names AS
SELECT 'stage' AS kind, id, any_value(name) AS name FROM objects.pipedrive_stages GROUP BY id
UNION ALL
SELECT 'pipeline', id, any_value(name) FROM objects.pipedrive_pipelines GROUP BY id;

-- One row per activity: with whom (the contact person, else the first participant), when it was due, what it is to the record.
CREATE TABLE pipedrive_work AS
SELECT
  a.*,
  coalesce(person.id, CASE WHEN regexp_full_match(pipedrive_key(a.person), '[0-9]+') THEN pipedrive_key(a.person) END, a.lead_uuid,
    json_extract_string(TRY_CAST(a.participants AS JSON), '$[0].person_id')) AS lead_id,
  coalesce(organization.id, CASE WHEN regexp_full_match(pipedrive_key(a.organization), '[0-9]+') THEN pipedrive_key(a.organization) END) AS account_id,
  CASE WHEN regexp_full_match(pipedrive_key(a.deal), '[0-9]+') THEN pipedrive_key(a.deal) END AS opportunity_id,
  pipedrive_key(a.user) AS user_id,
  a.due_date + TRY_CAST(CASE WHEN length(a.due_time) BETWEEN 4 AND 5 THEN a.due_time || ':00' ELSE a.due_time END AS INTERVAL) AS due_at,
  coalesce(lower(a.done) IN ('true', '1', 'yes', 'done', 'completed'), a.done_at IS NOT NULL) AS is_done,
  CASE
    WHEN regexp_matches(lower(a.type), 'demo') THEN 'demo'
    WHEN regexp_matches(lower(a.type), 'meeting|lunch|appointment|visit|coffee') THEN 'meeting'
    WHEN regexp_matches(lower(a.type), 'call') THEN 'call'
    WHEN regexp_matches(lower(a.type), 'e-?mail') THEN 'email_sent'
    WHEN regexp_matches(lower(a.type), 'linkedin|whatsapp|sms|social|message') THEN 'social_message'
    ELSE trim(regexp_replace(lower(coalesce(a.type, 'task')), '[^a-z0-9]+', '_', 'g'), '_')
  END AS kind
FROM objects.pipedrive_activities AS a
LEFT JOIN pipedrive_called AS person ON person.kind = 'person' AND person.called = lower(pipedrive_key(a.person))
LEFT JOIN pipedrive_called AS organization ON organization.kind = 'organization' AND organization.called = lower(pipedrive_key(a.organization));
