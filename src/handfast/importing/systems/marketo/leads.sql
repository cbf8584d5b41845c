-- One row per lead that Marketo still has. The stage is the revenue cycle's where the company keeps one, else the lead status.
WITH cycle AS (
  SELECT
    EXISTS (SELECT 1 FROM objects.marketo_leads WHERE revenue_stage IS NOT NULL)
    OR EXISTS (
      SELECT 1 FROM marketo_typed_activities WHERE type_name IN ('change revenue stage', 'change revenue stage manually')
    ) AS kept
),
staged AS (
  SELECT
    lead_id,
    arg_max(new_stage, activity_date) AS stage
  FROM marketo_typed_activities
  WHERE type_name IN ('change revenue stage', 'change revenue stage manually')
  GROUP BY lead_id
)
SELECT
  l.id AS lead_id,
  l.created_at,
  l.email,
  l.first_name,
  l.last_name,
  l.title,
  l.company,
  l.phone,
  l.country,
  l.source,
  coalesce(l.external_company_id, l.sfdc_account_id) AS account_id,
  l.acquisition_program AS campaign_id,
  coalesce(l.owner_email, nullif(trim(concat_ws(' ', l.owner_first_name, l.owner_last_name)), '')) AS owner_id,
  CASE WHEN cycle.kept THEN coalesce(l.revenue_stage, staged.stage) ELSE l.status END AS stage,
  l.unsubscribed OR l.blacklisted AS do_not_contact,
  l.updated_at AS modified_at,
  map_concat(
    l.extras,
    map_from_entries(
      list_filter(
        [
          {'k': 'lead_status', 'v': CASE WHEN cycle.kept THEN l.status END},
          {'k': 'sfdc_type', 'v': l.sfdc_type},
          {'k': 'sfdc_id', 'v': coalesce(l.sfdc_id, l.sfdc_contact_id, l.sfdc_lead_id)}
        ],
        lambda one: one.v IS NOT NULL
      )
    )
  ) AS extras,
  l.__file,
  l.__line
FROM objects.marketo_leads AS l
CROSS JOIN cycle
LEFT JOIN staged ON staged.lead_id = l.id
WHERE NOT coalesce(l.deleted, false) AND l.id NOT IN (SELECT lead_id FROM marketo_vanished_leads)
