-- One row per deal that is not deleted.
SELECT
  d.id AS opportunity_id,
  d.created_at,
  coalesce(person.id, CASE WHEN regexp_full_match(pipedrive_key(d.person), '[0-9]+') THEN pipedrive_key(d.person) END, d.lead_uuid) AS lead_id,
  coalesce(organization.id, CASE WHEN regexp_full_match(pipedrive_key(d.organization), '[0-9]+') THEN pipedrive_key(d.organization) END) AS account_id,
  pipedrive_key(d.owner) AS owner_id,
  coalesce(pipeline.name, pipedrive_key(d.pipeline)) AS pipeline,
  d.amount,
  d.currency,
  coalesce(stage.name, pipedrive_key(d.stage)) AS stage,
  CASE lower(d.status) WHEN 'won' THEN coalesce(d.won_at, d.closed_at) WHEN 'lost' THEN coalesce(d.lost_at, d.closed_at) END AS closed_at,
  CASE lower(d.status) WHEN 'won' THEN true WHEN 'lost' THEN false END AS is_won,
  d.lost_reason,
  CASE WHEN lower(d.status) = 'open' THEN d.next_activity_date END AS next_step_at,
  d.source,
  d.updated_at AS modified_at,
  map_concat(
    d.extras,
    map_from_entries(
      list_filter(
        [{'k': 'title', 'v': d.title}, {'k': 'probability', 'v': CAST(CAST(d.probability AS DECIMAL(9, 2)) AS VARCHAR)}],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  d.__file,
  d.__line
FROM objects.pipedrive_deals AS d
LEFT JOIN pipedrive_called AS person ON person.kind = 'person' AND person.called = lower(pipedrive_key(d.person))
LEFT JOIN pipedrive_called AS organization ON organization.kind = 'organization' AND organization.called = lower(pipedrive_key(d.organization))
LEFT JOIN pipedrive_names AS stage ON stage.kind = 'stage' AND stage.id = pipedrive_key(d.stage)
LEFT JOIN pipedrive_names AS pipeline ON pipeline.kind = 'pipeline' AND pipeline.id = pipedrive_key(d.pipeline)
WHERE NOT coalesce(d.deleted, false) AND lower(coalesce(d.status, '')) <> 'deleted'
