-- One row per lead that takes part in an opportunity.
SELECT opportunity_id, lead_id, role, is_primary, created_at AS added_at, __file, __line
FROM objects.marketo_opportunity_roles
UNION ALL
SELECT primary_value_id, lead_id, role, is_primary, activity_date, __file, __line
FROM marketo_typed_activities AS a
WHERE type_name = 'add to opportunity'
  AND NOT EXISTS (
    SELECT 1 FROM objects.marketo_opportunity_roles AS r WHERE r.opportunity_id = a.primary_value_id AND r.lead_id = a.lead_id
  )
