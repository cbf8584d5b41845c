-- One row per note on a person, or on a deal of one.
SELECT
  'note:' || n.id AS activity_id,
  coalesce(
    person.id,
    CASE WHEN regexp_full_match(pipedrive_key(n.person), '[0-9]+') THEN pipedrive_key(n.person) END,
    n.lead_uuid,
    deal_person.id,
    CASE WHEN regexp_full_match(pipedrive_key(d.person), '[0-9]+') THEN pipedrive_key(d.person) END
  ) AS lead_id,
  n.created_at AS occurred_at,
  'note' AS kind,
  pipedrive_key(n.user) AS user_id,
  CASE WHEN regexp_full_match(pipedrive_key(n.deal), '[0-9]+') THEN pipedrive_key(n.deal) END AS opportunity_id,
  false AS automated,
  CAST(to_json({'text': n.content}) AS VARCHAR) AS properties,
  n.__file,
  n.__line
FROM objects.pipedrive_notes AS n
LEFT JOIN pipedrive_called AS person ON person.kind = 'person' AND person.called = lower(pipedrive_key(n.person))
LEFT JOIN (SELECT id, any_value(person) AS person FROM objects.pipedrive_deals GROUP BY id) AS d ON d.id = pipedrive_key(n.deal)
LEFT JOIN pipedrive_called AS deal_person ON deal_person.kind = 'person' AND deal_person.called = lower(pipedrive_key(d.person))
WHERE NOT coalesce(n.deleted, NOT n.active, false)
