-- One row per change of a field of a lead: data values, scores, owners, revenue stages.
WITH canonical (label, field) AS (
  VALUES ('email_address', 'email'), ('job_title', 'title'), ('company_name', 'company'), ('phone_number', 'phone'), ('lead_source', 'source'),
    ('person_source', 'source'), ('person_status', 'lead_status'), ('lead_owner_email_address', 'owner_id'), ('sales_owner_email_address', 'owner_id'),
    ('sales_owner', 'owner_id'), ('lead_owner', 'owner_id'), ('unsubscribed', 'do_not_contact'), ('acquisition_program', 'campaign_id'),
    ('acquisition_program_id', 'campaign_id'), ('external_company_id', 'account_id'), ('revenue_stage', 'stage'), ('lead_revenue_stage', 'stage'),
    ('revenue_cycle_stage', 'stage'), ('lead_revenue_cycle_stage', 'stage'), ('lifecycle_stage', 'stage')
),
cycle AS (
  SELECT
    EXISTS (SELECT 1 FROM objects.marketo_leads WHERE revenue_stage IS NOT NULL)
    OR EXISTS (
      SELECT 1 FROM marketo_typed_activities WHERE type_name IN ('change revenue stage', 'change revenue stage manually')
    ) AS kept
),
changed AS (
  SELECT
    *,
    CASE
      WHEN type_name IN ('change revenue stage', 'change revenue stage manually') THEN 'stage'
      WHEN type_name = 'change owner' THEN 'owner_id'
      ELSE trim(
        regexp_replace(lower(strip_accents(regexp_replace(primary_value, '([a-z0-9])([A-Z])', '\1 \2', 'g'))), '[^a-z0-9]+', '_', 'g'), '_'
      )
    END AS label
  FROM marketo_typed_activities
  WHERE type_name IN ('change data value', 'change score', 'change owner', 'change revenue stage', 'change revenue stage manually')
    AND NOT coalesce(deleted, false)
)
SELECT
  c.lead_id,
  CASE WHEN coalesce(k.field, c.label) = 'lead_status' AND NOT cycle.kept THEN 'stage' ELSE coalesce(k.field, c.label) END AS field,
  c.activity_date AS changed_at,
  coalesce(c.old_stage, c.old_owner, c.old_value) AS old_value,
  coalesce(c.new_stage, c.new_owner, CASE WHEN c.type_name = 'change owner' THEN c.primary_value END, c.new_value) AS new_value,
  c.actor AS changed_by,
  c.__file,
  c.__line
FROM changed AS c
CROSS JOIN cycle
LEFT JOIN canonical AS k ON k.label = c.label
