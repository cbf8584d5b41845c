-- One row per person with something in the Leads Inbox, from the latest entry: it says where the person came from. An entry without a person has no lead.
WITH entries AS (
  SELECT
    l.*,
    coalesce(c.id, CASE WHEN regexp_full_match(pipedrive_key(l.person), '[0-9]+') THEN pipedrive_key(l.person) END) AS lead_id
  FROM objects.pipedrive_leads AS l
  LEFT JOIN pipedrive_called AS c ON c.kind = 'person' AND c.called = lower(pipedrive_key(l.person))
  WHERE NOT coalesce(l.deleted, false)
)
SELECT
  lead_id,
  created_at,
  source,
  pipedrive_key(owner) AS owner_id,
  map_from_entries(
    list_filter(
      [
        {'k': 'inbox_title', 'v': title},
        {'k': 'inbox_labels', 'v': labels},
        {'k': 'inbox_archived', 'v': coalesce(is_archived, CASE WHEN archived_at IS NOT NULL THEN 'true' END)}
      ],
      lambda one: one.v IS NOT NULL
    )
  ) AS extras,
  __file,
  __line
FROM entries
QUALIFY lead_id IS NULL OR row_number() OVER (PARTITION BY lead_id ORDER BY created_at DESC, __line DESC) = 1
