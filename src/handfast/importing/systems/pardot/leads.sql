-- One row per prospect that Pardot still has. The stage is that of Pardot's lifecycle.
WITH stages AS (
  SELECT id, any_value(name) AS name FROM objects.pardot_lifecycle_stages GROUP BY id
),
reached AS (
  SELECT prospect_id, arg_max(next_stage_id, created_at) AS stage_id FROM objects.pardot_lifecycle_histories GROUP BY prospect_id
)
SELECT
  p.id AS lead_id,
  p.created_at,
  p.email,
  p.first_name,
  p.last_name,
  p.title,
  p.company,
  p.phone,
  p.country,
  p.source,
  p.account_id,
  p.campaign_id,
  coalesce(p.user_id, p.crm_owner_id) AS owner_id,
  coalesce(p.lifecycle_stage, stages.name, p.lifecycle_stage_id, reached.stage_id) AS stage,
  p.opted_out OR p.do_not_email AS do_not_contact,
  p.updated_at AS modified_at,
  map_concat(
    p.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'pardot_score', 'v': CAST(CAST(p.score AS DECIMAL(18, 2)) AS VARCHAR)},
          {'k': 'pardot_grade', 'v': p.grade},
          {'k': 'crm_id', 'v': coalesce(p.crm_contact_id, p.crm_lead_id)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  p.__file,
  p.__line
FROM objects.pardot_prospects AS p
LEFT JOIN reached ON reached.prospect_id = p.id
LEFT JOIN stages ON stages.id = coalesce(p.lifecycle_stage_id, reached.stage_id)
WHERE NOT coalesce(p.deleted, false)
